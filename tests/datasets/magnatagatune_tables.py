"""Hand-written MagnaTagATune folders, byte for byte in the published conventions."""

from paper_repro.datasets.magnatagatune import TAGS

#: Three clips, one in each part of the split. The last has no tag.
ROWS = (
    ("2", ("guitar", "rock"), "0/ann-first-01-song-0-29.mp3"),
    ("7", ("guitar",), "c/bob-second-02-song-29-58.mp3"),
    ("9", (), "f/ann-first-01-song-29-58.mp3"),
)
HEADER = ("clip_id", *TAGS, "mp3_path")


def cells(clip_id, tags, mp3_path):
    return (clip_id, *("1" if tag in tags else "0" for tag in TAGS), mp3_path)


def table(rows, header=HEADER, end="\r\n"):
    """Bytes as published: TAB between cells, each in quotes, CRLF."""
    return "".join("\t".join(f'"{cell}"' for cell in row) + end for row in (header, *rows)).encode()


def corpus(root, content=None, rows=ROWS, name="annotations_final.csv", sound=True):
    root.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(table([cells(*row) for row in rows]) if content is None else content)
    for _, _, mp3_path in rows if sound else ():
        (root / mp3_path).parent.mkdir(exist_ok=True)
        (root / mp3_path).write_bytes(b"x")
    return root
