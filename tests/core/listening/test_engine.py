"""Many files through one network: the same answers, in order, whatever is decoded or batched together."""

import threading

import numpy as np
import pytest
import soundfile as sf

from paper_repro.core.errors import AudioError, UserError
from paper_repro.core.listening import engine
from paper_repro.core.listening.engine import listen
from tests.core.listening.listeners import RATE, Loud


def write(folder, name, level, seconds):
    sf.write(folder / name, np.full(int(RATE * seconds), level), RATE, subtype="FLOAT")
    return folder / name


def test_answers_come_in_order_and_are_those_of_each_file_alone(tmp_path):
    rng = np.random.default_rng(0)
    paths = [write(tmp_path, f"{n}.wav", rng.uniform(), rng.integers(1, 30)) for n in range(40)]
    together = Loud()
    found = list(listen(together, paths))
    assert [path for path, _ in found] == paths
    for path, heard in found[:5]:
        alone = Loud()(path)
        np.testing.assert_array_equal(heard.scores, alone.scores)
        assert heard.seconds == alone.seconds
    assert sum(together.batches) == sum(len(heard.scores) for _, heard in found)
    assert max(together.batches) == Loud.batch


def test_a_bad_file_is_an_answer_of_its_own(tmp_path):
    good = write(tmp_path, "good.wav", 0.25, 2.5)
    (tmp_path / "text.mp3").write_text("words")
    short = write(tmp_path, "short.wav", 0.5, 0.1)
    nan = write(tmp_path, "nan.wav", np.nan, 2)
    paths = [tmp_path / "text.mp3", good, short, tmp_path / "absent.wav", nan, tmp_path, good]
    found = [heard for _, heard in listen(Loud(), paths)]
    reasons = [heard.reason if isinstance(heard, AudioError) else heard.tags["loud"] for heard in found]
    assert reasons == ["unreadable", 0.25, "too short", "missing", "not finite", "unreadable", 0.25]
    with pytest.raises(AudioError, match=r"short\.wav: holds 0\.10 s, at least 1\.00 s are needed by loud"):
        Loud()(short)


def test_decoding_stops_where_nobody_listens_any_more(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "AHEAD", 3)
    paths = [write(tmp_path, f"{n}.wav", 0.5, 2) for n in range(30)]
    before = threading.active_count()
    answers = listen(Loud(), paths)
    assert next(answers)[1].tags["loud"] == 0.5
    answers.close()
    for _ in range(100):
        if threading.active_count() <= before:
            break
        threading.Event().wait(0.05)
    assert threading.active_count() <= before


def test_a_defect_is_raised(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "decoded_blocks", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        list(listen(Loud(), [write(tmp_path, "a.wav", 0.5, 2)]))


def test_samples_of_another_rate_or_shape_are_refused():
    samples = np.full(2 * RATE, 0.5, np.float32)
    loud = Loud()
    assert loud(samples, sample_rate=RATE).tags == {"loud": 0.5, "quiet": 0.5}
    assert [heard.tags["loud"] for heard in loud(np.stack([samples, samples / 2]), sample_rate=RATE)] == [0.5, 0.25]
    for rate, said in ((None, "no rate"), (44_100, "44,100 Hz")):
        with pytest.raises(UserError, match=f"takes sound at 1,000 Hz; .* Received: {said}"):
            loud(samples, sample_rate=rate)
    for wrong in (np.zeros(2 * RATE, np.int16), np.zeros((1, 2, RATE)), np.zeros(0), np.zeros((0, 5))):
        with pytest.raises(UserError, match="samples must be floating-point"):
            loud(wrong, sample_rate=RATE)
    with pytest.raises(AudioError, match="not all finite"):
        loud(np.array([np.nan] * RATE), sample_rate=RATE)
    with pytest.raises(AudioError, match=r"samples: holds 0\.50 s"):
        loud(samples[:500], sample_rate=RATE)
