"""A static site of the results, to look at and to listen to: ``python -m paper_repro report``, ``serve``.

Every number comes from a results folder; pages are templates (``templates/``), one style sheet and a little script
(``static/``).
"""
