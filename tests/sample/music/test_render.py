"""An ear made of numbers: rendered instruments sound as they claim to."""

import subprocess
import sys
from dataclasses import replace

import librosa
import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.sample.difficulty import DIFFICULTIES
from paper_repro.sample.music import sampler
from paper_repro.sample.music.compose import compose
from paper_repro.sample.music.instruments import INSTRUMENTS
from paper_repro.sample.music.piece import Note, Part
from paper_repro.sample.music.recording import record
from paper_repro.sample.music.render import mix, render, render_part, soft_limit

RATE = 22_050


def part(instrument, notes, role="lead", **changes):
    return Part(
        role=role,
        instrument=instrument,
        program=INSTRUMENTS[instrument].program,
        drum=role in ("drums", "percussion"),
        notes=tuple(notes),
        level=0.0,
        pan=0.0,
        register="middle",
        singer=changes.get("singer", ""),
        manner=changes.get("manner", ""),
        share=1.0,
    )


def rms(audio):
    return float(np.sqrt(np.mean(np.square(audio))))


@pytest.mark.parametrize(
    ("instrument", "pitch"),
    [
        ("flute", 76),
        ("grand piano", 60),
        ("violin", 69),
        ("finger bass", 40),
        ("trumpet", 67),
        ("steel guitar", 55),
        ("string section", 64),
    ],
)
def test_instruments_play_the_pitch_that_is_written(instrument, pitch):
    sound = render_part(part(instrument, [Note(0.0, 1.5, pitch, 1.0)]), RATE * 2, RATE)
    wanted = librosa.midi_to_hz(pitch)
    heard = librosa.yin(sound[2000:RATE], fmin=wanted / 1.6, fmax=wanted * 1.6, sr=RATE, frame_length=4096)
    assert abs(12 * np.log2(np.median(heard) / wanted)) < 0.5


@pytest.mark.parametrize(("singer", "pitch"), [("male", 50), ("female", 69)])
def test_singers_sing_the_pitch_that_is_written(singer, pitch):
    notes = [Note(0.0, 1.5, pitch, 1.0, syllable=0)]
    sound = render_part(part("singer", notes, "voice", singer=singer, manner="sung"), RATE * 2, RATE)
    wanted = librosa.midi_to_hz(pitch)
    heard = librosa.yin(sound[4000:RATE], fmin=wanted / 1.6, fmax=wanted * 1.6, sr=RATE, frame_length=4096)
    assert abs(12 * np.log2(np.median(heard) / wanted)) < 1.0


def test_every_instrument_sounds_over_its_whole_range():
    for name, instrument in INSTRUMENTS.items():
        drum = instrument.concept in ("drums", "drum machine", "percussion")
        for pitch in (36, 38, 42) if drum else range(instrument.low, instrument.high + 1, 6):
            sound = sampler.sampled_note(instrument.program, drum, pitch, 0.35, RATE)
            assert np.isfinite(sound).all(), name
            assert 0.0005 < np.abs(sound).max() < 5.0, (name, pitch)


def test_drums_are_broadband_with_sharp_onsets():
    beats = [Note(i * 0.5, 0.2, (36, 38)[i % 2], 1.0) for i in range(16)]
    drums = render_part(part("standard kit", beats, "drums"), RATE * 8, RATE)
    flute = render_part(part("flute", [Note(i * 2.0, 1.9, 72, 1.0) for i in range(4)]), RATE * 8, RATE)
    flatness = [float(librosa.feature.spectral_flatness(y=sound).mean()) for sound in (drums, flute)]
    assert flatness[0] > 3 * flatness[1]
    onsets = librosa.onset.onset_detect(y=drums, sr=RATE, units="time")
    assert 13 <= len(onsets) <= 19


def test_electronic_kits_decay():
    hit = render_part(part("808 kit", [Note(0.0, 0.2, 36, 1.0)], "drums"), RATE, RATE)
    assert rms(hit[RATE // 2 : RATE * 7 // 10]) < 0.2 * rms(hit[: RATE // 5])


def test_velocity_is_loudness():
    loud, soft = (render_part(part("grand piano", [Note(0.0, 1.0, 60, v)]), RATE, RATE) for v in (1.0, 0.3))
    assert 20 * np.log10(rms(loud) / rms(soft)) > 12


def test_styles_differ_in_loudness():
    levels = {
        style: np.median([20 * np.log10(rms(render(compose(s, seconds=5, style=style), RATE))) for s in range(6)])
        for style in ("metal", "ambient")
    }
    assert levels["metal"] > levels["ambient"] + 8


def test_tempo_shows_in_the_pulse_of_the_sound():
    def tempo(style):
        flux = []
        for seed in range(5):
            sound = render(compose(seed, seconds=8, style=style), RATE).mean(axis=0)
            strength = librosa.onset.onset_strength(y=sound, sr=RATE)
            flux.append((strength > 1.5 * strength.mean()).sum())
        return np.median(flux)

    assert tempo("punk") > 1.25 * tempo("reggae")


def test_mixes_are_whole_finite_and_unclipped():
    for seed in range(25):
        piece = compose([9, seed], seconds=4)
        mixed = mix(piece, RATE)
        assert mixed.audio.shape == (2, 4 * RATE)
        assert mixed.audio.dtype == np.float32
        assert np.isfinite(mixed.audio).all()
        assert np.abs(mixed.audio).max() < 0.9701
        assert abs(20 * np.log10(rms(mixed.audio)) - piece.loudness) < 2.5
        # The first sound comes within the first second and a half: a clip is cut out of running music.
        assert np.abs(mixed.audio[:, : RATE * 3 // 2]).max() > 0.003


def test_levels_follow_the_mix():
    piece = compose(2, seconds=5, style="rock")
    louder = replace(piece, parts=(replace(piece.parts[0], level=piece.parts[0].level + 12), *piece.parts[1:]))
    before, after = mix(piece, RATE).levels, mix(louder, RATE).levels
    assert after[0] - after[1] == pytest.approx(before[0] - before[1] + 12, abs=0.1)


def test_rendering_repeats_itself():
    piece = compose(11, seconds=3, style="soul")
    assert np.array_equal(render(piece, RATE), render(piece, RATE))


def test_soft_limit_leaves_quiet_sound_alone():
    quiet = np.linspace(-0.6, 0.6, 100, dtype=np.float32)
    assert np.array_equal(soft_limit(quiet), quiet)
    assert np.abs(soft_limit(quiet * 10)).max() < 0.9701


def test_recordings_get_worse_with_difficulty():
    clean = render(compose(3, seconds=3, style="folk"), RATE).mean(axis=0)
    distance = {}
    for name, level in DIFFICULTIES.items():
        errors = []
        for seed in range(12):
            heard = record(clean, RATE, np.random.default_rng(seed), level.damage)
            assert heard.shape == clean.shape
            assert heard.dtype == np.float32
            assert np.abs(heard).max() < 0.9701
            spectra = [
                np.log(1e-4 + np.abs(np.fft.rfft(x)[:20000]).reshape(-1, 50).mean(axis=1)) for x in (clean, heard)
            ]
            errors.append(np.abs(spectra[0] - spectra[1]).mean())
        distance[name] = np.mean(errors)
    assert distance["easy"] < distance["normal"] < distance["hard"]


def test_recordings_keep_the_number_of_channels():
    stereo = render(compose(3, seconds=1), RATE)
    assert record(stereo, RATE, np.random.default_rng(0), DIFFICULTIES["normal"].damage).shape == stereo.shape


def test_a_missing_soundfont_is_named(monkeypatch):
    sampler.soundfont_path.cache_clear()
    monkeypatch.setattr(sampler.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UserError, match="pip install pretty_midi"):
        sampler.soundfont_path()
    monkeypatch.undo()
    assert sampler.soundfont_path().is_file()


def test_importing_the_writers_stays_cheap():
    heavy = "{'tensorflow', 'keras', 'librosa', 'pretty_midi'}"
    code = f"import sys, paper_repro.sample.majorminer.writer; print({heavy} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
