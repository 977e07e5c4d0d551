"""Files and folders on the command line: every sound once, and an error for what cannot be looked into."""

import os
from pathlib import Path

from paper_repro.listen.find import find


def touch(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_folders_are_searched_to_any_depth_and_each_file_is_found_once(tmp_path):
    touch(tmp_path, "b.mp3", "a.M4A", "notes.txt", "x/y/z.webm", "x/.hidden.wav", ".h/a.wav", "x/new\nline.wav")
    (tmp_path / "loop").symlink_to(tmp_path)
    odd = os.fsdecode(b"caf\xe9.wav")
    touch(tmp_path, odd)
    found, errors = find([tmp_path / "x", tmp_path, tmp_path / "notes.txt", tmp_path / "absent.wav"])
    names = [path.relative_to(tmp_path).as_posix() for path in found]
    assert names == ["x/new\nline.wav", "x/y/z.webm", "a.M4A", "b.mp3", odd, "notes.txt", "absent.wav"]
    assert errors == []


def test_folders_without_sound_and_closed_ones_are_errors(tmp_path, monkeypatch):
    touch(tmp_path, "empty/notes.txt", "music/a.wav", "music/closed/b.wav")
    listed = os.scandir

    def scandir(path):
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found, errors = find([tmp_path / "empty", tmp_path / "music"])
    assert [path.name for path in found] == ["a.wav"]
    assert [error.reason for error in errors] == ["no sound file", "closed folder"]
    assert "closed: cannot be listed (Permission denied)" in str(errors[1])
