"""The MagnaTagATune paper: its network, its baselines, its tables on a tiny sample corpus, the real tables."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from paper_repro import sample
from paper_repro.core.command_line import Options
from paper_repro.magnatagatune import published
from paper_repro.magnatagatune.claims import TABLE2_CLAIMS, UNTESTED
from paper_repro.magnatagatune.config import PRESETS, Config
from paper_repro.magnatagatune.future_claims import CLAIMS as FUTURE_CLAIMS
from paper_repro.magnatagatune.paper import PAPER
from tests.scripts import reproduce, run, run_each, run_of, written

CLIPS = 100
GRIDS = Path(__file__).resolve().parents[2] / "experiments" / "magnatagatune.py"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):

    root = tmp_path_factory.mktemp("magnatagatune") / "corpus"
    sample.write("magnatagatune", root, clips=CLIPS, seed=3, jobs=2)
    return root


@pytest.fixture
def copy(corpus, tmp_path):
    """The same, to be spoilt."""
    return Path(shutil.copytree(corpus, tmp_path / "corpus"))


@pytest.fixture(scope="module")
def reproduced(corpus, tmp_path_factory):
    """Every artifact, once, with the smoke preset."""
    return reproduce("magnatagatune", corpus, tmp_path_factory.mktemp("reproduced"))


def read(folder: Path, name: str) -> dict:
    return written(folder, "magnatagatune", name)


def test_table2_prints_all_rows_with_intervals_published_values_and_verdicts(reproduced):
    table = read(reproduced, "table2")
    assert [row["published_test"] for row in table["table"]] == [test for _, test in published.TABLE2.values()]
    for row in table["table"]:
        assert row["test"]["low"] <= row["test"]["value"] <= row["test"]["high"]
        assert row["split"] == "sota"
        assert row["n"] > 10
    assert [row["key"] for row in table["claims"]] == [claim.key for claim in TABLE2_CLAIMS]
    assert [row["text"] for row in table["untested"]] == [sentence.text for sentence in UNTESTED]
    assert [row["outputs"] for row in table["section4"]] == [50, 50, 188]
    assert all(0 <= row[name] <= 1 for row in table["answers"] for name in ("half_f1", "best_f1", "best_threshold"))
    assert table["lead"][1].startswith("On 79 rendered clips, one training a row, smoke preset")
    assert [row["roc_auc"] for row in table["others"]] == [roc for roc, _ in published.OTHERS.values()]
    assert all(0.3 < row["shuffled"] < 0.7 for row in table["controls"])
    text = (reproduced / "results/magnatagatune/table2.md").read_text()
    assert "THESE NUMBERS MEAN NOTHING" in text
    assert "Tags without a positive in a split are left out" in text


def test_notes_say_what_intervals_are_over_and_verdicts_what_they_are_about(reproduced):
    for name in ("table2", "table3"):
        first = read(reproduced, name)["notes"][0]
        assert "over test artists" in first
        assert "a verdict is about this training" in first
        assert "seeds and" not in first
        text = (reproduced / f"results/magnatagatune/{name}.md").read_text()
        assert "**Claims of the paper, judged on rendered clips**" in text


def test_fewer_than_thirty_artists_decide_nothing(reproduced):
    for row in read(reproduced, "table2")["claims"]:
        (finding,) = row["findings"]
        sampled = [part for part in finding["parts"] if part["n"]]
        assert all(part["n"] < 30 and part["verdict"] == "too few items" for part in sampled)
        if sampled:
            assert finding["verdict"] == "too few items"


def test_table2_from_finished_runs_is_the_same(reproduced, corpus):
    from paper_repro.magnatagatune import table2

    found = table2.table(Options(data=corpus, preset="smoke", runs=reproduced / "runs"))
    assert found.text() == (reproduced / "results/magnatagatune/table2.md").read_text()


def test_epochs_are_also_compared_within_one_run(reproduced):
    import pandas as pd

    run_folder = run_of(reproduced, "magnatagatune", "table2", "all_10")
    after = pd.read_csv(run_folder / "history.csv").set_index("epoch")["valid_roc_auc"]
    (row,) = [row for row in read(reproduced, "table2")["claims"] if row["key"] == "more_training"]
    remark = row["findings"][0]["remark"]
    assert f"after epoch 2 of the ten-epoch training {after[2]:.3f}, after its last {after[10]:.3f}" in remark


def test_table2s_numbers_are_scikit_learns_on_the_saved_predictions(reproduced):
    import pandas as pd
    from sklearn.metrics import roc_auc_score

    run_folder = run_of(reproduced, "magnatagatune", "table2", "coefficient_10")
    said = pd.read_csv(run_folder / "predictions.csv")
    said = said[said["split"] == "test"]
    tags = [name.removeprefix("label:") for name in said.columns if name.startswith("label:")]
    assert len(tags) == 50
    scores = [
        roc_auc_score(said[f"label:{tag}"], said[f"score:{tag}"]) for tag in tags if 0 < said[f"label:{tag}"].mean() < 1
    ]
    row = next(row for row in read(reproduced, "table2")["table"] if "coefficient" in row["row"])
    assert row["test"]["value"] == pytest.approx(np.mean(scores), abs=1e-6)


def test_table3_scores_votes_and_probabilities(reproduced):
    table = read(reproduced, "table3")
    forest, knn, network = table["table"]
    assert (forest["published_test"], knn["published_test"]) == (0.506, 0.5104)
    for row in (forest, knn):
        assert abs(row["test_vote"]["value"] - 0.5) < abs(row["test"]["value"] - 0.5) + 0.05
    assert network["test_vote"] is None
    assert all(row["voted"] < row["positive"] for row in table["votes"])


def test_future_tries_an_input_a_learned_one_and_fewer_clips(reproduced):
    table = read(reproduced, "future")
    half, best, cqt, waveform = table["table"]
    assert (half["label"], best["label"]) == ("mel, half of the training clips", "mel, all training clips")
    assert (half["wish"], cqt["wish"]) == ("", "different spectral representations (Sec. VI)")
    assert cqt["parameters"] == half["parameters"] == waveform["parameters"] - 80 * 1024 - 4 * 40 + 3
    assert all(row["step_ms"] > 0 for row in table["table"])
    clips = {row["row"]: row["clips"] for row in table["details"]}
    assert clips[half["label"]] == clips[cqt["label"]] == round(clips[best["label"]] / 2)
    assert [row["key"] for row in table["claims"]] == [claim.key for claim in FUTURE_CLAIMS]
    text = (reproduced / "results/magnatagatune/future.md").read_text()
    assert text.count("not tried here: the published weights are not here") in (0, 3)


def test_audits_of_a_sample_corpus_show_no_published_counts_and_judge_nothing(reproduced):
    audit = read(reproduced, "audit")
    assert not any("published" in row for row in audit["counts"])
    assert {row["verdict: Verdict"] for row in audit["claims"]} == {"cannot be tested on this data"}
    assert all(row["clips"] > row["recordings"] >= row["artists"] for row in audit["splits"])
    (knn,) = [row for row in audit["votes"] if row["baseline"] == "KNN"]
    assert knn["published_valid"] == knn["published"]
    assert "KNN: validation and test are printed equal" in (reproduced / "results/magnatagatune/audit.md").read_text()


def test_figures_are_pictures_with_their_numbers(reproduced):
    for name in ("figure1", "figure2", "figure3", "figure5", "figure6", "per_tag"):
        base = reproduced / "results" / "magnatagatune" / name
        assert base.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
        assert len(base.with_suffix(".csv").read_text().splitlines()) > 10


def test_tables_again_take_seconds_and_change_nothing(reproduced, corpus):
    before = (reproduced / "results/magnatagatune/table3.md").read_bytes()
    words = ("paper_repro.magnatagatune.table3", "--preset", "smoke", "--data", str(corpus))
    done = run(reproduced, *words)
    assert done.returncode == 0, done.stderr
    assert (reproduced / "results/magnatagatune/table3.md").read_bytes() == before


def test_same_seed_same_numbers(reproduced, corpus):
    shutil.copytree(reproduced / "runs" / "records", reproduced / "again" / "records")
    done = run(
        reproduced, "paper_repro.magnatagatune.table3", "--preset", "smoke", "--data", str(corpus), "--runs", "again",
        "--out", "again",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    first, again = (reproduced / folder / "magnatagatune" / "table3.md" for folder in ("results", "again"))
    assert first.read_bytes() == again.read_bytes()


def test_predict_says_tags_and_refuses_beams(reproduced, corpus):
    song = str(next(path for path in sorted(corpus.glob("[0-9a-f]/*.mp3")) if path.stat().st_size > 1000))
    words = ("paper_repro", "predict", "magnatagatune", song)
    said, refused = run_each(reproduced, words, (*words, "--beams", "5"))
    assert said.returncode == 0, said.stderr
    tags = said.stdout.strip().split(": ", 1)[1].split(", ")
    assert len(tags) == 5
    for tag in tags:
        score, answer = tag.split()[-2:]
        assert answer == ("yes" if float(score) > 0.5 else "no") or float(score) == 0.5
    assert refused.returncode == 2
    assert "no beam search" in refused.stderr


def test_short_and_odd_clips_are_counted_or_used(copy):
    import soundfile as sf

    from paper_repro.datasets import magnatagatune

    short, stereo = [path for path in sorted(copy.glob("[0-9a-f]/*.mp3")) if path.stat().st_size > 1000][:2]
    sf.write(short, np.zeros(5 * 16_000), 16_000, format="MP3")
    sf.write(stereo, np.random.default_rng(0).uniform(-0.1, 0.1, (30 * 44_100, 2)), 44_100, format="MP3")
    report = magnatagatune.validate(copy)
    assert [refusal.item for refusal in report.refused if refusal.reason == "too short"] == [
        str(short.relative_to(copy))
    ]
    assert [note.item for note in report.noted if note.reason == "not as published"] == [str(stereo.relative_to(copy))]


def test_more_neighbours_than_training_clips_stop_before_anything_is_computed(corpus, tmp_path):
    done = run(tmp_path, "paper_repro.magnatagatune.table3", "--preset", "quick", "--data", str(corpus))
    assert done.returncode == 2
    (line,) = done.stderr.strip().splitlines()
    assert "neighbours: 125 are asked for" in line
    assert not list((tmp_path / "runs").iterdir())


def test_figures_go_on_to_a_clip_that_can_be_decoded_on_the_device_asked_for(copy, tmp_path):
    from paper_repro.magnatagatune.data import open_corpus

    before = open_corpus(Options(data=copy), Config())
    first, second = before.split(PRESETS.config("smoke"))["test"][:2]
    before.audio[first].write_bytes(b"not an mp3" * 500)
    words = ("paper_repro.magnatagatune.figure2", "--data", str(copy))
    refused, done = run_each(tmp_path, (*words, "--devices", "gpu:99"), (*words, "--devices", "cpu"))
    assert done.returncode == 0, done.stderr
    assert f"Clip {second} (test)" in done.stdout
    assert f"Skipped before it: clip {first} (unreadable)." in done.stdout
    assert refused.returncode == 2
    assert "--devices gpu:99" in refused.stderr


def test_clips_are_grouped_by_artist_and_recordings_lie_within_artists(corpus):
    from paper_repro.magnatagatune.data import open_corpus, recordings

    found = open_corpus(Options(data=corpus), Config())
    clips = list(found.audio)
    groups = found.artists(clips)
    names = [found.data.artists[found.rows[clip]] for clip in clips]
    assert {(group, name) for group, name in zip(groups, names, strict=True)} == set(enumerate(sorted(set(names))))
    cut_from = recordings(found.data)
    assert len(set(names)) < len(set(cut_from)) < len(cut_from)
    for recording in set(cut_from):
        assert len({found.data.artists[row] for row in np.flatnonzero(cut_from == recording)}) == 1
    wide = found.with_tags(188)
    assert (len(wide.tags), wide.split(Config()), wide.tags[:50]) == (188, found.split(Config()), found.tags)
    assert wide.fingerprint != found.fingerprint


def test_artists_are_counted_over_clips_with_sound(copy):
    from paper_repro.datasets import magnatagatune
    from paper_repro.magnatagatune.data import open_corpus

    facts = magnatagatune.facts(magnatagatune.load(copy))
    assert facts["split sota, artists in test and in train"] > 0
    for folder in "0123456789ab":
        for path in (copy / folder).glob("*.mp3"):
            path.unlink()
    after = open_corpus(Options(data=copy), Config())
    tests = {after.data.artists[after.rows[clip]] for clip in after.split(PRESETS.config("smoke"))["test"]}
    assert f"artists of test clips with sound, 0 of {len(tests)} also occur in train" in after.split_note
    assert magnatagatune.facts(after.data) == facts


def test_experiments_say_what_each_split_is_and_refuse_what_they_set(corpus, tmp_path):
    refused = (("seeds", "--seeds", "3"), ("seeds", "--seeds=3"), ("paper", "--preset", "smoke"))
    commands = [(str(GRIDS), *words, "--data", str(corpus)) for words in (*refused, ("splits", "--preset", "smoke"))]
    *stopped, done = run_each(tmp_path, *commands)
    for words, one in zip(refused, stopped, strict=True):
        assert one.returncode == 2
        (line,) = one.stderr.strip().splitlines()
        assert f"the grid {words[0]} sets" in line
    assert done.returncode == 0, done.stderr
    table = read(tmp_path, "experiment_splits")
    assert [row["split"] for row in table["grid"]] == ["sota", "musicnn"]
    assert [note.split(":")[0] for note in table["notes"]] == ["«sota»"] * 4 + ["«musicnn»"] * 4
    assert len(table["provenance"]["runs"]) == 2
    assert all(row["parameters"] > 0 for row in table["grid"])


def test_a_clip_that_changes_its_part_changes_the_fingerprint(copy):
    from paper_repro.magnatagatune.data import open_corpus

    before = open_corpus(Options(data=copy), Config())
    clip = before.split(PRESETS.config("smoke"))["train"][0]
    path = before.audio[clip].relative_to(copy)
    moved = Path("f") / path.name
    for table in ("annotations_final.csv", "clip_info_final.csv"):
        content = (copy / table).read_bytes().replace(str(path).encode(), str(moved).encode())
        (copy / table).write_bytes(content)
    (copy / "f").mkdir(exist_ok=True)
    (copy / path).rename(copy / moved)
    after = open_corpus(Options(data=copy), Config())
    assert clip in after.split(PRESETS.config("smoke"))["test"]
    assert after.fingerprint != before.fingerprint


def test_real_tables_and_one_real_clip_work_as_far_as_the_sound_goes(material, tmp_path):
    words = ("--data", str(material / "magnatagatune"))
    names = ("audit", "figure2", "figure1", "table2")
    commands = [(f"paper_repro.magnatagatune.{name}", *words) for name in names]
    audit, figure, without, table = run_each(tmp_path, *commands)
    assert audit.returncode == 0, audit.stderr
    for count in ("25,863", "89,395", "15,247", "5,329", "4,221"):
        assert audit.stdout.count(count) >= 2, count
    assert "25,859 no sound file" in audit.stdout
    for line in (
        "recordings 5,405, wanted above 25,000: does not hold",
        "mean 2.7 tags, wanted below 5.0: holds",
        "most 19.0 tags, wanted below 5.5: does not hold",
        "11.7% of all clips have more than 5.",
        "| musicnn | test       | 5,329  | 1,129      | 75      |",
    ):
        assert line in audit.stdout
    assert figure.returncode == 0, figure.stderr
    assert "Clip 37386 (test)" in figure.stdout
    assert "25,862 of 25,863" in figure.stdout
    assert without.returncode == 2
    assert "no training clip (folders 0 to b) has sound" in without.stderr
    assert table.returncode == 2
    assert len(table.stderr.strip().splitlines()) == 1


def test_search_runs_trials_on_the_last_epochs_score(corpus, tmp_path):
    words = ("paper_repro.magnatagatune.search", "--preset", "smoke", "--data", str(corpus), "--trials", "1")
    done = run(tmp_path, *words, "--row", "all_2")
    assert done.returncode == 0, done.stderr
    (trial,) = json.loads((tmp_path / "results/magnatagatune/search_random.json").read_text())["trials"]
    assert 0 < trial["score"] < 1


def test_options_default_to_the_sample_corpus_of_the_preset():
    assert set(PAPER.sample) == {"smoke", "quick", "paper"}
    assert Options().data is None
