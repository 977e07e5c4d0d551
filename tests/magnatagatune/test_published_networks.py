"""Published networks on clips: groups, scores, refusals; the real networks on real clips."""

import json
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from paper_repro.core.errors import AudioError, UserError
from paper_repro.datasets import magnatagatune
from paper_repro.magnatagatune import published_networks, published_scores
from paper_repro.magnatagatune.published_networks import NetworkOptions, table
from paper_repro.magnatagatune.published_scores import GROUPS, Published, heard
from paper_repro.weights.catalogue import MUSICNN
from tests.scripts import run

TOP50 = magnatagatune.TOP50


@pytest.fixture(scope="module")
def corpus_folder(magnatagatune_sample):
    return magnatagatune_sample


def network(key, tagger):
    return Published(key, key.capitalize(), "a set", 0.9, 0.4, "9 clips", f"weights of {key}", lambda: tagger)


@pytest.fixture
def knowing(corpus_folder, monkeypatch):
    """A network that knows every label, one that says the same of all, both deaf to one clip."""
    data = magnatagatune.load(corpus_folder)
    labels = dict(zip(data.mp3_paths, data.labels_of(TOP50).astype(float), strict=True))
    first = next(path for path, sound in zip(data.mp3_paths, data.has_sound, strict=True) if sound)

    def knows(path):
        name = str(path.relative_to(corpus_folder))
        if name == first:
            raise AudioError(f"{path}: holds 0.1 s", "too short")
        return labels[name]

    chosen = (network("knowing", knows), network("constant", lambda path: np.full(50, 0.5)))
    monkeypatch.setattr(published_networks, "networks", lambda wheel, fcn: chosen)
    return chosen


def test_a_table_scores_every_group_and_counts_what_is_not_used(knowing, corpus_folder, tmp_path):
    made = table(NetworkOptions(data=corpus_folder, preset="smoke", runs=tmp_path / "runs"))
    made.write(tmp_path)
    content = json.loads((tmp_path / "magnatagatune" / "published_networks.json").read_text())
    rows = {(row["network"], row["group"]): row for row in content["table"]}
    groups = [group for network, group in rows if network == "Knowing"]
    assert groups == [name for name in GROUPS if name in groups]
    assert "all" in groups
    for group in groups:
        assert rows["Knowing", group]["roc_auc"]["value"] == pytest.approx(1.0)
        assert rows["Constant", group]["roc_auc"]["value"] == 0.5
        assert rows["Knowing", group]["pr_auc"] == pytest.approx(1.0)
        assert rows["Knowing", group]["shuffled"] < 0.75
        if rows["Knowing", group]["artists"] < 30:
            assert rows["Knowing", group]["listens"] == "too few items (artists)"
    assert rows["Constant", "all"]["listens"] != "yes"
    sizes = {group: rows["Knowing", group]["n"] for group in groups}
    assert sizes["all"] == sum(sizes.get(part, 0) for part in ("train", "validation", "test"))
    notes = "\n".join(content["notes"])
    assert "1 too short" in notes
    assert f"Clips used: {sizes['all']}" in notes
    assert "rendered clips" in content["lead"][1]
    assert content["provenance"]["about"]["data"] == "rendered"
    assert [row["tag"] for row in content["per_tag"]] == list(TOP50)


def test_scores_are_scikit_learns(corpus_folder, tmp_path):
    from paper_repro.magnatagatune.data import open_corpus
    from paper_repro.magnatagatune.paper import PAPER

    options = NetworkOptions(data=corpus_folder, preset="smoke")
    corpus = open_corpus(options, PAPER.base_config(options))
    rng = np.random.default_rng(0)
    result = heard(corpus, [network("noise", lambda path: rng.random(50))], tmp_path)
    group = result.group("all")
    assert group.scored.sum() > 10
    expected = [
        roc_auc_score(group.labels[:, tag], group.scores["noise"][:, tag]) for tag in np.flatnonzero(group.scored)
    ]
    assert group.auc_scores("noise").mean() == pytest.approx(np.mean(expected))
    assert len(group.auc_scores("noise")) == len(set(group.artists))
    assert 0.4 < group.shuffled("noise").mean < 0.6


def test_what_was_heard_is_kept_and_a_damaged_file_is_computed_anew(corpus_folder, tmp_path, capsys):
    from paper_repro.magnatagatune.data import open_corpus
    from paper_repro.magnatagatune.paper import PAPER

    options = NetworkOptions(data=corpus_folder, preset="smoke")
    corpus = open_corpus(options, PAPER.base_config(options))
    calls = []

    def says(path):
        calls.append(path)
        if len(calls) == 3:
            raise AudioError(f"{path}: no sound", "unreadable")
        return np.full(50, len(calls) / 100)

    def listen(weights="first"):
        return heard(corpus, [replace(network("counting", says), weights=weights)], tmp_path)

    first = listen()
    assert len(calls) == len(corpus.audio)
    again = listen()
    assert len(calls) == len(corpus.audio)
    assert again.clips == first.clips
    assert np.array_equal(again.scores["counting"], first.scores["counting"])
    assert [item.reason for item in again.refused] == [item.reason for item in first.refused]
    assert "unreadable" in [item.reason for item in again.refused]
    (file,) = tmp_path.glob("counting-*.npz")
    file.write_bytes(file.read_bytes()[:100])
    listen()
    assert len(calls) == 2 * len(corpus.audio)
    assert "damaged; computed anew" in capsys.readouterr().err
    listen("other")
    assert len(calls) == 3 * len(corpus.audio)


def test_clips_that_no_network_can_take_are_one_line(corpus_folder, tmp_path):
    from paper_repro.magnatagatune.data import open_corpus
    from paper_repro.magnatagatune.paper import PAPER

    def deaf(path):
        raise AudioError(f"{path}: no sound", "unreadable")

    options = NetworkOptions(data=corpus_folder, preset="smoke")
    with pytest.raises(UserError, match=r"none of its .* clips can be used"):
        heard(open_corpus(options, PAPER.base_config(options)), [network("deaf", deaf)], tmp_path)


def test_without_the_file_one_line_says_how_to_get_it(corpus_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("PAPER_REPRO_CACHE", str(tmp_path / "cache"))
    script = ("paper_repro.magnatagatune.published_networks", "--data", str(corpus_folder), "--preset", "smoke")
    done = run(tmp_path, *script)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "data fetch musicnn" in line
    (tmp_path / "other.whl").write_bytes(b"another")
    done = run(tmp_path, *script, "--wheel", "other.whl")
    assert done.returncode == 2
    assert f"{MUSICNN.sha256} is wanted" in done.stderr


# --- real networks, real clips ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real_heard(real, material):
    """MusiCNN on the real clips of two tags whose order two published lists disagree on."""
    from paper_repro.magnatagatune.data import open_corpus
    from paper_repro.magnatagatune.paper import PAPER

    options = NetworkOptions(data=real / "magnatagatune")
    corpus = open_corpus(options, PAPER.base_config(options))
    disputed = corpus.data.labels_of(("metal", "female voice"))
    rows = [row for row in corpus.rows.values() if disputed[row].any()]
    musicnn, _ = published_scores.networks(material / "weights" / MUSICNN.file, None)
    tagger = musicnn.load()
    scores = np.stack([tagger(corpus.root / corpus.data.mp3_paths[row]) for row in rows])
    return disputed[rows], scores


@pytest.mark.material
def test_the_wheels_order_of_metal_and_female_voice_is_the_right_one(real_heard):
    labels, scores = real_heard
    assert len(labels) >= 5
    metal, female = (TOP50.index(tag) for tag in ("metal", "female voice"))
    by_name = roc_auc_score(labels[:, 0], scores[:, metal])
    swapped = roc_auc_score(labels[:, 0], scores[:, female])
    assert by_name > 0.8 > swapped
    assert roc_auc_score(labels[:, 1], scores[:, female]) > 0.8


def test_a_real_extract_is_called_one(real):
    from paper_repro.magnatagatune.data import open_corpus
    from paper_repro.magnatagatune.paper import PAPER

    options = NetworkOptions(data=real / "magnatagatune")
    corpus = open_corpus(options, PAPER.base_config(options))
    assert not corpus.rendered
    assert corpus.suffix == "_real"
    assert corpus.source == (
        "MagnaTagATune, an extract: 282 of 25,863 clips have their sound in magnatagatune/"
    )  # fmt: skip


@pytest.mark.material
def test_the_fcn_hears_a_real_clip_as_published(torch, material):
    import csv

    path = material / "weights" / "sota_music_tagging_fcn_mtat.pth"
    *_, fcn = published_scores.networks(material / "weights" / MUSICNN.file, path)
    tagger = fcn.load()
    with (material / "weights" / "expected_sota_fcn_on_joram.csv").open() as file:
        expected = [float(row["probability"]) for row in csv.DictReader(file)]
    (clip,) = (material / "magnatagatune" / "e").glob("joram-*.mp3")
    assert np.abs(tagger(clip) - expected).max() < 1e-4
