"""The taggram: tags over time, the spectrogram of the same file above them."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.ticker import FuncFormatter

from paper_repro.core.audio.decode import decoded_blocks
from paper_repro.core.audio.mel import mel_filters
from paper_repro.core.files import whole_file
from paper_repro.core.listening.cut import Cut
from paper_repro.core.listening.heard import Heard
from paper_repro.core.printable import printable
from paper_repro.core.reporting.figure import STYLE, canvas, styled
from paper_repro.listen.answer import clock

RATE, N_FFT, HOP, MELS = 16_000, 1024, 512, 96
#: Frames computed at a time, and columns of the picture at most: more are averaged in pairs.
FRAMES, COLUMNS = 128, 4096
#: Decibels below the loudest that are still told apart.
RANGE = 80.0
#: Hz that the frequency axis names.
TICKS = (250, 500, 1000, 2000, 4000)


def write_picture(out: Path, path: Path, heard: Heard, model: str, rows: int) -> None:
    """Draws a file's most probable tags over its time.

    Args:
        out: the ``.png`` that is written.
        path: the sound file; decoded once more.
        heard: what was heard.
        model: name of the network.
        rows: tags at most.
    """
    picture = _draw(path, heard, model, rows)
    with mpl.rc_context(STYLE), whole_file(out) as temporary:
        picture.savefig(temporary, format="png", metadata={"Software": None})


@styled
def _draw(path: Path, heard: Heard, model: str, rows: int):
    names = list(heard.top(rows))
    said = bool(heard.texts)
    height = 0.26 * max(len(names), 2) + 0.5
    if not names:
        # Captions and titles are written under the spectrogram.
        height = 0.26 * len(heard.texts) + 0.4
    picture, (above, below) = canvas(11, 2.6 + height + 0.9, nrows=2, height_ratios=(2.6, height), sharex=True)
    seconds = heard.seconds
    above.imshow(
        spectrogram(path).T,
        aspect="auto",
        origin="lower",
        extent=(0, seconds, 0, MELS),
        cmap="magma",
        vmin=-RANGE,
        vmax=0,
    )
    above.set_yticks([_mel_row(hz) for hz in TICKS], [f"{hz:,}" for hz in TICKS])
    above.set_ylabel("frequency (Hz)")
    title = printable(path.name)
    # A dollar sign would begin a formula.
    above.set_title((title if len(title) < 90 else title[:87] + "...").replace("$", r"\$"))
    if said:
        _write_texts(below, heard)
    else:
        image = _draw_tags(below, heard, names)
        label = "probability" if len(set(np.unique(heard.scores)) - {0.0, 1.0}) else "said (1) or not"
        picture.colorbar(image, ax=below, label=label, pad=0.01)
    below.set_title(f"tags heard by {model}" if not said else f"said by {model}")
    below.set_xlabel("time (min:s)")
    below.xaxis.set_major_formatter(FuncFormatter(lambda value, _: clock(max(value, 0))))
    below.set_xlim(0, seconds)
    return picture


def _draw_tags(axes, heard: Heard, names: list[str]):
    columns = [heard.names.index(name) for name in names]
    step = float(heard.starts[1] - heard.starts[0]) if len(heard.starts) > 1 else float(heard.ends[0])
    edges = np.append(heard.starts, heard.starts[-1] + step)
    # Where windows overlap, each is drawn around its own middle.
    edges = edges + max(0.0, float(heard.ends[0] - heard.starts[0]) - step) / 2
    scores = heard.scores[:, columns].T
    image = axes.pcolormesh(edges, np.arange(len(names) + 1), scores, cmap="viridis", vmin=0, vmax=1)
    axes.set_yticks(np.arange(len(names)) + 0.5, [name.replace("$", r"\$") for name in names])
    axes.set_ylim(len(names), 0)
    axes.tick_params(axis="y", length=0)
    return image


def _write_texts(axes, heard: Heard) -> None:
    count = len(heard.texts)
    for row, (start, end, text) in enumerate(zip(heard.starts, heard.ends, heard.texts, strict=True)):
        axes.plot([start, end], [row, row], linewidth=7, alpha=0.35, solid_capstyle="butt")
        axes.text(0.005, row, text.replace("$", r"\$"), va="center", transform=axes.get_yaxis_transform())
    axes.set_ylim(count - 0.5, -0.5)
    axes.set_yticks([])


def spectrogram(path: Path) -> np.ndarray:
    """Mel decibels below the loudest, ``(columns, mels)``, in memory that does not grow with the file."""
    filters = mel_filters(RATE, N_FFT, MELS).T
    window = np.hanning(N_FFT + 1)[:-1].astype(np.float32)
    cut = Cut((FRAMES - 1) * HOP + N_FFT, FRAMES * HOP, margin=N_FFT // 2, least=N_FFT)
    columns, samples, merged = np.zeros((0, MELS), np.float32), 0, 1

    def counted():
        nonlocal samples
        for block in decoded_blocks(path, sample_rate=RATE):
            samples += len(block)
            yield block

    held = np.zeros((0, MELS), np.float32)
    for windows in cut.windows(counted()):
        views = np.lib.stride_tricks.sliding_window_view(windows, N_FFT, axis=1)[:, ::HOP]
        power = np.abs(np.fft.rfft(views * window, axis=2)).astype(np.float32) ** 2
        held = np.concatenate([held, (power @ filters).reshape(-1, MELS)])
        whole = len(held) // merged * merged
        columns = np.concatenate([columns, held[:whole].reshape(-1, merged, MELS).mean(axis=1)])
        held = held[whole:]
        while len(columns) > COLUMNS:
            # An odd column waits with the frames that are not merged yet: it is one of the next pair.
            columns = columns[: len(columns) // 2 * 2].reshape(-1, 2, MELS).mean(axis=1)
            merged *= 2
    columns = columns[: max(1, -(-(1 + samples // HOP) // merged))]
    decibels = 10 * np.log10(np.maximum(columns, 1e-10))
    return decibels - decibels.max()


def _mel_row(hz: float) -> float:
    """The row of the picture at a frequency: the band whose filter peaks nearest."""
    filters = mel_filters(RATE, N_FFT, MELS)
    return float(np.abs(filters.argmax(axis=1) * RATE / N_FFT - hz).argmin()) + 0.5
