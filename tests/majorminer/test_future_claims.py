"""Verdicts on what the authors would try next, on scores that a test writes itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pytest

from paper_repro.core.evaluation.claims import Verdict
from paper_repro.core.training.outcome import Rows
from paper_repro.majorminer.future_claims import CLAIMS
from paper_repro.majorminer.paper import FUTURE, PAPER

CLIPS = 60
CLAIM = {claim.key: claim for claim in CLAIMS}


def scores(mean):
    return mean + 0.1 * np.random.default_rng(0).standard_normal((1, CLIPS))


@dataclass
class Evidence:
    """Mean scores by row; what is not given is 0.5, of shuffled rows and constants 0.2."""

    bleu: dict = field(default_factory=dict)
    tag: dict = field(default_factory=dict)
    rare: dict = field(default_factory=dict)
    own: float = 0.6
    no_time: str = ""
    trained: tuple = FUTURE.all
    of = FUTURE
    labels: dict = field(default_factory=lambda: {name: row.label for name, row in PAPER.known.items()})

    @property
    def rows(self):
        return self.trained

    @property
    def results(self):
        return SimpleNamespace(rows=Rows(dict.fromkeys(self.trained)))

    @property
    def constant(self):
        return SimpleNamespace(name="a constant", scores={"bleu2": scores(0.2)[0]})

    def bleu2(self, row):
        assert self.results.rows[row] is None  # of a row that was not trained this raises NotRun
        return scores(self.bleu.get(row, 0.5))

    def bleu2_shuffled(self, row):
        return scores(self.bleu.get("shuffled", 0.2))[0]

    def tags(self, row, score):
        return scores(self.tag.get((row, score), 0.5))

    def tags_popular(self, score):
        return scores(self.tag.get(score, 0.2))[0]

    def tags_shuffled(self, row, score):
        return scores(0.2)[0]

    def rare_said(self, row):
        return scores(self.rare.get(row, 0.1))

    def locality(self, row):
        return SimpleNamespace(own=lambda: scores(self.own), uniform=lambda: scores(0.5), of_others=lambda: scores(0.5))


@pytest.mark.parametrize(
    ("key", "better", "worse"),
    [
        ("future_transformer", Evidence(bleu={FUTURE.transformer: 0.6}),
         Evidence(bleu={FUTURE.transformer: 0.6, FUTURE.gru: 0.7})),
        ("future_pretraining", Evidence(bleu={FUTURE.pretrained: 0.6}), Evidence(bleu={FUTURE.few: 0.6})),
        ("future_tagging", Evidence(), Evidence(tag={"ndcg": 0.7})),
        ("future_balanced", Evidence(tag={(FUTURE.balanced, "auc_rare"): 0.6}, rare={FUTURE.balanced: 0.2}),
         Evidence(tag={(FUTURE.balanced, "auc_rare"): 0.6}, rare={FUTURE.lstm: 0.2})),
        ("future_locality", Evidence(), Evidence(own=0.4)),
        ("tried_rows_use_the_audio", Evidence(), Evidence(bleu={"shuffled": 0.6})),
    ],
)  # fmt: skip
def test_a_wish_holds_where_it_helps_and_fails_where_it_harms(key, better, worse):
    assert CLAIM[key].judge(better).verdict is Verdict.HOLDS
    assert CLAIM[key].judge(worse).verdict is Verdict.FAILS


def test_where_time_is_unknown_no_verdict_is_given():
    found = CLAIM["future_locality"].judge(Evidence(no_time="features have no time"))
    assert found.verdict is Verdict.UNTESTABLE
    assert found.remark == "features have no time"


def test_rows_that_were_not_trained_leave_the_others():
    evidence = Evidence(bleu={FUTURE.transformer: 0.6}, trained=FUTURE.of("smoke"))
    assert CLAIM["future_pretraining"].judge(evidence).verdict is Verdict.NOT_RUN
    assert CLAIM["future_transformer"].judge(evidence).verdict is Verdict.HOLDS
    assert len(CLAIM["tried_rows_use_the_audio"].judge(evidence).parts) == 2 * len(evidence.rows)
