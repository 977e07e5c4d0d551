"""Files that cannot be predicted, beside others that can."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import tensorflow as tf

from paper_repro.core.errors import ItemError
from paper_repro.core.training.prediction import Predictor, predict_files


class Scarce(Predictor):
    """Has no memory for files whose name begins with ``long``."""

    error: type[Exception] = MemoryError

    @classmethod
    def load(cls, run, beams=None):
        return cls()

    def __call__(self, path):
        if path.name.startswith("long"):
            if self.error is MemoryError:
                raise MemoryError
            raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")
        return "rock"

    def text(self, prediction):
        return prediction


@pytest.mark.parametrize("error", [MemoryError, tf.errors.ResourceExhaustedError])
def test_a_file_beyond_memory_does_not_stop_the_others(monkeypatch, error):
    monkeypatch.setattr(Scarce, "error", error)
    paper = SimpleNamespace(name="toy", module=lambda name: SimpleNamespace(Predictor=Scarce))
    (_, first), (_, second) = predict_files(paper, [Path("long.wav"), Path("short.wav")], run=Path("run"))
    assert isinstance(first, ItemError)
    assert "long.wav: needs more memory than there is; cut it" in str(first)
    assert second == "rock"
