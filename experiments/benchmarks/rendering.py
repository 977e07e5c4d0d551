"""Rendering MagnaTagATune's sample clips: mp3 through LAME's binding against libsndfile, in time and in spectra.

    python experiments/benchmarks/rendering.py [--clips 24]

Prints processor time a clip for making the sound, for encoding it in each way, and the share of the whole that each
encoder needs of libsndfile's whole. Ratios are from one run: the ways take turns, clip by clip. Then, for every way,
how far log-mel spectra and level of the decoded file are from those of libsndfile at 32 kbit/s (the encoder before) and
from the sound before encoding. Libsndfile at its next bit rates, 40 and 24 kbit/s, is the yardstick. Decoded files are
aligned by their encoder's delay first.
"""

import argparse
import io
import statistics
import time

import librosa
import numpy as np
import soundfile

from paper_repro.sample import mp3
from paper_repro.sample.magnatagatune.writer import MP3, SAMPLE_RATE, make_clip

REFERENCE = "libsndfile 32 kbit/s"
LEVELS = {REFERENCE: 0.842, "libsndfile 40 kbit/s": 0.80, "libsndfile 24 kbit/s": 0.88}
QUALITIES = (5, 7)
LONGEST_DELAY = 2_000  # samples


def through_libsndfile(level):
    return lambda audio: mp3.VariableRate(level).encode(audio, SAMPLE_RATE, mode="CONSTANT")


def through_lame(quality):
    def encode(audio):
        mp3.LAME_QUALITY = quality
        return MP3.encode(audio, SAMPLE_RATE)

    return encode


def seconds_of(work, *arguments):
    start = time.process_time()
    result = work(*arguments)
    return time.process_time() - start, result


def decoded(data, audio):
    """The decoded file, (samples,), from where it begins to follow ``audio``."""
    found, _ = soundfile.read(io.BytesIO(data), dtype="float32")
    window = slice(SAMPLE_RATE, 5 * SAMPLE_RATE)
    products = [np.dot(found[delay:][window], audio[window]) for delay in range(LONGEST_DELAY)]
    return found[int(np.argmax(products)) :][: len(audio) - LONGEST_DELAY]


def log_mel(audio):
    return np.log(1e-4 + librosa.feature.melspectrogram(y=audio, sr=SAMPLE_RATE, n_fft=512, hop_length=256, n_mels=96))


def distance(one, other):
    return float(np.abs(one - other).mean()), float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--clips", type=int, default=24)
    clips = parser.parse_args().clips
    ways = {name: through_libsndfile(level) for name, level in LEVELS.items()}
    ways |= {f"LAME quality {quality}": through_lame(quality) for quality in QUALITIES}
    make_clip(7, 0, "normal")  # reads the soundfont
    making, encoding = [], {name: [] for name in ways}
    far = {name: [] for name in ways}
    for index in range(clips):
        taken, (audio, _) = seconds_of(make_clip, 7, index, "normal")
        making.append(taken)
        spectra = {}
        for name, encode in ways.items():
            taken, data = seconds_of(encode, audio)
            encoding[name].append(taken)
            sound = decoded(data, audio)
            spectra[name] = log_mel(sound), 20 * np.log10(np.std(sound) / np.std(audio[: len(sound)]))
        original = log_mel(audio[: len(sound)])
        for name, (spectrum, level) in spectra.items():
            far[name].append((*distance(spectrum, spectra[REFERENCE][0]), *distance(spectrum, original), level))
    whole = statistics.mean(making) + statistics.mean(encoding[REFERENCE])
    print(f"{clips} clips of 29 s, {SAMPLE_RATE} Hz; making the sound: {1000 * statistics.mean(making):.0f} ms a clip")
    print(f"{'':22s} encoding   whole | from the reference | from the sound | level")
    for name in ways:
        taken = statistics.mean(encoding[name])
        share = (statistics.mean(making) + taken) / whole
        of_reference, correlation, of_sound, sound_correlation, level = np.mean(far[name], axis=0)
        print(
            f"{name:22s} {1000 * taken:5.0f} ms {share:7.1%} | {of_reference:.3f}, r {correlation:.4f}    "
            f"| {of_sound:.3f}, r {sound_correlation:.4f} | {level:+.2f} dB"
        )


if __name__ == "__main__":
    main()
