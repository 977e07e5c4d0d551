"""Sound in a format that is not read is named as that, not as missing; each item is still used or refused once."""

import pytest

from paper_repro import datasets
from paper_repro.core.errors import UserError
from tests.datasets import tiny

#: Data set -> the file that is renamed, and the item that is refused for it.
SOUNDS = {
    "majorminer": ("clips/b.wav", "b"),
    "musiccaps": (f"audio/{tiny.YTID}.wav", tiny.YTID),
    "magnatagatune": ("c/bob-b-0-29.mp3", "c/bob-b-0-29.mp3"),
    "cal500exp": ("mp3/bjrk-joga.mp3", "bjrk-joga"),
    "fma": ("fma_small/000/000005.mp3", "000/000005.mp3"),
}


def renamed(root, name, extension):
    tiny.write(root, name)
    sound, item = SOUNDS[name]
    path = root / sound
    path.rename(path.with_suffix(extension))
    return path.with_suffix(extension).name, item


def without_sound(report):
    return [each for each in report.refused if each.reason in ("no sound file", "format not readable")]


@pytest.mark.parametrize("name", SOUNDS)
@pytest.mark.parametrize("extension", [".m4a", ".webm", ".MP4", ".aac"])
def test_a_format_that_is_not_read_is_the_reason(name, extension, tmp_path):
    file, item = renamed(tmp_path, name, extension)
    (refusal,) = without_sound(datasets.dataset(name).validate(tmp_path))
    assert (refusal.item, refusal.reason) == (item, "format not readable")
    assert refusal.detail.startswith(f"{file} is there; convert it to ")


@pytest.mark.parametrize("name", SOUNDS)
def test_a_text_beside_is_no_sound(name, tmp_path):
    _, item = renamed(tmp_path, name, ".txt")
    (refusal,) = without_sound(datasets.dataset(name).validate(tmp_path))
    assert (refusal.item, refusal.reason) == (item, "no sound file")


@pytest.mark.parametrize("name", SOUNDS)
def test_counts_are_those_of_a_missing_file(name, tmp_path):
    renamed(tmp_path / "other", name, ".m4a")
    renamed(tmp_path / "missing", name, ".txt")
    other, missing = (datasets.dataset(name).validate(tmp_path / folder) for folder in ("other", "missing"))
    assert other.counts == missing.counts
    assert len(other.refused) == len(missing.refused)


@pytest.mark.parametrize("name", SOUNDS)
def test_a_readable_file_is_preferred(name, tmp_path):
    tiny.write(tmp_path, name)
    path = tmp_path / SOUNDS[name][0]
    path.with_suffix(".m4a").write_bytes(path.read_bytes())
    assert without_sound(datasets.dataset(name).validate(tmp_path)) == []


@pytest.mark.parametrize("name", ["magnatagatune", "fma"])
def test_where_mp3_alone_is_read(name, tmp_path):
    file, _ = renamed(tmp_path, name, ".wav")
    (refusal,) = without_sound(datasets.dataset(name).validate(tmp_path))
    assert (refusal.reason, refusal.detail) == ("format not readable", f"{file} is there; convert it to mp3")


@pytest.mark.parametrize("name", ["majorminer", "magnatagatune"])
def test_a_folder_without_any_other(name, tmp_path):
    tiny.write(tmp_path, name)
    for path in [path for path in tmp_path.rglob("*") if path.suffix in (".mp3", ".wav")]:
        path.rename(path.with_suffix(".m4a"))
    with pytest.raises(UserError, match=r"[23] are there in a format not readable, such as .*\.m4a; convert them to "):
        datasets.dataset(name).load(tmp_path)


def test_a_sound_of_cal500exp_whose_name_has_its_letters(tmp_path):
    renamed(tmp_path, "cal500exp", ".m4a")
    (tmp_path / "mp3" / "bjrk-joga.m4a").rename(tmp_path / "mp3" / "björk-joga.m4a")
    (refusal,) = without_sound(datasets.dataset("cal500exp").validate(tmp_path))
    assert refusal.detail.startswith("björk-joga.m4a is there")


def test_an_excerpt_of_musiccaps(tmp_path):
    renamed(tmp_path, "musiccaps", ".m4a")
    (tmp_path / "audio" / f"{tiny.YTID}.m4a").rename(tmp_path / f"[{tiny.YTID}]-[0-1].webm")
    (refusal,) = without_sound(datasets.dataset("musiccaps").validate(tmp_path))
    assert refusal.detail.startswith(f"[{tiny.YTID}]-[0-1].webm is there")
