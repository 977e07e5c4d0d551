"""Table 1: test accuracy of the rows.

    python -m paper_repro.toy.table1 --data DIR

Files: results/toy/table1.{md,csv,json}.
"""

from __future__ import annotations

from paper_repro.toy import published
from paper_repro.toy.paper import PAPER

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.formats import percent
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.training.rows import run_rows


def table(options: Options) -> Table:
    results = run_rows(PAPER, options, PAPER.configs(options))
    rows = [
        {"row": PAPER.rows[name].label, "published": published.TABLE1.get(name), "accuracy": outcome.accuracy()}
        for name, outcome in results.rows.items()
    ]
    columns = [
        Column("Row", "row"),
        Column("published accuracy", "published", percent),
        Column("accuracy", "accuracy", percent),
    ]
    blocks = [Block("table", "Test set", columns, rows)]
    return Table("toy", "table1", f"Table 1 of «{published.TITLE}»", blocks, [results.count_note()], results.provenance)


if __name__ == "__main__":
    run_script(table, __doc__, kind=PAPER.options)
