"""Hyperparameter search around a row of Table II: ``python -m paper_repro search magnatagatune``.

    python -m paper_repro.magnatagatune.search --tuner random --trials 10
    python -m paper_repro.magnatagatune.search --tuner hyperband --trials 20 --row all_10

The objective is validation ROC-AUC after the last epoch, as Table II is scored. Quick preset on 2 cores: about a minute
a trial. Files: results/magnatagatune/search_<tuner>.{md,csv,json} and search_<tuner>_figure.{png,csv,json}.
"""

from paper_repro.core.reporting.search import search_script
from paper_repro.magnatagatune.paper import PAPER

if __name__ == "__main__":
    search_script(PAPER, __doc__)
