"""Commands of ``python -m paper_repro`` that take more than a few lines."""
