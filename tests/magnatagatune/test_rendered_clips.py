"""Rendered clips heard by a network that was trained on real music, beside real clips."""

import shutil
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.datasets import magnatagatune
from paper_repro.magnatagatune import rendered_clips
from paper_repro.magnatagatune.audit import AuditOptions, table
from paper_repro.magnatagatune.data import open_corpus
from paper_repro.magnatagatune.paper import PAPER
from paper_repro.magnatagatune.published_scores import Published, heard
from paper_repro.magnatagatune.rendered_clips import FEW, LEAST_POSITIVES, LOST, RECOGNISED

TOP50 = magnatagatune.TOP50
#: A tag that the network of these tests does not know where it is rendered.
STRANGE = "guitar"


@pytest.fixture(scope="module")
def folders(magnatagatune_sample, tmp_path_factory):
    """A sample corpus, and a copy that does not say that it is one and lacks a clip."""
    clips = tmp_path_factory.mktemp("rendered") / "clips"
    shutil.copytree(magnatagatune_sample, clips)
    (clips / "sample.json").unlink()
    # Otherwise what was heard of the one would be taken for what is heard of the other: they are the same clips.
    data = magnatagatune.load(clips)
    without = np.flatnonzero(data.has_sound & ~data.labels_of((STRANGE,))[:, 0])[0]
    (clips / data.mp3_paths[without]).unlink()
    return magnatagatune_sample, clips


@pytest.fixture
def knowing(folders, monkeypatch):
    """A network that knows all labels but that of one tag on rendered clips."""
    corpus, _ = folders
    data = magnatagatune.load(corpus)
    labels = dict(zip(data.mp3_paths, data.labels_of(TOP50).astype(float), strict=True))

    def knows(path):
        said = labels["/".join(path.parts[-2:])].copy()
        if corpus in path.parents:
            said[TOP50.index(STRANGE)] = 0.5
        return said

    chosen = (Published("mtt_musicnn", "MusiCNN", "a set", 0.9, 0.4, "9 clips", "weights", lambda: knows),)
    monkeypatch.setattr(rendered_clips, "networks", lambda wheel, fcn: chosen)
    return knows


def test_a_tag_that_is_not_recognised_is_told_from_those_that_are(knowing, folders, tmp_path):
    corpus, clips = folders
    made = table(AuditOptions(data=corpus, real=clips, preset="smoke", runs=tmp_path / "runs"))
    _, compared, _ = made.artifacts
    rows = {row.tag: row for row in compared.blocks[0].rows}
    assert rows[STRANGE].rendered.value == 0.5
    assert rows[STRANGE].real.value == pytest.approx(1.0)
    assert rows[STRANGE].difference.value == pytest.approx(-0.5)
    assert rows[STRANGE].recognised == LOST
    for tag, row in rows.items():
        if tag != STRANGE:
            assert (row.rendered.value, row.real.value) == pytest.approx((1.0, 1.0))
            assert row.recognised == (RECOGNISED if row.rendered_n >= LEAST_POSITIVES else FEW)
    assert {RECOGNISED, FEW} <= {row.recognised for row in rows.values()}
    assert compared.blocks[0].rows[0].tag == STRANGE
    assert f"not shown: {STRANGE}." in compared.lead[1]
    paths = made.write(tmp_path)
    assert [path.name for path in paths if path.suffix == ".png"] == ["audit_rendered_figure.png"]
    assert {"audit.md", "audit_rendered.md"} <= {path.name for path in paths}
    drawn = pd.read_csv(tmp_path / "magnatagatune" / "audit_rendered_figure.csv")
    assert list(drawn["tag"]) == [row.tag for row in compared.blocks[0].rows]


def test_scores_are_scikit_learns(folders, tmp_path):
    corpus = open_corpus(Options(data=folders[0]), PAPER.base_config(Options()))
    rng = np.random.default_rng(0)
    noise = Published("noise", "Noise", "a set", 0.9, 0.4, "9", "none", lambda: partial(_noise, rng))
    group = heard(corpus, [noise], tmp_path).group("all")
    for tag in rendered_clips.compare(group, group, TOP50):
        labels, scores = group.labels[:, TOP50.index(tag.tag)], group.scores["noise"][:, TOP50.index(tag.tag)]
        assert tag.rendered.value == pytest.approx(roc_auc_score(labels, scores))
        assert tag.rendered_n == tag.real_n == labels.sum()


def _noise(rng, path):
    return rng.random(50)


def test_a_part_of_the_clips_is_spread_over_the_corpus_and_kept_apart(folders, tmp_path):
    corpus = open_corpus(Options(data=folders[0]), PAPER.base_config(Options()))
    said = Published("same", "Same", "a set", 0.9, 0.4, "9", "none", lambda: lambda path: np.full(50, 0.5))
    clips = list(corpus.audio)
    part, whole = heard(corpus, [said], tmp_path, most=7), heard(corpus, [said], tmp_path)
    assert whole.clips == tuple(clips)
    assert len(part.clips) == 7
    assert (part.clips[0], part.clips[-1]) == (clips[0], clips[-1])
    assert len(list(tmp_path.glob("same-*.npz"))) == 2
    assert heard(corpus, [said], tmp_path, most=10_000).clips == whole.clips
    assert len(list(tmp_path.glob("same-*.npz"))) == 2


def test_rendered_and_real_clips_cannot_change_places(knowing, folders, tmp_path):
    corpus, clips = folders
    options = AuditOptions(data=corpus, real=corpus, preset="smoke", runs=tmp_path)
    with pytest.raises(UserError, match=r"--real .*: a sample corpus"):
        table(options)
    with pytest.raises(UserError, match="held beside rendered clips; leave out --data"):
        table(replace(options, data=clips, real=clips))
