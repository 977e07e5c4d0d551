"""What the report says of its data, on the published labels and on copies that are not whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from paper_repro.cal500exp.audit import table
from paper_repro.cal500exp.data import size_of_copy, source_of_labels
from paper_repro.cal500exp.data_claims import DATA_CLAIMS, Facts
from paper_repro.core.command_line import Options
from paper_repro.core.evaluation.claims import Verdict
from paper_repro.core.reporting.table import LONGEST_CELL
from paper_repro.datasets import cal500exp
from paper_repro.datasets.cal500exp.table import TAGS, Segments


@pytest.fixture(scope="module")
def published(material):
    return cal500exp.load(material / "cal500exp")


def verdicts(data) -> dict[str, Verdict]:
    return {claim.key: claim.judge(Facts(data)).verdict for claim in DATA_CLAIMS}


def extract(data, songs):
    """The first songs of a copy alone."""
    kept = data.songs[:songs]
    durations = {song: seconds for song, seconds in data.durations.items() if song in kept}
    return replace(data, songs=kept, segments=data.segments[:songs], durations=durations)


def test_sentences_on_the_published_data(published):
    found = verdicts(published)
    assert {key for key, verdict in found.items() if verdict is not Verdict.HOLDS} == {
        "data_categories",  # neither genre nor song tags
        "data_long_term_frame",  # 5.94 s
    }
    assert all(found[key] is Verdict.FAILS for key in ("data_categories", "data_long_term_frame"))
    windows = Facts(published).windows
    assert (windows.min(), windows.max(), len(windows)) == (0, 453, 500)
    assert all(len(claim.text) <= LONGEST_CELL for claim in DATA_CLAIMS)


def test_an_extract_is_called_one(published):
    part = extract(published, 60)
    assert verdicts(part)["data_tracks"] is Verdict.UNTESTABLE
    assert "an extract of 60 of 500 tracks" in source_of_labels(part)
    assert "all 500 tracks" in source_of_labels(published)
    assert size_of_copy(499) == "an extract of 499 of 500 tracks"


def test_the_audit_of_published_labels_has_the_claims(material):
    made, figure = table(Options(data=material / "cal500exp")).artifacts
    keys = [row.claim.key for block in made.blocks if block.key == "claims" for row in block.rows]
    assert keys == [claim.key for claim in DATA_CLAIMS]
    assert "cnn_published" in figure.data
    assert "0 to 453" in made.text()


def test_long_and_short_tracks_refute_the_windows(tmp_path):
    """Made-up copies: no file is needed to test what a claim counts."""

    def copy(seconds: float, tracks: int = 40):
        songs = tuple(f"s{at}" for at in range(tracks))
        segments = Segments(np.array([0.0, 5.0]), np.array([5.0, 10.0]), np.zeros((2, len(TAGS)), np.uint8))
        return cal500exp.Cal500Exp(
            tmp_path, songs, (segments,) * tracks, {}, dict.fromkeys(songs, seconds), (), (), {}
        )  # fmt: skip

    assert verdicts(copy(100.0))["data_windows_10_150"] is Verdict.HOLDS
    assert verdicts(copy(700.0))["data_windows_10_150"] is Verdict.FAILS
    assert verdicts(copy(700.0))["data_windows_15_200"] is Verdict.FAILS
    # Segments that never change a tag.
    assert verdicts(copy(100.0))["data_changing"] is Verdict.FAILS
    assert verdicts(copy(100.0, tracks=20))["data_changing"] is Verdict.TOO_FEW
