"""Hyperparameter search for MusiCNN + LSTM or another row: ``python -m paper_repro search majorminer``.

    python -m paper_repro.majorminer.search --tuner random --trials 10
    python -m paper_repro.majorminer.search --tuner hyperband --trials 20 --row cnn1d_lstm

The objective is the paper's selection rule, BLEU2 of the best validation epoch. Quick preset on 2 cores: about a minute
a trial. Files: results/majorminer/search_<tuner>.{md,csv,json} and search_<tuner>_figure.{png,csv,json}.
"""

from paper_repro.core.reporting.search import search_script
from paper_repro.majorminer.paper import PAPER

if __name__ == "__main__":
    search_script(PAPER, __doc__)
