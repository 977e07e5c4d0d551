"""Hyperparameter search around a captioner: ``python -m paper_repro search songtitle``.

    python -m paper_repro.songtitle.search --tuner random --trials 10
    python -m paper_repro.songtitle.search --tuner hyperband --trials 20 --row attention

The objective is the validation loss. Quick preset on 2 cores: some minutes a trial.
Files: results/songtitle/search_<tuner>.{md,csv,json} and search_<tuner>_figure.{png,csv,json}.
"""

from paper_repro.core.reporting.search import search_script
from paper_repro.songtitle.paper import PAPER

if __name__ == "__main__":
    search_script(PAPER, __doc__)
