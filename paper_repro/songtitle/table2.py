"""Table 2: a sample of song titles.

    python -m paper_repro.songtitle.table2

Drawn at random, by a fixed seed, from the titles that can be test titles but for the vocabulary: no named entity.
Costs seconds, trains nothing. Files: results/songtitle/table2.{md,csv,json}; for published sets table2_published.
"""

from __future__ import annotations

import numpy as np

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.songtitle import published
from paper_repro.songtitle.texts import CAPTIONS, FLICKR, open_texts
from paper_repro.songtitle.titles import EntityFilter, words_of

#: Titles of each set.
DRAWN = 5


def table(options: Options) -> Table:
    texts = open_texts(options)
    entities = EntityFilter.open("auto")
    rows = []
    for name, titles in texts.texts.items():
        if name in (CAPTIONS, FLICKR):
            continue
        order = np.random.default_rng(0).permutation(len(titles))
        usable = (titles[at] for at in order if words_of(titles[at]) and not entities.names(titles[at]))
        theirs = published.TABLE2.get(name, ("–",) * DRAWN)
        rows += [
            {"set": name, "title": " ".join(words_of(title)), "published": sample}
            for title, sample in zip(usable, theirs, strict=False)
        ]
    columns = [Column("Set", "set"), Column("Title", "title"), Column("In the paper", "published")]
    notes = ["Lower case, as the paper prints them.", entities.description]
    block = Block("table", "Titles at random", columns, rows)
    title = f"Table 2 of «{published.TITLE}», regenerated"
    return Table("songtitle", f"table2{texts.suffix}", title, [block], notes, texts.provenance)


if __name__ == "__main__":
    run_script(table, __doc__)
