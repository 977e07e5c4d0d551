"""Hand-written folders in the Million Song Dataset's formats."""

import h5py
import numpy as np

from paper_repro.datasets import msd

IDS = tuple(f"TRAAAAA128F{number:07d}" for number in range(5))
TITLES, TIMBRE = "tracks_per_year.txt", "YearPredictionMSD.txt"


def segments(seed=0, count=7):
    return np.random.default_rng(seed).normal(size=(count, 12)) * 30 + 5


def song(path, track_id, title="A title", *, timbre=None, year=1999, drop=(), **changes):
    path.parent.mkdir(parents=True, exist_ok=True)
    as_bytes = title if isinstance(title, bytes) else title.encode()
    metadata = np.zeros(1, dtype=[("artist_name", "S1024"), ("song_id", "S32"), ("title", "S1024")])
    metadata["artist_name"], metadata["title"] = b"An artist", as_bytes
    analysis = np.zeros(1, dtype=[("duration", "f8"), ("track_id", "S32")])
    analysis["track_id"] = track_id.encode()
    brainz = np.array([(0, year)], dtype=[("idx_artist_mbtags", "i4"), ("year", "i4")])
    data = {
        "metadata/songs": metadata, "analysis/songs": analysis, "musicbrainz/songs": brainz,
        "analysis/segments_timbre": segments() if timbre is None else np.asarray(timbre),
    } | changes  # fmt: skip
    with h5py.File(path, "w") as file:
        for name, content in data.items():
            if name not in drop:
                file[name] = content
    return path


def title_line(row, year=2000, title=None):
    return f"{year}<SEP>{IDS[row]}<SEP>Artist {row}<SEP>{f'Title {row}' if title is None else title}"


def timbre_line(row, year=2000):
    return f"{year}," + ",".join(f"{value:.5f}" for value in msd.timbre_values(segments(row)))


def corpus(root, titles=None, timbre=None):
    root.mkdir(exist_ok=True)
    for name, lines, line in ((TITLES, titles, title_line), (TIMBRE, timbre, timbre_line)):
        lines = [line(row) for row in range(3)] if lines is None else lines
        if lines:
            (root / name).write_bytes(b"".join((x if isinstance(x, bytes) else x.encode()) + b"\n" for x in lines))
    return root


def refusals(found):
    return {(refusal.item, refusal.reason) for refusal in found.refused}
