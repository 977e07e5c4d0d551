"""Trained networks as listeners: files that cannot be heard, beside others that can."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile as sf
import tensorflow as tf

from paper_repro.core.audio.settings import MelSettings
from paper_repro.core.errors import ItemError, UserError
from paper_repro.core.listening.cut import Cut
from paper_repro.core.listening.engine import listen
from paper_repro.core.training.prediction import Predictor, cut_of, load_run

RATE = 8_000


class Scarce(Predictor):
    """Has no memory for sound of more than two seconds."""

    error: type[Exception] = MemoryError
    has_beams = False
    sample_rate = RATE
    cut = Cut(RATE, RATE)

    @classmethod
    def load(cls, run, beams=None):
        return cls()

    def hear(self, windows):
        return {"loud": np.abs(windows).max(axis=1)}

    def combined(self, outputs, seconds):
        if seconds > 2:
            raise MemoryError if self.error is MemoryError else self.error(None, None, "OOM when allocating tensor")
        return seconds


@pytest.mark.parametrize("error", [MemoryError, tf.errors.ResourceExhaustedError])
def test_a_file_beyond_memory_does_not_stop_the_others(monkeypatch, tmp_path, error):
    monkeypatch.setattr(Scarce, "error", error)
    paths = [tmp_path / "long.wav", tmp_path / "short.wav"]
    for path, seconds in zip(paths, (3, 1), strict=True):
        sf.write(path, np.zeros(RATE * seconds), RATE)
    (_, first), (_, second) = listen(Scarce(), paths)
    assert isinstance(first, ItemError)
    assert "long.wav: needs more memory than there is; cut it" in str(first)
    assert second == 1.0


def test_a_run_is_called_as_its_folder_and_refuses_beams_that_it_lacks():
    paper = SimpleNamespace(name="toy", module=lambda name: SimpleNamespace(Predictor=Scarce))
    assert load_run(paper, Path("runs/toy/row-s0-1")).name == "row-s0-1"
    with pytest.raises(UserError, match=r"--beams: toy has no beam search; leave it out\. Received: 3"):
        load_run(paper, Path("run"), beams=3)


def test_windows_are_as_long_as_training_clips():
    settings = MelSettings(1_000, seconds=2.0, min_seconds=1.5, n_fft=64, hop_length=32, n_mels=8)
    heard = {
        samples: sum(len(part) for part in cut_of(settings).windows([np.ones(samples)]))
        for samples in (1_400, 1_440, 2_000, 3_000, 3_500, 4_000)
    }
    assert heard == {1_400: 0, 1_440: 1, 2_000: 1, 3_000: 1, 3_500: 2, 4_000: 2}
