"""Numbers that the paper prints, with their place."""

TITLE = "A toy paper"
AUTHORS = "Nobody"
#: Table 1: test accuracy.
TABLE1 = {"mean": 0.75}
