"""What goes beyond the paper's tables: seeds, the attention decoder, lengths, the published settings.

    python experiments/songtitle.py seeds        # the captioner under five seeds
    python experiments/songtitle.py ablations    # the captioner, one change at a time, and what it says of songs
    python experiments/songtitle.py paper        # the published settings: a GPU, days

Options as everywhere, after the name, but for what the grid itself sets.
Files: results/songtitle/experiment_<name>.{md,csv,json}.
"""

from dataclasses import replace

from paper_repro.core.command_line import Options
from paper_repro.core.reporting.formats import number, percent
from paper_repro.core.reporting.grid import folder_name, grid_main
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.training.rows import run_rows
from paper_repro.songtitle.options import TitleOptions, settings_entry
from paper_repro.songtitle.paper import CAPTIONER, PAPER
from paper_repro.songtitle.transferred import transfer_of

ABLATIONS = {
    "base": {},
    "attention decoder": {"decoder": "attention"},
    "no dropout": {"dropout": 0.0},
}
#: Of what is done with the base captioner: nothing is trained anew.
TRANSFERS = {
    "hypotheses by mean log-probability": {"length_penalty": 1.0},
    "spectrogram as stated": {"spectrogram": "as_stated"},
}
GRIDS = {"seeds": {"seeds": 5}, "ablations": {}, "paper": {"preset": "paper"}}


def grid(name: str, options: Options) -> Table:
    base = PAPER.configs(options, [CAPTIONER])[CAPTIONER]
    changes = ABLATIONS if name == "ablations" else {"base": {}}
    chosen = {folder_name(key): replace(base, **change) for key, change in changes.items()}
    results = run_rows(PAPER, options, chosen)
    planned = [(key, folder, {}) for key, folder in zip(changes, results.rows, strict=True)]
    if name == "ablations":
        planned += [(key, folder_name("base"), change) for key, change in TRANSFERS.items()]
    rows, made = [], []
    for key, folder, change in planned:
        row = results.rows[folder]
        cells = {"row": key, "loss": row.loss(), "lost": row.lost_by_shuffling(), "seeds": len(row.runs)}
        found = transfer_of(options, results, folder, **change)
        for song in ("captions_1", "msd", "fma"):
            there = song in found.rows
            cells |= {
                f"{song}_five": found.score(song, 5) if there else None,
                f"{song}_penalized": found.score(song, 5, "penalized").value if there else None,
            }
        rows.append(cells)
        made.extend(found.folders)
    columns = [
        Column("Row", "row"),
        Column("test loss, nats a word", "loss", number(2)),
        Column("lost by another picture", "lost", number(2)),
    ]
    sets = {"captions_1": "captions", "msd": "MSD", "fma": "FMA"}
    columns += [Column(f"{said}, 5 beams", f"{song}_five", percent) for song, said in sets.items()]
    columns.append(Column("seeds", "seeds"))
    penalized = [Column("Row", "row")]
    penalized += [Column(f"{said}, 5 beams", f"{song}_penalized", percent) for song, said in sets.items()]
    said = results.provenance
    given = TitleOptions.of(options)
    provenance = {
        **said,
        **settings_entry({**given.given, **given.transfer_changes}),
        "runs": [*said["runs"], *dict.fromkeys(run.name for run in made)],
    }
    notes = [results.interval_note("pictures or titles"), results.count_note()]
    blocks = [
        Block("grid", "Test items, unigram precision in %", columns, rows),
        Block("penalized", "The same with BLEU's brevity penalty, %", penalized, rows),
    ]
    lowest = min(rows, key=lambda row: row["loss"].value)["row"]
    found = f"Of {len(rows)} rows «{lowest}» has the lowest test loss." if len(rows) > 1 else "One captioner."
    lead = [found, results.lead()]
    return Table("songtitle", f"experiment_{name}", f"Song titles, {name}", blocks, notes, provenance, lead)


if __name__ == "__main__":
    grid_main(GRIDS, grid, __doc__, TitleOptions)
