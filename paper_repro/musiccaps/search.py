"""Hyperparameter search around a network, like for like: ``python -m paper_repro search musiccaps``.

    python -m paper_repro.musiccaps.search --tuner random --trials 10
    python -m paper_repro.musiccaps.search --tuner hyperband --trials 20 --row cnn_gru

The objective is the corrected validation loss at its best epoch. Quick preset on 2 cores: about half a minute a trial.
Files: results/musiccaps/search_<tuner>.{md,csv,json} and search_<tuner>_figure.{png,csv,json}.
"""

from paper_repro.core.reporting.search import search_script
from paper_repro.musiccaps.paper import PAPER

if __name__ == "__main__":
    search_script(PAPER, __doc__)
