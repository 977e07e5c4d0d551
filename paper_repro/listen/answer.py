"""An answer as plain data: what every format prints, and what is kept of a file that is done."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from paper_repro.core.listening.heard import Heard
from paper_repro.core.listening.listener import Listener
from paper_repro.core.printable import printable

Answer = dict[str, Any]


def answer(path: Path, heard: Heard, listener: Listener, top: int, every: float | None) -> Answer:
    """What a network says of a file.

    Args:
        path: of the file.
        heard: what was heard.
        listener: by which network.
        top: tags that are kept, of the whole and of each stretch.
        every: seconds of a stretch of the timeline; None: none.
    """
    found: Answer = {
        "file": str(path),
        "model": listener.name,
        "seconds": round(heard.seconds, 3),
        "windows": len(heard.starts),
        "says": listener.text(heard),
    }
    if heard.names:
        found["tags"] = _rounded(heard.top(top))
    if heard.best:
        found["best"] = [{"text": text, "score": round(score, 6)} for text, score in heard.best[:top]]
    if every is not None:
        found["timeline"] = [
            {
                "start": round(moment.start, 3),
                "end": round(moment.end, 3),
                **({"tags": _rounded(dict(list(moment.tags.items())[:top]))} if heard.names else {}),
                **({"text": moment.text} if moment.text else {}),
            }
            for moment in heard.timeline(every)
        ]
    return found


def _rounded(tags: Mapping[str, float]) -> dict[str, float]:
    return {tag: round(score, 6) for tag, score in tags.items()}


def lines(answers: Iterable[Answer], form: str) -> Iterator[str]:
    """The text of a format, piece by piece: all of it joined is a document. An answer's text comes with the answer."""
    yield from _WRITERS[form](answers)


def _table(answers: Iterable[Answer]) -> Iterator[str]:
    for one in answers:
        text = f"{printable(one['file'])}: {one['says']}\n"
        for moment in one.get("timeline", ()):
            said = moment.get("text") or ", ".join(
                f"{tag} {score:.2f}" for tag, score in moment.get("tags", {}).items()
            )
            text += f"  {clock(moment['start'])}-{clock(moment['end'])}  {said}\n"
        yield text


def _jsonl(answers: Iterable[Answer]) -> Iterator[str]:
    # Escaped to ASCII: file names that are not UTF-8 can be read back.
    return (json.dumps(one) + "\n" for one in answers)


def _json(answers: Iterable[Answer]) -> Iterator[str]:
    before = "["
    for one in answers:
        yield f"{before}\n{json.dumps(one, indent=1)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def _csv(answers: Iterable[Answer]) -> Iterator[str]:
    """A row a tag, or a text, of the whole file (``part`` is ``file``), then of each stretch of the timeline."""
    yield _row("file", "part", "start", "end", "tag", "score")
    for one in answers:
        whole = {"start": 0.0, "end": one["seconds"], **one}
        rows = []
        for part, moment in [("file", whole), *(("stretch", moment) for moment in one.get("timeline", ()))]:
            place = (printable(one["file"]), part, moment["start"], moment["end"])
            rows += [_row(*place, tag, score) for tag, score in moment.get("tags", {}).items()]
            rows += [_row(*place, each["text"], each["score"]) for each in moment.get("best", ())]
            rows += [_row(*place, moment["text"], "")] if moment.get("text") else []
        yield "".join(rows)


_WRITERS: Mapping[str, Callable[[Iterable[Answer]], Iterator[str]]] = {
    "table": _table, "json": _json, "jsonl": _jsonl, "csv": _csv,
}  # fmt: skip


def _row(*cells: object) -> str:
    return ",".join(_cell(str(cell)) for cell in cells) + "\n"


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(letter in text for letter in ',"\n\r') else text


def clock(seconds: float) -> str:
    """Minutes and seconds, as players show them.

    Example:
        >>> clock(75.2), clock(0), clock(3_671)
        ('1:15', '0:00', '1:01:11')
    """
    hours, rest = divmod(int(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
