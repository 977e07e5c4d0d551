"""What the authors would try next (Sec. 4 to 6), tried on real clips, given as features.

    python -m paper_repro.majorminer.future_real --data DIR

DIR as of ``table1_real``. A Transformer decoder beside LSTM and GRU; masked-tag pretraining where few clips are heard;
the metrics standard in tagging; a loss balanced by tags' frequency. Features have no time: attention over time cannot
be tried.

Six trainings, two of them of ``table1_real``: about four minutes on 2 cores with the quick preset.

Files: results/majorminer/future_real.{md,csv,json}.
"""

from __future__ import annotations

from dataclasses import replace

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.table import Table
from paper_repro.core.training.rows import run_rows
from paper_repro.majorminer import future_blocks
from paper_repro.majorminer.feature_data import FEATURE_PAPER, FUTURE, open_features
from paper_repro.majorminer.future_evidence import Evidence

NO_TIME = "the features have no time: each is one number of the whole clip"


def table(options: Options) -> Table:
    corpus = open_features(options)
    configs = FEATURE_PAPER.configs(options, FUTURE.of(options.preset))
    configs = {key: replace(config, values=len(corpus.features.keys)) for key, config in configs.items()}
    labels = {name: row.label for name, row in FEATURE_PAPER.known.items()}
    evidence = Evidence(run_rows(FEATURE_PAPER, options, configs, corpus), FUTURE, labels, NO_TIME)
    notes = [
        "Tags of the public crawl, in the order of agreement (see table1_real); features of Essentia; artists apart.",
    ]
    return future_blocks.table(evidence, "future_real", "decoders on real clips, given as features", notes)


if __name__ == "__main__":
    run_script(table, __doc__)
