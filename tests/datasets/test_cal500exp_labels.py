"""Labels of frames and windows: hand-made examples, and plain loops on random input."""

import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.datasets.cal500exp.labels import (
    frame_count,
    frame_labels,
    positive_rates,
    window_count,
    window_labels,
)
from paper_repro.datasets.cal500exp.table import Segments


def segments(*rows):
    """Rows of start, end and labels."""
    start, end, labels = zip(*rows, strict=True)
    return Segments(np.array(start, float), np.array(end, float), np.array(labels, np.uint8))


TWO = segments((1.0, 2.0, (1, 0)), (4.0, 6.0, (0, 1)))


def test_filled_by_hand():
    labels, mask = frame_labels(TWO, 8, rule="filled", frame_rate=1)
    # The first from 0 to its end, one frame of nothing, the last to the end of the track.
    assert labels.T.tolist() == [[1, 1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 1, 1, 1, 1, 1]]
    assert mask.all()
    assert (labels.dtype, mask.dtype) == (np.uint8, bool)


def test_strict_by_hand():
    labels, mask = frame_labels(TWO, 8, rule="strict", frame_rate=1)
    assert labels.T.tolist() == [[0, 1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 0, 0]]
    assert mask.tolist() == [False, True, False, False, True, True, False, False]


def test_a_frame_belongs_to_the_segment_that_its_centre_is_in():
    touching = segments((0.0, 1.25, (1, 0)), (1.25, 2.0, (0, 1)))
    # Centres at 0, .5, 1, 1.5, 2.
    labels, mask = frame_labels(touching, 5, rule="strict", frame_rate=2)
    assert labels.T.tolist() == [[1, 1, 1, 0, 0], [0, 0, 0, 1, 0]]
    assert mask.tolist() == [True, True, True, True, False]
    # 2.5 frames round to 2, the even one, as the author's numpy did: frame 2 is the gap.
    labels, _ = frame_labels(touching, 5, rule="filled", frame_rate=2)
    assert labels.T.tolist() == [[1, 1, 0, 0, 0], [0, 0, 0, 1, 1]]
    # 3.75 round to 4.
    labels, _ = frame_labels(touching, 7, rule="filled", frame_rate=3)
    assert labels.T.tolist() == [[1, 1, 1, 1, 0, 0, 0], [0, 0, 0, 0, 0, 1, 1]]


@pytest.mark.parametrize(("frames", "filled", "strict"), [(5, [1, 1, 0, 0, 0], [0, 1, 0, 0, 0]), (1, [1], [0])])
def test_what_lies_past_the_track_is_cut_off(frames, filled, strict):
    for rule, expected in (("filled", filled), ("strict", strict)):
        labels, mask = frame_labels(TWO, frames, rule=rule, frame_rate=1)
        assert labels[:, 0].tolist() == expected
        assert labels.shape == (frames, 2)
        assert mask.shape == (frames,)


def test_one_segment_fills_the_track():
    labels, _ = frame_labels(segments((2.0, 3.0, (1, 0))), 6, rule="filled", frame_rate=1)
    assert labels.T.tolist() == [[1] * 6, [0] * 6]


def test_an_unknown_rule():
    with pytest.raises(UserError, match=r"rule must be one of filled, strict\. Received: 'loose'"):
        frame_labels(TWO, 8, rule="loose", frame_rate=1)


@pytest.mark.parametrize(("frames", "windows", "as_coded"), [
    (0, 0, 0), (127, 0, 0), (128, 1, 1), (191, 1, 1), (192, 2, 1), (255, 2, 1), (256, 3, 2), (4861, 74, 73),
])  # fmt: skip
def test_window_counts(frames, windows, as_coded):
    assert window_count(frames) == windows
    assert window_count(frames, drop_last=True) == as_coded
    labels, mask = window_labels(np.zeros((frames, 3), np.uint8), np.ones(frames, bool), drop_last=True)
    assert (labels.shape, mask.shape) == ((as_coded, 3), (as_coded,))


def test_frame_counts():
    assert [frame_count(samples, 1024) for samples in (0, 1023, 1024, 130_047, 130_048)] == [1, 1, 2, 127, 128]


def test_windows_by_hand():
    labels = np.array([[1, 1, 0, 0, 1, 1, 0, 0], [1, 1, 1, 0, 0, 0, 0, 0]], np.uint8).T
    found, mask = window_labels(labels, np.ones(8, bool), size=4, hop=2)
    # Two of four are not more than half.
    assert found.T.tolist() == [[0, 0, 0], [1, 0, 0]]
    assert mask.tolist() == [True, True, True]
    assert window_labels(labels, np.ones(8, bool), size=4, hop=2, drop_last=True)[0].T.tolist() == [[0, 0], [1, 0]]


def test_masked_frames_have_no_say():
    labels = np.array([[1, 1, 0, 0, 0, 0, 0, 1]], np.uint8).T
    mask = np.array([1, 1, 0, 0, 1, 0, 0, 1], bool)
    # Windows of frames 0-3, 2-5, 4-7: two labelled, both positive; one labelled, too few; two, of which one positive.
    found, kept = window_labels(labels, mask, size=4, hop=2)
    assert found.T.tolist() == [[1, 0, 0]]
    assert kept.tolist() == [True, False, True]
    # A masked window has no tags even where its one labelled frame has.
    found, kept = window_labels(labels[6:], mask[6:] & False, size=2, hop=1)
    assert (found.tolist(), kept.tolist()) == ([[0]], [False])
    found, kept = window_labels(np.array([[1], [0], [0], [0]], np.uint8), np.arange(4) < 1, size=4, hop=2)
    assert (found.tolist(), kept.tolist()) == ([[0]], [False])


def drawn(random):
    """Some segments with gaps, and a track that may end before them."""
    times = np.sort(random.choice(200, 2 * random.integers(1, 8), replace=False)) / 4
    rows = [(start, end, random.integers(0, 2, 3)) for start, end in times.reshape(-1, 2)]
    return segments(*rows), int(random.integers(1, 400))


def frames_by_loops(one, frames, rule, frame_rate):
    labels, mask = np.zeros((frames, 3), int), np.zeros(frames, bool)
    first = 0
    for number, (start, end) in enumerate(zip(one.start, one.end, strict=True)):
        last = number == len(one.start) - 1
        stop = frames if last else round(end * frame_rate)
        for frame in range(frames):
            inside = first <= frame < stop if rule == "filled" else start <= frame / frame_rate < end
            if inside:
                labels[frame] = one.labels[number]
            mask[frame] |= inside or rule == "filled"
        first = stop + 1
    return labels, mask


@pytest.mark.parametrize("rule", ["filled", "strict"])
def test_against_plain_loops(rule):
    random = np.random.default_rng(7)
    for size, hop, drop_last in ((8, 4, False), (8, 4, True), (7, 3, False), (5, 5, True)):
        for _ in range(25):
            one, frames = drawn(random)
            rate = float(random.choice([1, 2, 5.3, 8]))
            labels, mask = frame_labels(one, frames, rule=rule, frame_rate=rate)
            expected = frames_by_loops(one, frames, rule, rate)
            assert np.array_equal(labels, expected[0])
            assert np.array_equal(mask, expected[1])
            found, kept = window_labels(labels, mask, size=size, hop=hop, drop_last=drop_last)
            starts = list(range(0, frames - size + 1, hop))
            starts = starts[:-1] if drop_last else starts
            assert len(found) == len(kept) == window_count(frames, size, hop, drop_last) == len(starts)
            for window, start in enumerate(starts):
                inside = mask[start : start + size]
                assert kept[window] == (inside.mean() >= 0.5)
                if kept[window]:
                    mean = labels[start : start + size][inside].mean(axis=0)
                    assert found[window].tolist() == (mean > 0.5).tolist()
                else:
                    assert not found[window].any()


def test_positive_rates():
    labels = [np.array([[1, 0], [1, 0], [0, 0], [1, 1]]), np.array([[0, 1], [1, 1]]), np.zeros((0, 2))]
    masks = [np.array([True, True, True, False]), np.array([True, False]), np.zeros(0, bool)]
    # Kept: tag 0 in two of three windows and in none of one; tag 1 in none of three and in one of one.
    assert positive_rates(labels, masks).tolist() == [(2 / 3 + 0) / 2, (0 + 1) / 2]
    assert positive_rates(labels, masks, over="windows").tolist() == [2 / 4, 1 / 4]
    with pytest.raises(UserError, match=r"over must be tracks or windows\. Received: 'songs'"):
        positive_rates(labels, masks, over="songs")
    with pytest.raises(UserError, match="no labelled window in 1 tracks"):
        positive_rates(labels[2:], masks[2:])
