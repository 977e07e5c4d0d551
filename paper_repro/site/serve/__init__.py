"""``python -m paper_repro serve``: drop a file on a page, see its tags over time. All stays on this machine."""
