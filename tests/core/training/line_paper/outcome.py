"""What came out."""

from paper_repro.core.training.outcome import RunOutcome


class Outcome(RunOutcome):
    pass
