"""What owners publish: where, how large, under what terms, and where it goes in a data set's folder."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType


@dataclass(frozen=True)
class Offer:
    """One thing that an owner publishes, or does not: a module's ``OFFERS`` are all that its folder may hold.

    Attributes:
        name: how declarations call it, within its data set.
        what: in a few words.
        size: how many items, and bytes where these are known.
        terms: its licence, or what its owner says in place of one.
        url: where its owner publishes it.
        place: what goes into the folder that ``--data`` takes, and under which name.
    """

    name: str
    what: str
    size: str
    terms: str
    url: str
    place: str

    def text(self) -> str:
        """All of it in one line.

        Example:
            >>> Offer("tags", "tags", "7 rows", "CC BY 4.0", "https://example.org", "as tags.csv").text()
            'tags: 7 rows. Terms: CC BY 4.0. From https://example.org: as tags.csv.'
        """
        return f"{self.what}: {self.size}. Terms: {self.terms}. From {self.url}: {self.place}."


def offer(module: ModuleType, name: str) -> Offer:
    """A data set's offer of that name.

    Raises:
        KeyError: it has none.
    """
    return {each.name: each for each in module.OFFERS}[name]


def credit(*modules: ModuleType) -> dict[str, str]:
    """Licence and citation of data sets, as a table on their files names them.

    Example:
        >>> from paper_repro.datasets import nottingham
        >>> credit(nottingham)["Licence"]
        'nottingham: GNU GPLv3 for the cleaned ABC files and the MIDI files.'
    """
    return {
        "Licence": " ".join(f"{module.NAME}: {module.LICENCE}" for module in modules),
        "Citation": " ".join(f"{module.NAME}: {module.CITATION}" for module in modules),
    }
