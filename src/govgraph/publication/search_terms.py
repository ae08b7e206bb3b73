"""The terms that a text is found by: pairs of Chinese characters, words, pinyin."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_HAN = r"㐀-䶿一-鿿豈-﫿"
_RUNS = re.compile(rf"[{_HAN}]+|[a-z0-9]+(?:[.'’-][a-z0-9]+)*")
_WORD = re.compile(r"[a-z0-9]+")
_SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|[aeiouv])"
    r"(?:(?=[^aeiouv])|$)"
)


def plain(text: str) -> str:
    """Return a text as it is compared: small, half-width, without tone marks.

    >>> plain("Pānyú Qū ＧＤＰ")
    'panyu qu gdp'
    """
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(c for c in spread if not unicodedata.combining(c))
    return unicodedata.normalize("NFKC", bare)


@lru_cache(maxsize=20_000)  # names of people and indicators come again with every pledge
def terms(text: str) -> tuple[str, ...]:
    """Return the terms of a text: pairs of Chinese characters, and whole words of the rest.

    >>> terms("番禺区GDP增速")
    ('番禺', '禺区', 'gdp', '增速')
    """
    found: list[str] = []
    for run in _RUNS.findall(plain(text)):
        if run[0] > "\u2fff":
            found += [run[i : i + 2] for i in range(max(len(run) - 1, 1))]
        else:
            found += _WORD.findall(run)
    return tuple(dict.fromkeys(found))


def syllables(pinyin: str) -> list[str]:
    """Return the terms of a name in pinyin: its words, its syllables, and all as one word.

    >>> syllables("Pānyú Qū")
    ['panyu', 'qu', 'panyuqu', 'pan', 'yu']
    """
    words = re.findall(r"[a-z]+", plain(pinyin).replace("ü", "v"))
    parts = [part for word in words for part in _SYLLABLE.findall(word)]
    return list(dict.fromkeys([*words, "".join(words), *parts])) if words else []
