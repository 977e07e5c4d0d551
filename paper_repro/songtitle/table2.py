"""Table 2: a sample of song titles.

    python -m paper_repro.songtitle.table2

Drawn at random, by a fixed seed, from the titles that can be test titles: words that captions have, no named entity.
Costs seconds, trains nothing. Files: results/songtitle/table2.{md,csv,json}; on real files table2_real.
"""

from __future__ import annotations

import numpy as np

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.songtitle import published
from paper_repro.songtitle.texts import CAPTIONS, FLICKR, open_texts
from paper_repro.songtitle.titles import EntityFilter, in_vocabulary, words_of

#: Titles of each set.
DRAWN = 5


def table(options: Options) -> Table:
    texts = open_texts(options)
    entities = EntityFilter.open("auto")
    vocabulary = texts.caption_words()
    rows = []
    for name, titles in texts.texts.items():
        if name in (CAPTIONS, FLICKR):
            continue
        order = np.random.default_rng(0).permutation(len(titles))
        usable = (titles[at] for at in order if _clean(titles[at], vocabulary, entities))
        theirs = published.TABLE2.get(name, ("–",) * DRAWN)
        rows += [
            {"set": name, "title": " ".join(words_of(title)), "published": sample}
            for title, sample in zip(usable, theirs, strict=False)
        ]
    columns = [
        Column("Set", lambda row: texts.named(row["set"]), key="name"),
        Column("Title", "title"),
        Column("In the paper (not the same songs)", "published"),
    ]
    notes = ["Lower case, as the paper prints them.", _vocabulary_note(vocabulary), entities.description]
    block = Block("table", "Titles at random", columns, rows)
    title = f"Table 2 of «{published.TITLE}», regenerated{texts.on}"
    lead = [f"{len(rows)} test titles, drawn at random.", texts.lead()]
    return Table("songtitle", f"table2{texts.suffix}", title, [block], notes, texts.provenance, lead)


def _clean(title: str, vocabulary: set[str], entities: EntityFilter) -> bool:
    """Whether it can be a test title (Sec. 4.1); without captions every word is let pass."""
    words = words_of(title)
    return bool(words) and (not vocabulary or in_vocabulary(words, vocabulary)) and not entities.names(title)


def _vocabulary_note(vocabulary: set[str]) -> str:
    if not vocabulary:
        return "No captions are at hand: titles have any words."
    return f"Words that captions have ({len(vocabulary):,})."


if __name__ == "__main__":
    run_script(table, __doc__)
