"""A csv of one's own: what its lines mean, and the one line for each that cannot be used."""

import pytest

from paper_repro.core.errors import UserError
from paper_repro.datasets.own_labels import SHARES, hashed_parts, load


@pytest.fixture
def write(tmp_path):
    """Writes a csv beside empty files ``a.wav`` to ``d.wav`` and ``sub/e.wav``."""
    (tmp_path / "sub").mkdir()
    for name in ("a.wav", "b.wav", "c.wav", "d.wav", "sub/e.wav", "with, comma.wav"):
        (tmp_path / name).touch()

    def written(content):
        path = tmp_path / "my.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


def test_lines_are_clips_relative_to_the_csv(write, tmp_path, monkeypatch):
    path = write("path,tags,mood\na.wav,rock| guitar ;rock,glad\nsub/e.wav,,\n" + f"{tmp_path / 'b.wav'},hip  hop,\n")
    monkeypatch.chdir("/")
    found = load(path)
    assert [clip.tags for clip in found.clips] == [("rock", "guitar"), (), ("hip hop",)]
    assert [clip.file for clip in found.clips] == [tmp_path / "a.wav", tmp_path / "sub" / "e.wav", tmp_path / "b.wav"]
    assert [clip.group for clip in found.clips] == [clip.key for clip in found.clips]
    assert not found.refused
    assert (found.grouped, found.split_given) == (False, False)
    assert found.tags() == ["guitar", "hip hop", "rock"]


@pytest.mark.parametrize(
    "content",
    [
        "Tags;Path;Group\nrock,pop;a.wav;X\n",
        'path\ttags\tgroup\na.wav\t"rock,pop"\tX\n',
        '\ufeff"group","path","tags"\r\nX,a.wav,"rock,pop"\r\n',
    ],
)
def test_as_spreadsheets_of_several_countries_write_it(write, content):
    (clip,) = load(write(content)).clips
    assert (clip.key, clip.tags, clip.group) == ("a.wav", ("rock,pop",), "X")


def test_each_line_that_cannot_be_used_is_refused_and_the_rest_goes_on(write):
    content = (
        "path,tags,split,group\na.wav,rock,train,X\nnowhere.wav,rock,train,X\n./a.wav,pop,test,Y\nb.wav,pop,dev,Y\n"
        ",pop,test,Y\nsub,pop,test,Y\nc.wav,pop,Validation,Y\nwith, comma.wav,pop,test,Y\nd.wav,rock\n\n"
    )
    found = load(write(content))
    assert [(clip.key, clip.part, clip.group) for clip in found.clips] == [
        ("a.wav", "train", "X"), ("c.wav", "valid", "Y"),
    ]  # fmt: skip
    assert [(refusal.item, refusal.reason) for refusal in found.refused] == [
        ("nowhere.wav", "unknown file"),
        ("./a.wav", "duplicate path"),
        ("b.wav", "unknown split"),
        ("line 6", "no path"),
        ("sub", "unknown file"),
        ("line 9", "wrong number of cells"),
        ("d.wav", "unknown split"),
    ]
    assert "my.csv line 3: no such file beside my.csv. Received: " in found.refused[0].detail
    assert "my.csv line 4: this file has line 2. Received: './a.wav'." in found.refused[1].detail
    assert "split must be train, valid or test. Received: 'dev'." in found.refused[2].detail
    assert found.split() == {"train": ["a.wav"], "valid": ["c.wav"], "test": []}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty; it needs a line with the columns path and tags"),
        (" \n\n", "is empty"),
        ("path,tags\n", "none of 0 lines can be used; it has a header alone"),
        ("file,tags\na.wav,rock\n", "must name the columns path and tags.* Received: 'file,tags'"),
        ("path,tags,tags\na.wav,rock,pop\n", "column 'tags' comes more than once"),
        ("path,tags\nx.wav,rock\ny.wav,pop\n", "none of 2 lines can be used; the first: .*my.csv line 2: no such file"),
        ("path,tags\na.wav,r\xfcck\n".encode("latin-1"), r"line 2: not UTF-8 \(byte 0xfc\); save it as UTF-8 \(Excel"),
        ("path,tags\na.wav,rock\n".encode("utf-16"), "not UTF-8 but UTF-16"),
        ('path,tags\n"a.wav,rock\n', "my.csv line 2: .*correct the quotes"),
        (b"\x00\x01\x02\x89PNG", "must name the columns|not UTF-8"),
    ],
)
def test_a_csv_that_cannot_be_used_is_one_line(write, content, message):
    with pytest.raises(UserError, match=message):
        load(write(content))


def test_no_csv_is_one_line(tmp_path):
    for path in (tmp_path, tmp_path / "absent.csv"):
        with pytest.raises(UserError, match="no such file; give a csv with the columns path and tags"):
            load(path)


def test_groups_stay_together_and_few_clips_move_few():
    groups = [f"artist {number % 40}" for number in range(200)]
    parts = hashed_parts(groups)
    by_group = {group: {part for part, other in zip(parts, groups, strict=True) if other == group} for group in groups}
    assert all(len(found) == 1 for found in by_group.values())
    for part, share in SHARES.items():
        assert parts.count(part) == pytest.approx(200 * share, abs=5)
    more = hashed_parts([*groups, "one more"])
    assert sum(a != b for a, b in zip(parts, more, strict=False)) <= 10
    assert hashed_parts(groups[::-1]) == parts[::-1]
