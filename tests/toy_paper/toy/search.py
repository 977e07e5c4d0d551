"""Hyperparameter search: ``python -m paper_repro search toy``."""

from paper_repro.toy.paper import PAPER

from paper_repro.core.reporting.search import search_script

if __name__ == "__main__":
    search_script(PAPER, __doc__)
