"""Verdicts on constructed outcomes, and what the table says of its settings."""

from dataclasses import replace

import numpy as np
import pytest

from paper_repro.core.command_line import Options
from paper_repro.core.evaluation.claims import Verdict
from paper_repro.core.evaluation.intervals import ratio_scores
from paper_repro.core.reporting.claims import Condition, claims_blocks
from paper_repro.core.reporting.table import LONGEST_CELL
from paper_repro.musiccaps import published
from paper_repro.musiccaps.audio_free import AudioFree
from paper_repro.musiccaps.claims import CLAIMS, UNTESTED
from paper_repro.musiccaps.config import Config
from paper_repro.musiccaps.differences import differences
from paper_repro.musiccaps.outcome import SEED_SCORES
from paper_repro.musiccaps.paper import NETWORKS, PAPER, SETTINGS
from tests.musiccaps.constructed import CLIPS, HARD, TARGETS, alike, evidence, finding

EQUAL = alike()


def test_networks_that_do_not_hear_fail_the_audio_claim_and_are_not_undecided(tmp_path):
    """Losses that move in the sixth decimal were printed as +0.00 [+0.00, +0.00] beside "undecided"."""
    noise = 1e-6 * np.random.default_rng(1).standard_normal(CLIPS)
    deaf = finding("uses-audio", evidence(tmp_path / "deaf", "as_coded", alike(shuffled=noise)))
    assert deaf.verdict is Verdict.FAILS
    assert all(part.verdict is Verdict.FAILS for part in deaf.parts)
    hearing = evidence(tmp_path / "hearing", "as_coded", alike(shuffled=0.1))
    assert finding("uses-audio", hearing).verdict is Verdict.HOLDS


def test_hybrids_are_held_against_every_plain_network_over_the_same_clips(tmp_path):
    better = {name: {"losses": -0.05 if "cnn" in name or name == "clstma" else 0.0} for name in NETWORKS}
    holds = finding("hybrids-beat-plain", evidence(tmp_path / "all", "as_coded", better))
    assert holds.verdict is Verdict.HOLDS  # clips differ by a nat, networks by .05: unpaired, this would be undecided
    assert len(holds.parts) == 9
    one_worse = {**better, "cnn_rnn": {"losses": 0.02}}
    but = evidence(tmp_path / "but", "as_coded", one_worse)
    assert finding("hybrids-beat-plain", but).verdict is Verdict.FAILS
    assert finding("hybrids-on-average", but).verdict is Verdict.HOLDS


def test_equal_networks_beat_nobody(tmp_path):
    equal = evidence(tmp_path, "as_coded", EQUAL)
    for key in ("hybrids-beat-plain", "hybrids-on-average", "clstma-best", "rnn-beats-gru-lstm", "convolution-helps"):
        assert finding(key, equal).verdict is Verdict.FAILS, key
    assert finding("no-long-memory", equal).verdict is Verdict.HOLDS


def test_best_by_a_wide_margin_is_more_than_best(tmp_path):
    best = evidence(tmp_path / "best", "as_coded", {**EQUAL, "clstma": {"losses": -0.2}})
    assert finding("clstma-best", best).verdict is Verdict.HOLDS
    assert finding("clstma-best-by-far", best).verdict is Verdict.FAILS
    wide = evidence(tmp_path / "wide", "as_coded", {**EQUAL, "clstma": {"losses": -0.5}})
    assert finding("clstma-best-by-far", wide).verdict is Verdict.HOLDS


def test_other_numbers_of_steps_are_said_where_there_are_any(tmp_path):
    """As coded the batch, and with it the length of a training, is not CLSTMA-MT's own."""
    for preset, steps in (("quick", ("88", "352")), ("paper", ("600", "8,800"))):
        coded = finding("clstma-best", evidence(tmp_path / preset, "as_coded", EQUAL, preset))
        assert f"CLSTMA-MT is trained for {steps[0]} steps, other networks for {steps[1]}" in coded.remark
    for setting in ("as_written", "like_for_like"):
        assert not finding("clstma-best", evidence(tmp_path / setting, setting, EQUAL)).remark


def test_rnn_as_good_within_the_margin_is_not_better(tmp_path):
    close = evidence(tmp_path / "close", "like_for_like", {**EQUAL, "rnn": {"losses": 0.02}})
    assert finding("rnn-beats-gru-lstm", close).verdict is Verdict.FAILS
    assert finding("no-long-memory", close).verdict is Verdict.HOLDS
    behind = evidence(tmp_path / "behind", "like_for_like", {**EQUAL, "rnn": {"losses": 0.2}})
    assert finding("no-long-memory", behind).verdict is Verdict.FAILS


def test_the_published_loss_is_looked_for_at_published_sizes_on_real_clips_alone(tmp_path):
    reached = {**EQUAL, "clstma": {"losses": published.LOSS["clstma"] - 4.0 - HARD}}
    where = {
        "sample": ("as_written", "paper", True),
        "small": ("as_written", "quick", False),
        "other targets": ("like_for_like", "paper", False),
    }
    for name, (setting, preset, rendered) in where.items():
        of = evidence(tmp_path / name, setting, reached, preset, rendered)
        assert finding("clstma-published-loss", of).verdict is Verdict.UNTESTABLE, name
    real = evidence(tmp_path / "real", "as_written", reached, "paper", False)
    assert finding("clstma-published-loss", real).verdict is Verdict.HOLDS
    far = evidence(tmp_path / "far", "as_written", {**EQUAL, "clstma": {"losses": 1.0}}, "paper", False)
    assert finding("clstma-published-loss", far).verdict is Verdict.FAILS


def test_overfitting_is_a_curve_that_rises_and_not_one_that_still_falls(tmp_path):
    falling = evidence(tmp_path / "falling", "as_coded", EQUAL)
    assert finding("complex-overfits", falling).verdict is Verdict.UNTESTABLE
    rising = evidence(tmp_path / "rising", "as_coded", {**EQUAL, "clstma": {"curve": (5.0, 4.0, 4.5)}})
    assert finding("complex-overfits", rising).verdict is Verdict.HOLDS
    both = alike(curve=(5.0, 4.0, 4.5))
    assert finding("complex-overfits", evidence(tmp_path / "both", "as_coded", both)).verdict is Verdict.FAILS


def test_detailed_lists_are_long_and_differ(tmp_path):
    written = tuple("abcdef")
    own = [tuple(f"{number}{letter}" for letter in "abcde") for number in range(CLIPS)]
    for name, said, verdict in (
        ("own", own, Verdict.HOLDS),
        ("short", [one[:1] for one in own], Verdict.FAILS),
        ("one for all", tuple("abcde"), Verdict.FAILS),
    ):
        of = evidence(tmp_path / name, "as_coded", {**EQUAL, "clstma": {"said": said, "written": written}})
        assert finding("detailed", of).verdict is verdict, name


def test_baselines_are_compared_over_the_same_clips(tmp_path):
    sums = (4.1 + HARD) * TARGETS
    bigram = AudioFree("bigram", {("test", "loss"): (sums, np.full(CLIPS, TARGETS))})
    of = evidence(tmp_path, "as_coded", EQUAL, baselines={"bigram": bigram}, constant=["a", "b"])
    assert finding("beats-bigram", of).verdict is Verdict.HOLDS
    assert finding("lists-beat-constant", of).verdict is Verdict.FAILS


def test_what_has_not_been_trained_is_not_run(tmp_path):
    (block, untested) = claims_blocks(CLAIMS, Condition(evidence(tmp_path, "as_coded", {})), untested=UNTESTED)
    assert {row.findings["Verdict"].verdict for row in block.rows} <= {Verdict.NOT_RUN, Verdict.UNTESTABLE}
    assert "rnn-as_coded has not been trained" in "".join(block.below)
    assert len(untested.rows) == len(UNTESTED)


def test_sentences_fit_their_cells_and_claims_have_names_of_their_own():
    assert len({claim.key for claim in CLAIMS}) == len(CLAIMS)
    cells = [claim.text for claim in CLAIMS] + [text for one in UNTESTED for text in (one.text, one.reason)]
    assert max(map(len, cells)) <= LONGEST_CELL


def test_seed_scores_are_values_by_seed_and_clip(tmp_path):
    row = evidence(tmp_path, "as_coded", {"rnn": {"shuffled": 0.25, "losses": 0.5}}).row("rnn")
    loss, lost = (SEED_SCORES[name](row) for name in ("test loss, nats", "lost by shuffling, nats"))
    assert loss.shape == lost.shape == (1, CLIPS)
    assert loss.mean() == pytest.approx(4.5 + HARD.mean())
    assert lost == pytest.approx(np.full((1, CLIPS), 0.25))


def test_a_loss_a_token_weighs_clips_by_their_tokens():
    assert ratio_scores([2.0, 12.0], [2, 6]).mean() == pytest.approx(14 / 8)


def test_distinct_scores_are_the_share_of_different_outputs(tmp_path):
    said = [("a",)] * 20 + [(str(number),) for number in range(CLIPS - 20)]
    row = evidence(tmp_path, "as_coded", {"rnn": {"said": said}}).row("rnn")
    assert row.distinct_scores().shape == (1, CLIPS)
    assert row.distinct_share() == pytest.approx((CLIPS - 20 + 1) / CLIPS)


def test_as_written_is_what_the_report_says_for_all_six():
    """Sec. 3.1 and 5.2: 5,521 clips, batch 256, dropout .2, rate .001, 200 epochs."""
    configs = PAPER.configs(Options(preset="paper"))
    written = [configs[f"{name}-as_written"] for name in NETWORKS]
    assert {one.clips for one in written} == {published.CLIPS} == {5521}
    told = {(one.batch_size, one.dropout, one.learning_rate, one.epochs) for one in written}
    assert told == {(256, 0.2, 0.001, 200)}


@pytest.mark.parametrize("preset", ["smoke", "quick", "paper"])
def test_like_for_like_differs_in_the_rule_alone(preset):
    """No learning rate or batch of its own: what the preset has, all six have, and so has CLSTMA-MT as written."""
    configs = PAPER.configs(Options(preset=preset))
    rule = ("rule", "select", "select_mode", "standardize", "trim_padding", "unique")
    for name in NETWORKS:
        fair = configs[f"{name}-like_for_like"]
        plain = {one: getattr(Config(), one) for one in rule}
        assert replace(fair, model="clstma", **plain) == configs["clstma-as_coded"]


@pytest.mark.parametrize("preset", ["smoke", "quick", "paper"])
def test_every_difference_between_rows_is_declared(preset):
    """The block of settings names each field in which two rows differ, or a preset from the published one."""
    options = Options(preset=preset)
    declared = {row["name"]: row for row in differences(options)}
    configs = [*PAPER.configs(options).values(), *PAPER.configs(Options(preset="paper")).values()]
    for name in vars(Config()):
        values = {getattr(config, name) for config in configs}
        if name != "model":
            assert (name in declared) == (len(values) > 1), name
    assert all(len(row[setting]) <= LONGEST_CELL for row in declared.values() for setting in SETTINGS)
    if preset == "quick":
        assert declared["batch_size"]["as_coded"] == "16; CLSTMA-MT 64 (paper preset: 16; CLSTMA-MT 256)"
        assert declared["batch_size"]["like_for_like"] == "64 (paper preset: 256)"
        assert declared["learning_rate"]["as_written"] == "0.005 (paper preset: 0.001)"
    else:
        assert "learning_rate" not in declared
