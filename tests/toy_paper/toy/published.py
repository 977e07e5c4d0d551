"""Numbers that the paper prints, with their place."""

TITLE = "A toy paper"
AUTHORS = "Nobody"
#: Table 1: test accuracy.
TABLE1 = {"mean": 0.75}


def parts(config):
    """Items of each part."""
    return {"train": 80, "valid": 10, "test": 10}
