"""Sound of a clip, and what stands beside it over time."""

import numpy as np
import pytest

from paper_repro.site.clips import sound
from paper_repro.site.clips.answers import Timeline
from paper_repro.site.clips.listen import _tracks
from tests.site.made import wav


@pytest.mark.parametrize(("seconds", "offset", "share"), [(None, 0.0, 0.4), (None, 1.0, 0.5), (4.0, 0.0, 0.5)])
def test_of_a_long_song_the_part_that_sounds_is_known(tmp_path, monkeypatch, seconds, offset, share):
    monkeypatch.setattr(sound, "MOST_SECONDS", 2.0)
    (tmp_path / "song.wav").write_bytes(wav(5.0))
    made = sound.sound_of(tmp_path / "song.wav", offset, seconds)
    assert made.seconds == pytest.approx(2.0, abs=0.01)
    assert made.share == pytest.approx(share, abs=0.01)
    monkeypatch.setattr(sound, "MOST_SECONDS", 9.0)
    assert sound.sound_of(tmp_path / "song.wav", offset, seconds).share == 1.0


def test_tracks_end_with_the_sound():
    truth = np.array([[0.0], [1.0], [1.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [1.0]])
    scores = np.linspace(0.0, 0.9, 10)[:, None]
    other = Timeline(("Happy",), truth[:5], np.linspace(0.0, 0.8, 5)[:, None])
    (track,) = _tracks(Timeline(("Happy",), truth, scores), other, 0.4)
    assert track.truth == (0, 1, 1, 0)
    assert track.scores == (0.0, 0.1, 0.2, 0.3)
    assert track.other == (0.0, 0.0, 0.2, 0.2)
