"""Hyperparameter search around a row: ``python -m paper_repro search cal500exp``.

    python -m paper_repro.cal500exp.search --tuner random --trials 10
    python -m paper_repro.cal500exp.search --tuner hyperband --trials 20 --row cnn_corrected

The objective is the validation loss, by which the corrected variant is selected. Quick preset on 2 cores: about a
minute a trial. Files: results/cal500exp/search_<tuner>.{md,csv,json} and search_<tuner>_figure.{png,csv,json}.
"""

from paper_repro.cal500exp.paper import PAPER
from paper_repro.core.reporting.search import search_script

if __name__ == "__main__":
    search_script(PAPER, __doc__)
