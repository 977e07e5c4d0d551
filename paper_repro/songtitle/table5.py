"""Table 5: our titles beside AudioCaps' captions of sounds, as the paper compares them.

    python -m paper_repro.songtitle.table5

Reads table4's runs, or makes them. The columns cannot be compared with AudioCaps', whose sounds and texts are others:
the paper says so too. Files: results/songtitle/table5.{md,csv,json}; on real files table5_real.
"""

from __future__ import annotations

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.claims import Condition, claims_blocks, found
from paper_repro.core.reporting.formats import number, percent
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.songtitle import published
from paper_repro.songtitle.claims import AUDIOCAPS_CLAIMS
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
        Column("Input", "row"),
        Column("n", "n"),
        Column("greedy", "greedy", percent),
        Column("5 beams", "five", percent),
        Column("constant as long as 5 beams' answers", "constant", percent),
        Column("its words", "k"),
        *(Column("", key, percent) for key in ("audiocaps", "greedy_published", "five_published")),
    ]
    claims = claims_blocks(AUDIOCAPS_CLAIMS, Condition(transfer))
    blocks = [Block("table", "BLEU, %", columns, rows), _paper(), *claims]
    notes = [
        f"BLEU as in table4: unigram precision, %. {transfer.captioner.interval_note('titles')}",
        "AudioCaps' scores are of other sounds and other texts, as the paper says itself.",
        *transfer.paper_note(),
        transfer.left_out_note(),
    ]
    title = f"Table 5 of «{published.TITLE}», regenerated{transfer.on}"
    lead = [found(claims), transfer.lead()]
    return Table("songtitle", f"table5{transfer.suffix}", title, blocks, notes, transfer.provenance, lead)


def _paper() -> Block:
    rows = [
        dict(zip(("features", "audiocaps", "greedy", "five"), (FEATURES[row], *numbers), strict=True))
        for row, numbers in published.TABLE5.items()
    ]
    columns = [
        Column("Features", "features"),
        Column("AudioCaps, greedy", "audiocaps", number(1)),
        Column("the paper's model, greedy", "greedy", number(1)),
        Column("the paper's model, 5 beams", "five", number(1)),
    ]
    return Block("paper", "The paper's numbers, of its own data, %", columns, rows)


if __name__ == "__main__":
    run_script(table, __doc__, kind=TitleOptions)
