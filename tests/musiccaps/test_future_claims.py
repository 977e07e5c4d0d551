"""Verdicts on future work, on constructed outcomes whose numbers the test knows."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from paper_repro.core.command_line import Options
from paper_repro.core.evaluation.claims import Verdict
from paper_repro.core.reporting.future import KEY
from paper_repro.core.reporting.table import LONGEST_CELL
from paper_repro.core.training.outcome import Rows
from paper_repro.core.training.run import RunFolder
from paper_repro.musiccaps.audio_free import AudioFree
from paper_repro.musiccaps.claims import CLAIMS as OF_TABLE_1
from paper_repro.musiccaps.future_claims import CLAIMS
from paper_repro.musiccaps.future_plan import Plan, Wishes
from paper_repro.musiccaps.outcome import Outcome
from paper_repro.musiccaps.paper import PAPER
from paper_repro.musiccaps.retrieval import TOP, WAYS, hits
from tests.musiccaps.constructed import CLIPS, HARD, TARGETS, row

PLAN = Plan(
    {"gru": "gru-contrastive"},
    {"gru": "gru-from_contrastive"},
    {"rmsprop": "gru-rmsprop", "sgd": "gru-sgd"},
    {
        1: {"rnn": "rnn-first_1", "lstm": "lstm-first_1"},
        10: {"rnn": "rnn-like_for_like", "lstm": "lstm-like_for_like"},
    },
)
#: Whatever a clip is asked for: places spread evenly over all.
CHANCE = np.arange(CLIPS) + 1.0


class Known(Wishes):
    """With a bigram whose loss is known: a nat above that of equal networks."""

    bigram = AudioFree("bigram", {("test", "loss"): ((5.0 + HARD) * TARGETS, np.full(CLIPS, TARGETS))})


def contrastive(folder: Path, config, sound=1.0, text=1.0) -> Outcome:
    """A row with the ranks of either way; sounds of other clips are at chance."""
    folder.mkdir(parents=True)
    columns = {}
    for way, ranked in zip(WAYS, (sound, text), strict=True):
        columns |= {f"{way}_rank": np.full(CLIPS, 1.0) * ranked, f"{way}_rank_shuffled": CHANCE}
        columns |= {f"{way}_top{k}_shuffled": hits(CHANCE, k) for k in TOP}
    frame = pd.DataFrame({"split": "test", "clip_id": [f"{at:03}" for at in range(CLIPS)], **columns})
    frame.to_csv(folder / "predictions.csv", index=False)
    return Outcome(config, (RunFolder(folder),))


def wishes(folder: Path, plan: Plan = PLAN, retrieval=None, **captioners) -> Known:
    """Every row of the plan; ``captioners``: arguments of ``constructed.row`` by name, - as __."""
    configs = PAPER.configs(Options(), plan.names)
    given = {name.replace("__", "-"): arguments for name, arguments in captioners.items()}
    rows = {}
    for name, config in configs.items():
        if name in plan.contrastive.values():
            rows[name] = contrastive(folder / name, config, **(retrieval or {}))
        else:
            rows[name] = row(folder / name, config, **{"losses": 0.0, "shuffled": 0.1, **given.get(name, {})})
    return Known(plan, SimpleNamespace(rows=Rows(rows)))


def verdict(key: str, of: Wishes) -> Verdict:
    (claim,) = (claim for claim in CLAIMS if claim.key == key)
    return claim.judge(of).verdict


def test_retrieval_has_to_beat_chance_and_shuffled_sounds_both_ways(tmp_path):
    assert verdict("future_contrastive", wishes(tmp_path / "found")) is Verdict.HOLDS
    by_chance = wishes(tmp_path / "chance", retrieval={"sound": CHANCE, "text": CHANCE})
    assert verdict("future_contrastive", by_chance) is not Verdict.HOLDS
    one_way = wishes(tmp_path / "one", retrieval={"text": CHANCE[::-1]})
    assert verdict("future_contrastive", one_way) is not Verdict.HOLDS
    # Ranks at chance are no evidence of nothing; ranks below it are.
    worse = wishes(tmp_path / "worse", retrieval={"sound": float(CLIPS)})
    assert verdict("future_contrastive", worse) is Verdict.FAILS


def test_a_captioner_has_to_be_below_the_same_from_scratch(tmp_path):
    better = wishes(tmp_path / "better", gru__from_contrastive={"losses": -0.02})
    assert verdict("future_encoder_start", better) is Verdict.HOLDS
    assert verdict("future_encoder_start", wishes(tmp_path / "equal")) is Verdict.FAILS


def test_one_better_optimizer_is_enough(tmp_path):
    one = wishes(tmp_path / "one", gru__sgd={"losses": 0.3}, gru__rmsprop={"losses": -0.02})
    assert verdict("future_optimizer", one) is Verdict.HOLDS
    none = wishes(tmp_path / "none", gru__sgd={"losses": 0.3}, gru__rmsprop={"losses": 0.02})
    assert verdict("future_optimizer", none) is Verdict.FAILS


def test_length_helps_both_networks_or_the_lstm_more_which_are_two_claims(tmp_path):
    alike = wishes(tmp_path / "alike", rnn__first_1={"losses": 0.2}, lstm__first_1={"losses": 0.2})
    assert verdict("future_longer_inputs", alike) is Verdict.HOLDS
    assert verdict("future_long_memory", alike) is Verdict.FAILS
    lstm = wishes(tmp_path / "lstm", lstm__first_1={"losses": 0.2})
    assert verdict("future_longer_inputs", lstm) is Verdict.FAILS
    assert verdict("future_long_memory", lstm) is Verdict.HOLDS
    rnn = wishes(tmp_path / "rnn", rnn__first_1={"losses": 0.2})
    assert verdict("future_long_memory", rnn) is Verdict.FAILS


@pytest.mark.parametrize("weak", [{"losses": 1.5}, {"shuffled": 0.0}])
def test_every_captioner_tried_has_to_use_the_audio(tmp_path, weak):
    assert verdict("tried_rows_use_the_audio", wishes(tmp_path / "all")) is Verdict.HOLDS
    one = wishes(tmp_path / "one", gru__sgd=weak)
    assert verdict("tried_rows_use_the_audio", one) is Verdict.FAILS
    # Those of table 1 are judged there.
    reference = wishes(tmp_path / "reference", gru__like_for_like=weak)
    assert verdict("tried_rows_use_the_audio", reference) is Verdict.HOLDS


def test_what_the_data_lack_is_not_tested_and_the_rest_is(tmp_path):
    lacking = Plan({}, {}, PLAN.optimizers, PLAN.lengths, missing="no captions")
    of = wishes(tmp_path, lacking)
    found = {claim.key: claim.judge(of) for claim in CLAIMS}
    for key in ("future_contrastive", "future_encoder_start"):
        assert (found[key].verdict, found[key].remark) == (Verdict.UNTESTABLE, "no captions")
    assert found["future_optimizer"].verdict is Verdict.FAILS
    assert found["tried_rows_use_the_audio"].verdict is Verdict.HOLDS


def test_wishes_are_counted_by_their_keys_and_sentences_fit_their_cells():
    keys = [claim.key for claim in CLAIMS]
    assert [key for key in keys if not key.startswith(KEY)] == ["tried_rows_use_the_audio"]
    assert not set(keys) & {claim.key for claim in OF_TABLE_1}
    assert PAPER.claims == (*OF_TABLE_1, *CLAIMS)
    assert max(len(claim.text) for claim in CLAIMS) <= LONGEST_CELL
