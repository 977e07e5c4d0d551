"""Stems as players write them: what is said of a file is shown unstemmed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from paper_repro.core.errors import UserError
from paper_repro.majorminer.stemming import normalize_tag

#: File of a run's folder.
FILE = "spelling.json"


@dataclass(frozen=True)
class Spelling:
    """The spelling of each normalised tag, by that tag."""

    by_stem: Mapping[str, str]

    @classmethod
    def of_typed(cls, typed: Iterable[str]) -> Spelling:
        """Each normalised tag as it was typed most often, case aside; of equally frequent ones the alphabet's first.

        Example:
            >>> dict(Spelling.of_typed(["Drums", "drum", "drums", "hip-hop"]).by_stem)
            {'drum': 'drums', 'hip hop': 'hip-hop'}
        """
        counts: dict[str, Counter[str]] = {}
        for tag in typed:
            if stem := normalize_tag(tag):
                counts.setdefault(stem, Counter())[" ".join(tag.casefold().split())] += 1
        return cls({stem: min(each, key=lambda tag: (-each[tag], tag)) for stem, each in sorted(counts.items())})

    @classmethod
    def of_run(cls, folder: Path) -> Spelling:
        """That of the tags that a run was trained on; of a run that keeps none, the sample corpus's.

        Raises:
            UserError: the run's file is damaged.
        """
        path = folder / FILE
        if not path.is_file():
            from paper_repro.sample.majorminer.words import OPEN_REMARKS, QUALITIES, SYNONYMS

            # The commonest word of a concept comes first.
            words = [word for synonyms in SYNONYMS.values() for word in synonyms]
            return cls.of_typed(dict.fromkeys([*words, *QUALITIES, *OPEN_REMARKS]))
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            return cls({str(stem): str(tag) for stem, tag in found.items()})
        except (OSError, ValueError, AttributeError, RecursionError) as error:
            raise UserError(f"{path}: damaged: not a table of spellings ({type(error).__name__}).") from None

    def of(self, stems: Iterable[str]) -> Spelling:
        """That of some stems alone."""
        return Spelling({stem: self.by_stem[stem] for stem in stems if stem in self.by_stem})

    def tags(self, stems: Sequence[str]) -> list[str]:
        """Stems as they are spelled, each once; one that is unknown as it is."""
        return list(dict.fromkeys(self.by_stem.get(stem, stem) for stem in stems))
