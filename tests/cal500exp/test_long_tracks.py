"""Long tracks are predicted block by block: the same values, in memory that hardly grows."""

import subprocess
import sys
from dataclasses import replace

import keras
import numpy as np
import pytest

from paper_repro.cal500exp.config import PRESETS, Config
from paper_repro.cal500exp.model import build, scores_of_track
from paper_repro.core.audio.features import LogMel
from paper_repro.core.audio.long_clip import mel_in_blocks

RNG = np.random.default_rng(5)
SMOKE = replace(Config(), **PRESETS["smoke"])


@pytest.mark.parametrize("pad_mode", ["constant", "reflect", "none"])
@pytest.mark.parametrize("samples", [9000, 9216, 20_001])
def test_mel_in_blocks_is_that_of_the_whole(pad_mode, samples):
    layer = LogMel(22_050, n_fft=2048, hop_length=1024, n_mels=40, pad_mode=pad_mode, compression="none")
    sound = RNG.normal(size=samples).astype(np.float32)
    whole = np.asarray(layer(sound[None]))[0]
    for block in (1, 4, 1000):
        np.testing.assert_allclose(mel_in_blocks(layer, sound, block), whole, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("model", ["cnn", "cnn_lstm"])
@pytest.mark.parametrize("random_state", [False, True])
def test_scores_in_blocks_are_those_of_the_whole(model, random_state):
    keras.utils.set_random_seed(1)
    config = replace(SMOKE, model=model, random_state=random_state, seed=3)
    first, second = build(config, 18), build(config, 18)  # each draws its states once
    second.set_weights(first.get_weights())
    mel = RNG.uniform(0, 5, size=(config.window_hop * 9 + 5, config.n_mels)).astype(np.float32)
    whole = np.asarray(first(mel[None]))[0]
    assert len(whole) > 6
    np.testing.assert_allclose(scores_of_track(second, mel, block=3), whole, rtol=1e-4, atol=1e-5)


MEASURED = """
import resource
from dataclasses import replace
import numpy as np
from paper_repro.cal500exp.config import PRESETS, Config
from paper_repro.cal500exp.model import build
from paper_repro.cal500exp.predict import Predictor
config = replace(Config(), **PRESETS["quick"])
predict = Predictor(config, tuple(map(str, range(18))), build(config, 18)).of_samples
sound = np.random.default_rng(1).standard_normal(config.sample_rate * 1500, dtype=np.float32)
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
predict(sound[: config.sample_rate * 20])
before = peak()
assert len(predict(sound)) > 400
print(peak() - before)
"""


@pytest.mark.skipif(sys.platform == "darwin", reason="ru_maxrss is in other units there")
def test_memory_of_25_minutes():
    done = subprocess.run([sys.executable, "-c", MEASURED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert float(done.stdout) < 500, "MiB more than for 20 s"
