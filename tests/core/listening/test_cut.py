"""Windows of sound that comes in blocks: those of the whole, whatever the blocks."""

import numpy as np
import pytest

from paper_repro.core.listening.cut import Cut

RNG = np.random.default_rng(3)


def whole(cut, samples):
    """The same of sound in one piece, written down naively."""
    padded = np.pad(samples, cut.margin)
    starts = range(0, max(len(padded) - cut.size + 1, 0), cut.hop)
    windows = [padded[start : start + cut.size] for start in starts]
    rest = padded[len(windows) * cut.hop :]
    new = len(rest) - (cut.size - cut.hop if windows else 0)
    least = cut.rest if windows and cut.rest is not None else cut.least
    if least is not None and len(rest) >= least and new > 0:
        windows.append(np.pad(rest, (0, cut.size - len(rest))))
    return np.array(windows).reshape(-1, cut.size)


@pytest.mark.parametrize(
    "cut",
    [
        Cut(10, 10), Cut(10, 3), Cut(10, 10, margin=4), Cut(10, 6, margin=2, least=4), Cut(10, 10, least=1),
        Cut(10, 10, least=2, rest=5),
    ],
)  # fmt: skip
@pytest.mark.parametrize("samples", [0, 1, 4, 9, 10, 11, 16, 20, 25, 33, 100])
def test_windows_do_not_hang_on_the_blocks(cut, samples):
    sound = RNG.uniform(1, 2, samples).astype(np.float32)
    expected = whole(cut, sound)
    for size in (1, 3, 7, 1000):
        blocks = [sound[at : at + size] for at in range(0, samples, size)]
        parts = list(cut.windows(blocks))
        found = np.concatenate(parts) if parts else np.zeros((0, cut.size), np.float32)
        np.testing.assert_array_equal(found, expected)
    assert (len(expected) > 0) == (samples >= cut.shortest) or cut.margin


def test_times_end_with_the_file():
    starts, ends = Cut(8, 4, margin=2).times(3, sample_rate=2, seconds=6.5)
    assert starts.tolist() == [0, 2, 4]
    assert ends.tolist() == [3, 5, 6.5]
