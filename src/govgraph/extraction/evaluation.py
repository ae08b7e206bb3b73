"""Evaluation: proposed statements held against gold ones.

A gold statement is *found* when a proposal's span holds its value, and *right* when measure,
comparator, bounds, unit and kind are equal and the words of the indicator overlap (where the gold
names any). Each proposal answers for one gold statement at most; the assignment is the one with the
most right answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from govgraph.errors import SourceError
from govgraph.extraction import candidates, extractor, periods, quantities, text
from govgraph.extraction.candidates import Candidate

STRICT = ("measure", "comparator", "lower", "upper", "unit", "kind", "indicatorText")
FIELDS = (*STRICT, "indicator", "commitment", "periodStart", "periodEnd", "place", "speaker")


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold statement and the proposal that answers for it; `wrong` names the differing fields."""

    gold: Candidate
    found: Candidate
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcome of one comparison. `right` counts pairs without a wrong strict field."""

    pairs: tuple[Pair, ...]
    missed: tuple[Candidate, ...]
    extra: tuple[Candidate, ...]
    fields: tuple[str, ...] = FIELDS

    @property
    def right(self) -> int:
        """Return how many pairs agree in every strict field."""
        return sum(not any(name in STRICT for name in pair.wrong) for pair in self.pairs)

    def score(self, right: int) -> tuple[float, float, float]:
        """Return precision, recall and F1 for a number of right answers."""
        proposed = len(self.pairs) + len(self.extra)
        expected = len(self.pairs) + len(self.missed)
        precision = right / proposed if proposed else 1.0
        recall = right / expected if expected else 1.0
        total = precision + recall
        return precision, recall, 2 * precision * recall / total if total else 0.0

    def strict(self) -> tuple[float, float, float]:
        """Return precision, recall and F1 of statements that are right in every strict field."""
        return self.score(self.right)

    def spans(self) -> tuple[float, float, float]:
        """Return precision, recall and F1 of statements that were found at all."""
        return self.score(len(self.pairs))

    def by_field(self) -> dict[str, tuple[float, float, float]]:
        """Return precision, recall and F1 of each field, over all statements."""
        return {
            name: self.score(sum(name not in pair.wrong for pair in self.pairs))
            for name in self.fields
        }


def compare(gold: Sequence[Candidate], found: Sequence[Candidate]) -> Evaluation:
    """Return how well `found` answers `gold`; both speak of one text."""
    options: list[tuple[int, int, int, Pair]] = []
    for i, wanted in enumerate(gold):
        place = value_place(wanted)
        for j, proposal in enumerate(found):
            if proposal.start <= place[0] and place[1] <= proposal.end:
                pair = Pair(wanted, proposal, _wrong(wanted, proposal))
                strict = sum(name in STRICT for name in pair.wrong)
                options.append((strict, i, j, pair))
    taken_gold: dict[int, Pair] = {}
    taken_found: set[int] = set()
    for _, i, j, pair in sorted(
        options, key=lambda option: (option[0], len(option[3].wrong), option[1:3])
    ):
        if i not in taken_gold and j not in taken_found:
            taken_gold[i] = pair
            taken_found.add(j)
    return Evaluation(
        tuple(taken_gold[i] for i in sorted(taken_gold)),
        tuple(g for i, g in enumerate(gold) if i not in taken_gold),
        tuple(f for j, f in enumerate(found) if j not in taken_found),
    )


def merge(parts: Iterable[Evaluation], fields: Iterable[str] = FIELDS) -> Evaluation:
    """Return one evaluation over several texts, on the fields that their gold names."""
    held = list(parts)
    named = set(fields)
    return Evaluation(
        tuple(p for e in held for p in e.pairs),
        tuple(m for e in held for m in e.missed),
        tuple(x for e in held for x in e.extra),
        tuple(name for name in FIELDS if name in named),
    )


def value_place(statement: Candidate) -> tuple[int, int]:
    """Return where the value of a gold statement stands: its number, else its whole stretch."""
    view = text.view(statement.exact, statement.start)
    values = {v for v in (statement.lower, statement.upper) if v is not None}
    for quantity in quantities.scan(view.text):
        low = {quantity.value, quantity.value * 100}
        if low & values:
            return view.span(quantity.number, quantity.number + 1)
    digits = [i for i, c in enumerate(statement.exact) if c.isdecimal()]
    if digits:
        return statement.start + digits[0], statement.start + digits[0] + 1
    return statement.start, statement.start + 1


def _wrong(gold: Candidate, found: Candidate) -> tuple[str, ...]:
    differing = []
    for name in FIELDS:
        wanted, given = getattr(gold, name), getattr(found, name)
        if name == "indicatorText":
            if wanted and not overlap(wanted, given or ""):
                differing.append(name)
        elif wanted != given:
            differing.append(name)
    return tuple(differing)


def overlap(gold: str, found: str) -> bool:
    """Tell whether two wordings share a word: two neighbouring characters, or all of the shorter.

    >>> overlap("固定资产投资", "投资额"), overlap("外贸", "旅游")
    (True, False)
    """
    first, second = text.view(gold).text, text.view(found).text
    if not first or not second:
        return False
    if first in second or second in first:
        return True
    pairs = {first[i : i + 2] for i in range(len(first) - 1)}
    return any(second[i : i + 2] in pairs for i in range(len(second) - 1))


@dataclass(slots=True)
class Gold:
    """The gold statements of one document, its year where the file gives a `date`, and the fields
    that it names: the others are not compared.

    A line with `"none": true` says that the document has no statement.
    """

    statements: list[Candidate]
    year: int | None = None
    month: int | None = None
    fields: set[str] = field(default_factory=set)


def read_gold(path: Path) -> dict[str, Gold]:
    """Return the gold of a JSON Lines file by document (`doc`, else '').

    Raises:
        SourceError: naming file and line of what cannot be read.
    """
    by_document: dict[str, Gold] = {}
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            tree = json.loads(line)
            gold = by_document.setdefault(str(tree.get("doc", "")), Gold([]))
            if tree.get("date"):
                gold.year, gold.month = periods.parse_month(str(tree["date"]))
            if not tree.get("none"):
                gold.statements.append(candidates.read(tree))
                gold.fields.update(name for name in tree if name in FIELDS)
        except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
            raise SourceError(
                f"{path}:{number}: GOLD: no statement of the annotation guide ({error})"
            ) from error
    return by_document


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: GOLD: cannot be read; give JSON Lines in UTF-8") from error


def evaluate(
    gold: Path,
    texts: Sequence[Path],
    *,
    year: int | None = None,
    month: int | None = None,
    place: str | None = None,
) -> Evaluation:
    """Return how well the extractor answers a gold file.

    Each document of the gold is read from the text of its name, among `texts` or beside the gold;
    a single text answers for a gold file of one document.

    Raises:
        SourceError: a gold line or a text cannot be read, or a text is missing.
    """
    by_document = read_gold(gold)
    by_name = {path.stem: path for path in texts}
    parts = []
    for document, wanted in by_document.items():
        alone = texts[0] if len(texts) == 1 and len(by_document) == 1 else None
        path = by_name.get(document) or alone or gold.parent / f"{document or gold.stem}.txt"
        found = extractor.read(
            str(path), year=year or wanted.year, month=month or wanted.month, place=place
        )[1]
        parts.append(compare(wanted.statements, found))
    return merge(parts, {name for wanted in by_document.values() for name in wanted.fields})


def scores(result: Evaluation) -> dict[str, object]:
    """Return the scores as plain values."""
    return {
        "gold": len(result.pairs) + len(result.missed),
        "proposed": len(result.pairs) + len(result.extra),
        "strict": _named(result.strict()),
        "found": _named(result.spans()),
        "fields": {name: _named(score) for name, score in result.by_field().items()},
    }


def _named(score: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip(("precision", "recall", "f1"), (round(part, 4) for part in score), strict=True))


def report(result: Evaluation, *, errors: bool = True) -> Iterator[str]:
    """Yield the scores, strict and by field, and every error on a line of its own."""
    yield f"{'':<14}{'P':>8}{'R':>8}{'F1':>8}"
    for name, score in (
        ("strict", result.strict()),
        ("found", result.spans()),
        *result.by_field().items(),
    ):
        yield f"{name:<14}" + "".join(f"{part:>8.3f}" for part in score)
    if not errors:
        return
    for missed in result.missed:
        yield f"漏 missed  {_at(missed)}"
    for extra in result.extra:
        yield f"多 extra   {_at(extra)} [{extra.rules.get('kind', '')}]"
    for pair in result.pairs:
        for name in pair.wrong:
            if name in STRICT:
                yield (
                    f"错 wrong   {_at(pair.gold)}: {name} {getattr(pair.gold, name)} "
                    f"≠ {getattr(pair.found, name)}"
                )


def _at(statement: Candidate) -> str:
    exact = " ".join(statement.exact.split())
    return (
        f"{statement.start}–{statement.end} {exact} | {statement.indicatorText or '—'} | {statement.measure} "
        f"{statement.comparator} {statement.lower}–{statement.upper} {statement.unit} {statement.kind}"
    )
