"""Table 1: how long captions and titles are, in words.

    python -m paper_repro.songtitle.table1
    python -m paper_repro.songtitle.table1 --data DIR     # your copies; texts alone will do

Costs seconds, trains nothing. Files: results/songtitle/table1.{md,csv,json}; for published sets table1_published.
"""

from __future__ import annotations

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.table import Block, Column, Table, number, percent
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
    whole = lambda value: "–" if value is None else f"{value:,}"  # noqa: E731
    exact = lambda value: "–" if value is None else f"{value:.2f}"  # noqa: E731
    columns = [Column("set", "Set")]
    heads = {"n": "Examples", "least": "Shortest", "most": "Longest", "mean": "Mean", "sd": "SD"}
    for key, header in heads.items():
        form = exact if key in ("mean", "sd") else whole
        columns += [Column(key, header, form), Column(f"{key}_published", "published", form)]
    columns += [
        Column("at_most", "Words or fewer", number(0)),
        Column("share", "share, %", percent),
        Column("share_published", "published", lambda value: "–" if value is None else percent(value)),
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
