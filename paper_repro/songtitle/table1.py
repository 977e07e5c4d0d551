"""Table 1: how long captions and titles are, in words.

    python -m paper_repro.songtitle.table1
    python -m paper_repro.songtitle.table1 --data DIR     # your copies; texts alone will do

Costs seconds, trains nothing. Files: results/songtitle/table1.{md,csv,json}; on real files table1_real.
"""

from __future__ import annotations

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.claims import Condition, claims_blocks, found
from paper_repro.core.reporting.formats import number, percent, plain
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.songtitle import published
from paper_repro.songtitle.text_claims import TEXT_CLAIMS
from paper_repro.songtitle.texts import Texts, open_texts
from paper_repro.songtitle.untested import UNTESTED_TEXTS


def table(options: Options) -> Table:
    texts = open_texts(options)
    rows = [_row(texts, name) for name in texts.texts]
    claims = claims_blocks(TEXT_CLAIMS, Condition(texts), untested=UNTESTED_TEXTS)
    blocks = [
        Block("table", "Length in words", _columns(), rows),
        Block("paper", "The paper's numbers, of its own data", _columns(), _paper()),
        *claims,
    ]
    notes = [
        "Words as they stand between blanks, in which captions have their punctuation too. Standard deviations with "
        "divisor n.",
        "The paper's rows are of one million random training captions and of all titles of both sets.",
        *texts.paper_note(),
    ]
    title = f"Table 1 of «{published.TITLE}», regenerated{texts.on}"
    lead = [found(claims), texts.lead()]
    return Table("songtitle", f"table1{texts.suffix}", title, blocks, notes, texts.provenance, lead)


#: Statistics of a set's lengths, as ``published.TABLE1`` has them.
STATISTICS = {
    "n": "Examples",
    "least": "Min length",
    "most": "Max length",
    "mean": "Mean length",
    "sd": "SD of length",
}


def _row(texts: Texts, name: str) -> dict:
    counts = texts.lengths(name)
    most, share = published.SHARES.get(name, (5, None))
    cells = (len(counts), int(counts.min()), int(counts.max()), float(counts.mean()), float(counts.std()))
    here = dict(zip(STATISTICS, cells, strict=True))
    theirs = dict(zip(STATISTICS, published.TABLE1.get(name, (None,) * 5), strict=True))
    return {
        "set": name,
        "name": texts.named(name),
        **here,
        "at_most": most,
        "share": float((counts <= most).mean()),
        **{f"{key}_published": value for key, value in theirs.items()},
        "share_published": share,
    }


def _paper() -> list[dict]:
    return [
        {"set": name, "name": name, **dict(zip(STATISTICS, cells, strict=True)), "at_most": most, "share": share}
        for name, cells in published.TABLE1.items()
        for most, share in [published.SHARES[name]]
    ]


def _columns() -> list[Column]:
    columns = [Column("Set", "name")]
    for key, header in STATISTICS.items():
        columns.append(Column(header, key, number(2) if key in ("mean", "sd") else plain))
    share = Column("Short ones, %", "share", percent)
    return [*columns, Column("Short: words at most", "at_most"), share]


if __name__ == "__main__":
    run_script(table, __doc__)
