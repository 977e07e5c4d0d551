"""Audit: how many clips there are.

    python -m paper_repro.toy.audit --data DIR

Files: results/toy/audit.{md,csv,json}.
"""

from __future__ import annotations

from paper_repro.toy.data import open_corpus
from paper_repro.toy.paper import PAPER

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.table import Block, Column, Table


def table(options: Options) -> Table:
    corpus = open_corpus(options, PAPER.base_config(options))
    rows = [{"clips": len(corpus.audio)}]
    blocks = [Block("counts", "Counts", [Column("Clips", "clips")], rows)]
    return Table("toy", "audit", "A toy paper: what the data holds", blocks, (), {"Data": corpus.source})


if __name__ == "__main__":
    run_script(table, __doc__, kind=PAPER.options)
