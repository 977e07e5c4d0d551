"""Table 5: our titles beside AudioCaps' captions of sounds, as the paper compares them.

    python -m paper_repro.songtitle.table5

Reads table4's runs, or makes them. The columns cannot be compared with AudioCaps', whose sounds and texts are others:
the paper says so too. Files: results/songtitle/table5.{md,csv,json}; of real sets table5_published.
"""

from __future__ import annotations

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.formats import percent
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.songtitle import published
from paper_repro.songtitle.options import TitleOptions
from paper_repro.songtitle.transferred import NAMES, run_transfer

FEATURES = {"msd": "timbre (MFCC)", "fma": "spectrogram"}


def table(options: Options) -> Table:
    transfer = run_transfer(options)
    rows = []
    for row, features in FEATURES.items():
        if row not in transfer.rows:
            continue
        audiocaps, greedy, five = (value / 100 for value in published.TABLE5[row])
        k = transfer.same_length(row, 5)
        rows.append(
            {
                "features": features,
                "row": NAMES[row],
                "audiocaps": audiocaps,
                "greedy": transfer.score(row, 1),
                "greedy_published": greedy,
                "five": transfer.score(row, 5),
                "five_published": five,
                "constant": float(transfer.constant(row, k).mean()),
                "k": k,
                "n": transfer.metrics["items"][row],
            }
        )
    columns = [
        Column("Features", "features"),
        Column("What is named", "row"),
        Column("AudioCaps, published", "audiocaps", percent),
        Column("greedy", "greedy", percent),
        Column("published", "greedy_published", percent),
        Column("5 beams", "five", percent),
        Column("published", "five_published", percent),
        Column("constant as long as 5 beams' answers", "constant", percent),
        Column("its words", "k"),
        Column("n", "n"),
    ]
    notes = ["BLEU as in table4: unigram precision, %.", transfer.left_out_note()]
    title = f"Table 5 of «{published.TITLE}», regenerated"
    return Table(
        "songtitle",
        f"table5{transfer.suffix}",
        title,
        [Block("table", "BLEU, %", columns, rows)],
        notes,
        transfer.provenance,
    )


if __name__ == "__main__":
    run_script(table, __doc__, kind=TitleOptions)
