"""Table 1: how long captions and titles are, in words.

    python -m paper_repro.songtitle.table1
    python -m paper_repro.songtitle.table1 --data DIR     # your copies; texts alone will do

Costs seconds, trains nothing. Files: results/songtitle/table1.{md,csv,json}; for published sets table1_published.
"""

from __future__ import annotations

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.formats import number, percent, plain
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.songtitle import published
from paper_repro.songtitle.texts import open_texts


def table(options: Options) -> Table:
    texts = open_texts(options)
    rows = []
    for name in texts.texts:
        counts, theirs = texts.lengths(name), published.TABLE1.get(name, (None,) * 5)
        most, share = published.SHARES.get(name, (5, None))
        cells = (len(counts), int(counts.min()), int(counts.max()), float(counts.mean()), float(counts.std()))
        row: dict = {"set": name}
        for key, here, there in zip(("n", "least", "most", "mean", "sd"), cells, theirs, strict=True):
            row |= {key: here, f"{key}_published": there}
        rows.append({**row, "at_most": most, "share": float((counts <= most).mean()), "share_published": share})
    columns = [Column("Set", "set")]
    heads = {"n": "Examples", "least": "Shortest", "most": "Longest", "mean": "Mean", "sd": "SD"}
    for key, header in heads.items():
        form = number(2) if key in ("mean", "sd") else plain
        columns += [Column(header, key, form), Column("published", f"{key}_published", form)]
    columns += [
        Column("Words or fewer", "at_most"),
        Column("share, %", "share", percent),
        Column("published", "share_published", percent),
    ]
    notes = [
        "Words as they stand between blanks, in which captions have their punctuation too. Standard deviations with "
        "divisor n.",
        "The published rows are of one million random training captions and of all titles of both sets.",
    ]
    title = f"Table 1 of «{published.TITLE}», regenerated"
    block = Block("table", "Length in words", columns, rows)
    return Table("songtitle", f"table1{texts.suffix}", title, [block], notes, texts.provenance)


if __name__ == "__main__":
    run_script(table, __doc__)
