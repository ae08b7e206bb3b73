"""What a publication says of itself: the facts that every description of a release repeats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from govgraph.config import Settings


@dataclass(frozen=True, slots=True)
class About:
    """The `[publication]` of ``govgraph.toml``; texts by language tag, all IRIs absolute."""

    title: Mapping[str, str]
    description: Mapping[str, str]
    keywords: Mapping[str, Sequence[str]]
    version: str
    issued: str
    base: str
    id_base: str
    licence: str
    publisher: str
    publisher_type: str
    contact: str
    homepage: str
    languages: tuple[str, ...]
    spatial: str
    bbox: tuple[float, ...]

    @classmethod
    def of(cls, settings: Settings) -> About:
        """Take the facts from the settings."""
        return cls(
            title=settings.title,
            description=settings.description or settings.title,
            keywords=settings.keywords,
            version=settings.version,
            issued=settings.issued.isoformat(),
            base=settings.base,
            id_base=settings.id_base,
            licence=settings.licence,
            publisher=settings.id_base + settings.publisher,
            publisher_type=settings.publisher_type,
            contact=settings.contact or settings.homepage,
            homepage=settings.homepage,
            languages=settings.languages,
            spatial=settings.id_base + settings.spatial if settings.spatial else "",
            bbox=settings.bbox,
        )

    @property
    def dataset(self) -> str:
        """Return the IRI of this version of the dataset."""
        return f"{self.id_base}dataset/{self.version}"

    @property
    def series(self) -> str:
        """Return the IRI of the series of all versions."""
        return f"{self.id_base}series/main"

    @property
    def catalog(self) -> str:
        """Return the IRI of the catalogue."""
        return f"{self.id_base}catalog/main"

    @property
    def endpoint(self) -> str:
        """Return the address of the SPARQL endpoint."""
        return f"{self.base}sparql"

    def download(self, name: str) -> str:
        """Return the address of a file of this version."""
        return f"{self.base}dataset/{self.version}/{name}"

    def text(self, texts: Mapping[str, str]) -> str:
        """Return a text in one language, English where there is a choice."""
        return texts.get("en") or next(iter(texts.values()), "")
