"""What goes beyond the paper's tables: seeds, the attention decoder, lengths, the published settings.

    python experiments/songtitle.py seeds        # the captioner under five seeds
    python experiments/songtitle.py ablations    # the captioner, one change at a time, and what it says of songs
    python experiments/songtitle.py paper        # the published settings: a GPU, days

Options as everywhere, after the name, but for what the grid itself sets.
Files: results/songtitle/experiment_<name>.{md,csv,json}.
"""

from dataclasses import replace

from paper_repro.cli import Options
from paper_repro.reporting.grid import folder_name, grid_main
from paper_repro.reporting.table import Block, Column, Table, number, percent
from paper_repro.songtitle.experiment import CAPTIONER, configs, run_rows, transfer_of
from paper_repro.songtitle.options import TitleOptions

ABLATIONS = {
    "base": {},
    "attention decoder": {"decoder": "attention"},
    "hypotheses by mean log-probability": {"length_penalty": 1.0},
    "no dropout": {"dropout": 0.0},
    "spectrogram as stated": {"spectrogram": "as_stated"},
}
GRIDS = {"seeds": {"seeds": 5}, "ablations": {}, "paper": {"preset": "paper"}}


def grid(name: str, options: Options) -> Table:
    base = configs(options, [CAPTIONER])[CAPTIONER]
    changes = ABLATIONS if name == "ablations" else {"base": {}}
    chosen = {folder_name(key): replace(base, **change) for key, change in changes.items()}
    results = run_rows(options, chosen)
    rows = []
    for key, (folder, row) in zip(changes, results.rows.items(), strict=True):
        cells = {"row": key, "loss": row.loss(), "lost": row.lost_by_shuffling(), "seeds": len(row.runs)}
        found = transfer_of(options, results, folder)
        for song in ("captions_1", "msd", "fma"):
            if song in found.rows:
                penalized = float(found.part(song, 5)["penalized"].mean())
                cells |= {f"{song}_five": found.score(song, 5), f"{song}_penalized": penalized}
            else:
                cells |= {f"{song}_five": None, f"{song}_penalized": None}
        rows.append(cells)
    columns = [
        Column("row", "Row"),
        Column("loss", "test loss, nats a word", number(2)),
        Column("lost", "lost by another picture", number(2)),
    ]
    for song, said in (("captions_1", "captions"), ("msd", "MSD"), ("fma", "FMA")):
        columns += [
            Column(f"{song}_five", f"{said}, 5 beams", percent),
            Column(f"{song}_penalized", "with brevity penalty", percent),
        ]
    columns.append(Column("seeds", "seeds"))
    notes = [
        "Titles and captions by the first seed's captioner.",
        results.count_note().replace("Clips:", "Pictures:"),
    ]
    block = Block("grid", "Test items, unigram precision in %", columns, rows)
    return Table("songtitle", f"experiment_{name}", f"Song titles, {name}", [block], notes, results.provenance)


if __name__ == "__main__":
    grid_main(GRIDS, grid, __doc__, TitleOptions)
