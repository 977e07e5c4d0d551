"""Verdicts on outcomes that a test writes itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from paper_repro.core.evaluation.claims import Verdict
from paper_repro.core.reporting.claims import Condition, claims_blocks
from paper_repro.core.training.outcome import Rows
from paper_repro.majorminer.claims import CLAIMS, UNTESTED
from paper_repro.majorminer.evidence import DISCUSSED, PUBLISHED, STANDARD, Evidence
from paper_repro.majorminer.outcome import SEED_SCORES
from paper_repro.majorminer.paper import PAPER
from tests.majorminer.constructed import everyone_says, results

BY_KEY = {claim.key: claim for claim in CLAIMS}
HOLDS, FAILS, UNDECIDED = Verdict.HOLDS, Verdict.FAILS, Verdict.UNDECIDED


def corpus(clips=40):
    """Annotators agree on a clip's first tag alone: BLEU1 .5, BLEU2 0 by the standard rule and .71 by NLTK 3.2.5's."""
    return {
        f"{split}{number:03}": (("a", f"{split} t{number}"), ("a", f"{split} u{number}"))
        for split in ("train", "valid", "test")
        for number in range(clips)
    }


def judged(made, key, scoring=PUBLISHED):
    return BY_KEY[key].judge(Evidence(made, scoring))


@pytest.fixture(scope="module")
def one_right():
    """Every model says one tag that annotators gave and one that nobody did."""
    captions = corpus()
    return results(captions, everyone_says(captions, ("a", "x")))


def test_the_papers_comparison_scores_each_side_by_its_own_rule(one_right):
    """By either rule for both sides model, baseline and annotators are equal; the paper's rules tell them apart."""
    for key, other in (("top_k", "top 2 tags"), ("annotators", "annotators'")):
        finding = judged(one_right, key)
        assert finding.verdict is HOLDS
        assert finding.parts[0].value == pytest.approx(0.5**0.5)
        assert "BLEU2 (NLTK 3.2.5)" in finding.parts[0].name
        assert "BLEU2 (standard)" in finding.parts[0].name
        assert other in finding.parts[0].name
        assert judged(one_right, key, STANDARD).verdict is FAILS
    assert judged(one_right, "upper_bound").verdict is FAILS


def test_like_for_like_claims_score_both_sides_by_one_rule(one_right):
    for scoring in (PUBLISHED, STANDARD):
        for key in ("sound", "annotators_like_for_like"):
            finding = judged(one_right, key, scoring)
            assert finding.verdict is FAILS
            assert [part.value for part in finding.parts] == pytest.approx([0.0] * len(finding.parts))


def test_every_claim_says_which_row_has_not_been_trained(one_right):
    untrained = replace(one_right, rows=Rows())
    for claim in CLAIMS:
        finding = claim.judge(Evidence(untrained, PUBLISHED))
        assert finding.verdict is Verdict.NOT_RUN
        assert "has not been trained" in finding.remark


def test_several_seeds_count_as_such():
    captions = corpus()
    made = results(captions, everyone_says(captions, ("a", "x")), seeds=3)
    baselines_alone = {"best_k", "chain"}
    for claim in CLAIMS:
        parts = claim.judge(Evidence(made, PUBLISHED)).parts
        assert {part.seeds for part in parts} == ({1} if claim.key in baselines_alone else {3}), claim.key


def test_evidence_stands_under_each_rule_and_once_where_it_is_the_same(one_right):
    conditions = (
        Condition(Evidence(one_right, PUBLISHED), "paper"),
        Condition(Evidence(one_right, STANDARD), "standard"),
    )
    block, _ = claims_blocks(CLAIMS, *conditions, untested=UNTESTED)
    numbers = {claim.key: number for number, claim in enumerate(CLAIMS, start=1)}
    starts = [line.partition(". ")[0] for line in block.below]
    assert starts.count(str(numbers["encoders"])) == 2
    for condition in ("paper", "standard"):
        assert starts.count(f"{numbers['annotators']} ({condition})") == 1
        assert f"{numbers['encoders']} ({condition})" not in starts


def test_few_clips_decide_nothing():
    captions = corpus(clips=20)
    made = results(captions, everyone_says(captions, ("a", "x")))
    for claim in CLAIMS:
        assert claim.judge(Evidence(made, PUBLISHED)).verdict is Verdict.TOO_FEW, claim.key


def test_people_who_share_no_clip_are_too_few():
    captions = {clip: group[:1] for clip, group in corpus().items()}
    made = results(captions, everyone_says(captions, ("a", "x")))
    for key in ("annotators", "annotators_like_for_like", "upper_bound", "variability"):
        assert judged(made, key).verdict is Verdict.TOO_FEW


def test_rows_are_compared_on_the_same_clips(one_right):
    said = everyone_says(captions := corpus(), ("a", "x"))
    clips = sorted(captions)
    for number, clip in enumerate(clips):
        said["musicnn_lstm-multiple"][clip] = captions[clip][0]
        said["cnn1d_lstm-multiple"][clip] = ("x", "y") if number % 2 else ("a", "x")
    made = results(captions, said)
    assert judged(made, "encoders").verdict is HOLDS
    assert judged(made, "decoders").verdict is FAILS
    assert judged(one_right, "decoders").verdict is HOLDS
    assert judged(one_right, "encoders").verdict is FAILS


def test_multiple_captions_need_the_margin_and_the_same_references():
    """With more references alone a model scores higher: the second claim is not fooled."""
    captions = corpus()
    said = everyone_says(captions, ("x",))
    for name in said:
        said[name] = {clip: group[1] for clip, group in captions.items()}
    made = results(captions, said)
    assert judged(made, "multiple").verdict is HOLDS
    assert judged(made, "multiple_same_references").verdict is FAILS


def test_best_k_is_tested_against_a_rival_chosen_on_other_clips():
    """Three tags are in every caption, and the other tags are of one clip each."""
    captions = {
        clip: (("a", "b", "c", f"t{clip}"), ("a", "b", "c", f"u{clip}"))
        for clip in (f"{split}{number:03}" for split in ("train", "valid", "test") for number in range(40))
    }
    finding = judged(results(captions, everyone_says(captions, ("a",))), "best_k")
    assert finding.verdict is FAILS  # four tags, one of them wrong: no brevity penalty
    assert "k = 3 - k = 4, the best other k on test clips" in finding.parts[0].name
    captions = dict.fromkeys(captions, (("a", "b", "c"), ("a", "b", "c")))
    captions |= {clip: (("a", "b", "c", "d"), *captions[clip]) for clip in captions if clip.startswith("train00")}
    assert judged(results(captions, everyone_says(captions, ("a",))), "best_k").verdict is HOLDS


def test_chain_beats_popular_tags_where_order_differs_from_frequency():
    """The most frequent tag comes last, so that popular tags stand in the wrong order."""
    captions = {
        f"{split}{number:03}": (("b", "c", "a"), ("b", "c", "a"), ("a",))
        for split in ("train", "valid", "test")
        for number in range(40)
    }
    assert judged(results(captions, everyone_says(captions, ("a",))), "chain").verdict is HOLDS


def test_variability_is_that_of_single_captions():
    """Within each clip one annotator agrees in full and one not at all: a clip's mean would hide it."""
    captions = dict.fromkeys(corpus(), (("a", "b"), ("a", "b"), ("c", "d")))
    made = results(captions, everyone_says(captions, ("a", "b")))
    assert judged(made, "variability").verdict is FAILS
    said = everyone_says(captions, ("a", "b"))
    same = dict.fromkeys(captions, (("a", "b"), ("a", "b")))
    for number, clip in enumerate(sorted(captions)):
        said[DISCUSSED][clip] = ("a", "b") if number % 2 else ("x", "y")
    assert judged(results(same, said), "variability").verdict is HOLDS


def test_frequent_tags_compares_clips_with_and_without_the_most_frequent():
    captions = {
        f"{split}{number:03}": (("guitar" if number < 40 else "rare", f"x{number}"),)
        for split in ("train", "valid", "test")
        for number in range(75)
    }
    made = results(captions, everyone_says(captions, ("guitar", "y")))
    finding = judged(made, "frequent_tags")
    assert finding.verdict is HOLDS
    assert "40 clips with «guitar» - on 35 without" in finding.parts[0].name
    assert judged(results(captions, everyone_says(captions, ("rare", "y"))), "frequent_tags").verdict is FAILS


def test_genre_needs_more_than_the_usual_genre():
    captions = {
        clip: ((("rock", "jazz", "techno")[number % 3], "fast"),) for number, clip in enumerate(sorted(corpus()))
    }
    heard = everyone_says(captions, ("rock",))
    heard[DISCUSSED] = {clip: group[0] for clip, group in captions.items()}
    assert judged(results(captions, heard), "genre").verdict is HOLDS
    assert judged(results(captions, everyone_says(captions, ("rock", "fast"))), "genre").verdict is FAILS
    no_genre = dict.fromkeys(captions, (("fast",),))
    assert judged(results(no_genre, everyone_says(no_genre, ("fast",))), "genre").verdict is Verdict.TOO_FEW


def test_nuance_is_how_rare_the_tags_are():
    captions = corpus()
    assert judged(results(captions, everyone_says(captions, ("a",))), "nuance").verdict is HOLDS
    assert judged(results(captions, everyone_says(captions, ("train t1",))), "nuance").verdict is FAILS
    silent = everyone_says(captions, ("a",))
    silent[DISCUSSED] = dict.fromkeys(captions, ())
    assert judged(results(captions, silent), "nuance").verdict is Verdict.TOO_FEW


def test_claims_have_keys_places_and_named_margins():
    assert len(BY_KEY) == len(CLAIMS)
    assert all(claim.place for claim in CLAIMS)
    for claim in CLAIMS:
        margin = any(word in claim.text for word in ("more than 10", "more than 5", "within 2"))
        assert margin == ("ours)" in claim.text)
    assert all(sentence.reason and sentence.place for sentence in UNTESTED)


def test_seed_scores_are_by_seed_and_clip(one_right):
    for name, scores in SEED_SCORES.items():
        assert scores(one_right.rows[DISCUSSED]).shape == (1, 40), name
    assert np.allclose(SEED_SCORES["BLEU2, NLTK 3.2.5"](one_right.rows[DISCUSSED]), 0.5**0.5)
    assert set(one_right.rows) == set(PAPER.trainings)
