"""Record building against bare decoding, and against a plain librosa loop, on the same files in the same session.

    python experiments/benchmarks/records.py [--clips 768] [--jobs 2] [--sample-rate 12000]
    python experiments/benchmarks/records.py --corpus magnatagatune [--clips 512] [--jobs 2]

Prints clips a second and the ratios. Bare decoding is libsndfile alone, on as many threads: the bound that no feature
code can pass. Decoding and resampling is what any features at their rate need; `--sample-rate` writes the clips
again at another rate first, and at the features' own nothing is resampled. The librosa loop is `librosa.load` and
`librosa.feature.melspectrogram`, one process, same rate and mel settings. Rounds alternate, so that a slow minute of
the machine hits all; each figure is the median round.

MagnaTagATune's clips, 29 s, have their features' rate: nothing is resampled. Rendering them takes long, so some stand
under several names.
"""

import argparse
import shutil
import statistics
import tempfile
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import librosa
import numpy as np
import soundfile as sf

from paper_repro import sample
from paper_repro.core.audio.decode import decode
from paper_repro.core.audio.load import load_clip
from paper_repro.core.records.build import build_records
from paper_repro.core.records.records import Item
from paper_repro.papers import PAPERS

ROUNDS = 5
CLIPS = {"majorminer": 768, "magnatagatune": 512}
RENDERED = 96  # of MagnaTagATune's


def majorminer_clips(folder, clips, jobs):
    sample.write("majorminer", folder / "corpus", clips=clips, seed=7, jobs=jobs)
    return [path for path in sorted((folder / "corpus" / "clips").iterdir()) if path.stat().st_size > 8000]


def magnatagatune_clips(folder, clips, jobs):
    sample.write("magnatagatune", folder / "corpus", clips=min(clips, RENDERED), seed=7, jobs=jobs)
    rendered = sorted((folder / "corpus").glob("?/*.mp3"))
    copies = folder / "copies"
    copies.mkdir()
    return [shutil.copyfile(rendered[number % len(rendered)], copies / f"{number:05d}.mp3") for number in range(clips)]


WRITERS = {"majorminer": majorminer_clips, "magnatagatune": magnatagatune_clips}


def decode_only(paths, jobs):
    with ThreadPoolExecutor(jobs) as pool:
        return sum(samples.shape[0] > 0 for samples in pool.map(lambda path: sf.read(path, dtype="float32")[0], paths))


def decode_and_resample(paths, jobs, mel):
    with ThreadPoolExecutor(jobs) as pool:
        # Lengths alone: to keep a gigabyte of samples would be timed too.
        return len(list(pool.map(lambda path: load_clip(path, mel).shape[0], paths)))


def at_rate(paths, folder, sample_rate):
    folder.mkdir()
    for path in paths:
        sf.write(folder / path.name, decode(path, sample_rate=sample_rate), sample_rate)
    return sorted(folder.iterdir())


def librosa_loop(paths, mel):
    for path in paths:
        samples, _ = librosa.load(path, sr=mel.sample_rate, duration=mel.seconds, res_type=mel.res_type)
        power = librosa.feature.melspectrogram(
            y=samples,
            sr=mel.sample_rate,
            n_fft=mel.n_fft,
            hop_length=mel.hop_length,
            n_mels=mel.n_mels,
            center=mel.pad_mode != "none",
        )
        if mel.compression != "none":
            np.log10(1 + 10_000 * power)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", choices=tuple(WRITERS), default="majorminer")
    parser.add_argument("--clips", type=int, help="default: 768, of MagnaTagATune 512")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--preset", default="paper")
    parser.add_argument("--sample-rate", type=int, help="Hz of the mp3s; default: as the sample corpus has them")
    options = parser.parse_args()
    mel = PAPERS[options.corpus].presets.config(options.preset).features
    with tempfile.TemporaryDirectory() as folder:
        paths = WRITERS[options.corpus](Path(folder), options.clips or CLIPS[options.corpus], options.jobs)
        if options.sample_rate:
            paths = at_rate(paths, Path(folder) / "clips", options.sample_rate)
        items = [Item(path.stem, path) for path in paths]
        warm_up = items[:64]
        build_records(warm_up, mel, Path(folder) / "warm", jobs=options.jobs)
        librosa_loop(paths[:8], mel)
        seconds = {"bare decoding": [], "decoding and resampling": [], "records": [], "librosa loop, one process": []}
        for number in range(ROUNDS):
            work = {
                "bare decoding": lambda: decode_only(paths, options.jobs),
                "decoding and resampling": lambda: decode_and_resample(paths, options.jobs, mel),
                "records": lambda: build_records(items, mel, Path(folder) / f"records{number}", jobs=options.jobs),  # noqa: B023
                "librosa loop, one process": lambda: librosa_loop(paths, mel),
            }
            for name, run in work.items():
                start = time.perf_counter()
                run()
                seconds[name].append(time.perf_counter() - start)
    rates = {name: len(paths) / statistics.median(times) for name, times in seconds.items()}
    print(
        f"{len(paths)} mp3 clips of {mel.seconds:g} s, {mel.n_mels} mels, hop {mel.hop_length}, {options.jobs} threads"
    )
    for name, rate in rates.items():
        print(f"{name:28s} {rate:8.1f} clips/s")
    print(f"records / bare decoding      {rates['records'] / rates['bare decoding']:8.2f}")
    print(f"records / librosa loop       {rates['records'] / rates['librosa loop, one process']:8.2f}")


if __name__ == "__main__":
    warnings.simplefilter("ignore", FutureWarning)
    main()
