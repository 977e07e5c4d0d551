"""What the authors would try next (Sec. 4 to 6), tried: Transformer, masked tags, taggers' metrics, rare tags, time.

    python -m paper_repro.majorminer.future                               sample corpus, quick preset
    python -m paper_repro.majorminer.future --data DIR --preset paper     your copy, published settings

A Transformer decoder beside LSTM and GRU; masked-tag pretraining where few clips are heard; the metrics standard in
tagging for captioners; a loss balanced by tags' frequency; attention over time against when things sound. All behind
the 1D CNN, which keeps most of time.

Six trainings, one of them table 1's: about four minutes on 2 cores with the quick preset.

Files: results/majorminer/future.{md,csv,json}.
"""

from __future__ import annotations

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.table import Table
from paper_repro.core.training.rows import run_rows
from paper_repro.majorminer import future_blocks
from paper_repro.majorminer.future_evidence import Evidence
from paper_repro.majorminer.paper import FUTURE, PAPER

#: Why attention cannot be held against what sounds on real clips.
NO_SCORE = "nobody knows when an instrument sounds in these clips: the score is known of rendered ones alone"


def table(options: Options) -> Table:
    results = run_rows(PAPER, options, PAPER.configs(options, FUTURE.of(options.preset)))
    labels = {name: row.label for name, row in PAPER.known.items()}
    evidence = Evidence(results, FUTURE, labels, "" if results.corpus.rendered else NO_SCORE)
    notes = ["All rows: the 1D CNN of table 1, which keeps most of time (Sec. 4), several captions a clip."]
    return future_blocks.table(evidence, "future", "rows behind the 1D CNN", notes)


if __name__ == "__main__":
    run_script(table, __doc__)
