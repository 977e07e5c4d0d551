"""The captions loader: both tables, how images are found, and every way in which either can be wrong."""

import pytest
from PIL import Image

from paper_repro.core.errors import UserError
from paper_repro.datasets import conceptual_captions
from paper_repro.datasets.conceptual_captions import Picture

TSV = "Validation_GCC-1.1.0-Validation.tsv"
LINES = [
    "author : a life in photography\thttps://i.example.com/736x/66/first.jpg",
    "an angler fishes .\thttp://www.example.net/image/1.jpg?w=5#top",
    "a sign\thttp://example.org/1.jpg",
    "the end\thttp://example.org/",
]


def picture(path, size=(4, 3), **how):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, "red").save(path, **how)
    return path


WRITTEN = "\n".join(LINES) + "\n"


def corpus(root, text=WRITTEN, images=(), table=TSV):
    root.mkdir(exist_ok=True)
    (root / table).write_bytes(text if isinstance(text, bytes) else text.encode())
    for name in images:
        picture(root / "images" / name)
    return root


def refusals(found):
    return {(refusal.item, refusal.reason) for refusal in found.refused}


def test_captions_without_any_image(tmp_path):
    data = conceptual_captions.load(corpus(tmp_path))
    assert data.captions == ("author : a life in photography", "an angler fishes .", "a sign", "the end")
    assert data.pictures[1] == Picture(
        "00000001", ("an angler fishes .",), TSV, "http://www.example.net/image/1.jpg?w=5#top", None
    )
    assert data.missing == tuple(f"{TSV}:0000000{row}" for row in range(4))
    assert data.with_image == data.refused == ()
    report = conceptual_captions.validate(tmp_path)
    assert report.counts == {
        "images": 4, "images without a file": 4, "captions": 4, "distinct captions": 4, "words": 14,
        "fewest words of a caption": 2, "most words of a caption": 6, "distinct words": 13,
        "images that can be used": 0, "images above 400 pixels on both sides": 0,
    }  # fmt: skip
    assert refusals(report) == {(name, "no image file") for name in data.missing}


@pytest.mark.parametrize("text", [
    "\ufeff" + "\n".join(LINES), "\r\n".join(LINES) + "\r\n", "\n".join(LINES),
    "\n".join(f"  {line.replace(' ', '  ')} " for line in LINES),
], ids=["byte order mark", "CRLF", "no last line end", "blanks"])  # fmt: skip
def test_the_same_rows_however_they_are_written(tmp_path, text):
    plain = conceptual_captions.load(corpus(tmp_path / "plain"))
    assert conceptual_captions.load(corpus(tmp_path / "other", text)).pictures == plain.pictures


def test_quotes_and_odd_line_separators_are_part_of_a_caption(tmp_path):
    data = conceptual_captions.load(corpus(tmp_path, 'say "hi\thttp://a/b\nnext\x85line\u2028here\thttp://a/c\n'))
    assert data.captions == ('say "hi', "next line here")


def test_images_go_by_row_and_else_by_the_last_part_of_their_url(tmp_path):
    # 1.jpg ends two urls, and so names neither.
    data = conceptual_captions.load(corpus(tmp_path, images=["00000002.png", "first.jpg", "1.jpg"]))
    images = tmp_path / "images"
    assert [one.image for one in data.pictures] == [images / "first.jpg", None, images / "00000002.png", None]
    assert [(one.image.name, one.captions) for one in data.with_image] == [
        ("first.jpg", ("author : a life in photography",)), ("00000002.png", ("a sign",)),
    ]  # fmt: skip
    assert refusals(data) == {("images/1.jpg", "no row")}
    assert data.missing == (f"{TSV}:00000001", f"{TSV}:00000003")


def test_second_files_are_named(tmp_path):
    names = ["00000000.jpg", "00000000.png", "first.jpg", "00000004.jpg", "holiday.gif"]
    data = conceptual_captions.load(corpus(tmp_path, images=names))
    assert [one.image.name for one in data.with_image] == ["00000000.jpg"]
    assert refusals(data) == {
        ("images/00000000.png", "second file"), ("images/first.jpg", "second file"),
        ("images/00000004.jpg", "no row"), ("images/holiday.gif", "no row"),
    }  # fmt: skip
    assert {refusal.detail for refusal in data.refused} == {"images/00000000.jpg is used", "no table names it"}


def test_a_url_that_ends_in_another_rows_number_names_nothing(tmp_path):
    text = "a b\thttp://a/00000001.jpg\nc d\thttp://a/x.jpg\n"
    data = conceptual_captions.load(corpus(tmp_path, text, ["00000001.jpg"]))
    assert [one.captions for one in data.with_image] == [("c d",)]
    assert data.refused == ()


def test_several_tables_have_a_folder_each(tmp_path):
    corpus(tmp_path, images=["00000000.jpg", "Train_GCC-training/00000000.jpg"])
    corpus(tmp_path, "a train\thttp://a/t.jpg\n", table="Train_GCC-training.tsv")
    data = conceptual_captions.load(tmp_path)
    assert [(one.table, one.name) for one in data.with_image] == [("Train_GCC-training.tsv", "00000000")]
    assert len(data.pictures) == 5
    # With one table left its images may be in either place.
    (tmp_path / "Train_GCC-training.tsv").unlink()
    assert [one.image for one in conceptual_captions.load(tmp_path).with_image] == [
        tmp_path / "images" / "00000000.jpg"
    ]


def test_a_csv_with_several_captions_an_image(tmp_path):
    text = 'image,caption\na.jpg,One dog .\nb.jpg,"Two, and ""more"""\n\na.jpg, Again  a dog\nc.jpg,Gone .\n'
    data = conceptual_captions.load(corpus(tmp_path, text, ["a.jpg", "b.jpg", "d.jpg"], "captions.txt"))
    images = tmp_path / "images"
    assert data.pictures == (
        Picture("a.jpg", ("One dog .", "Again a dog"), "captions.txt", image=images / "a.jpg"),
        Picture("b.jpg", ('Two, and "more"',), "captions.txt", image=images / "b.jpg"),
        Picture("c.jpg", ("Gone .",), "captions.txt"),
    )
    assert data.missing == ("captions.txt:c.jpg",)
    assert refusals(data) == {("images/d.jpg", "no row")}


@pytest.mark.parametrize("name", ["captions.csv", "results.csv", "captions.txt"])
def test_a_csv_is_known_by_its_header(tmp_path, name):
    corpus(tmp_path, "image,caption\n../../etc/passwd.jpg,A file .\n", ["a.jpg"], name)
    (tmp_path / "credits.csv").write_text("image,author\na.jpg,me\n")
    (tmp_path / "notes.txt").write_text("nothing")
    data = conceptual_captions.load(tmp_path)
    assert (data.captions, data.with_image) == (("A file .",), ())


def test_any_tsv_but_another_sets(tmp_path):
    assert conceptual_captions.load(corpus(tmp_path / "a", table="mine.tsv")).captions[2] == "a sign"
    with pytest.raises(UserError, match="looks like majorminer, not conceptual_captions"):
        conceptual_captions.load(corpus(tmp_path / "b", table="majorminer_crawl_2014.tsv"))


def test_rows_that_cannot_be_are_refused_and_keep_their_number(tmp_path):
    lines = [f"caption {row}\thttp://a/{row}.png" for row in range(300)]
    lines[5], lines[6], lines[7], lines[8] = "no tab here", "a\tb\tc", " \thttp://a/7.png", ""
    data = conceptual_captions.load(corpus(tmp_path, "\n".join(lines[:8] + lines[9:]), ["00000008.jpg"]))
    assert refusals(data) == {
        (f"{TSV} line 6", "no tab"), (f"{TSV} line 7", "more than one tab"), (f"{TSV} line 8", "empty caption"),
    }  # fmt: skip
    assert "Received: 'no tab here'" in data.refused[0].detail
    assert len(data.pictures) == 296
    assert [one.captions for one in data.with_image] == [("caption 9",)]


@pytest.mark.parametrize(("broken", "refused"), [(3, False), (4, True)])
def test_more_than_a_hundredth_of_broken_rows_is_another_file(tmp_path, broken, refused):
    lines = ["words"] * broken + ["a caption\thttp://a/b.jpg"] * (300 - broken)
    root = corpus(tmp_path, "\n".join(lines[::-1]))
    if not refused:
        assert len(conceptual_captions.load(root).pictures) == 297
        return
    with pytest.raises(UserError, match=r"line 297: caption<TAB>url expected, and 4 of 300 rows .*'words'"):
        conceptual_captions.load(root)


@pytest.mark.parametrize(("table", "text", "words"), [
    (TSV, "", "has no row with a caption"),
    (TSV, "a b\thttp://a\nein caf\xe9\thttp://b\n".encode("latin-1"), r"line 2: not UTF-8 \(byte 0xe9\); "),
    (TSV, "image,caption\na.jpg,b\n", "line 1: caption<TAB>url expected, and 2 of 2 rows"),
    ("captions.txt", "image,caption\na.jpg,gr\xfcn\n".encode("latin-1"), "line 2: not UTF-8"),
    ("captions.txt", "image,caption\n", "has no row with a caption"),
    ("captions.txt", "name,words\na.jpg,b\n", "line 1: header must be image,caption. Received: 'name,words'"),
    ("captions.txt", "image,caption\na.jpg,b\nc.jpg,d,e\n", "line 3: 2 cells expected. Received: 3"),
    ("captions.txt", 'image,caption\na.jpg,"b\n', "line 2: unexpected end of data; correct the quotes"),
])  # fmt: skip
def test_what_is_no_such_table_is_one_line_that_says_where(tmp_path, table, text, words):
    with pytest.raises(UserError, match=words) as caught:
        conceptual_captions.load(corpus(tmp_path, text, table=table))
    assert str(caught.value).startswith(str(tmp_path / table))
    assert "\n" not in str(caught.value)


def test_csv_rows_without_a_name_or_a_caption_are_refused(tmp_path):
    text = "image,caption\na.jpg,\n,A dog .\na.jpg,One .\n"
    data = conceptual_captions.load(corpus(tmp_path, text, table="captions.txt"))
    assert refusals(data) == {("captions.txt line 2", "empty caption"), ("captions.txt line 3", "no image named")}
    assert all(len(refusal.detail) > 2 for refusal in data.refused)  # what the row does have, in quotes
    assert data.captions == ("One .",)


def test_validate_opens_every_image(tmp_path):
    names = [f"{row:08d}" for row in range(7)]
    corpus(tmp_path, "\n".join(f"number {name}\thttp://a/{name}" for name in names))
    images = tmp_path / "images"
    picture(images / "00000000.jpg", (401, 402))
    picture(images / "00000001.jpg", (400, 402))
    picture(images / "00000002.gif", (1, 1))
    (images / "00000003.jpg").write_text("<html>gone</html>")
    (images / "00000004.jpg").write_bytes(b"")
    Image.new("1", (20_000, 20_000)).save(images / "00000005.png")
    Image.new("CMYK", (9, 9)).save(images / "00000006.jpg")
    report = conceptual_captions.validate(tmp_path)
    assert refusals(report) == {
        ("images/00000002.gif", "too small"), ("images/00000003.jpg", "unreadable"),
        ("images/00000004.jpg", "empty"), ("images/00000005.png", "too large"),
    }  # fmt: skip
    assert report.counts["images that can be used"] == 3
    assert report.counts["images above 400 pixels on both sides"] == 1
