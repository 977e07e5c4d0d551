"""Escaped file names: printable as UTF-8, on one line, and unchanged where nothing has to be escaped."""

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_repro.core.errors import Refusal, UserError
from paper_repro.core.printable import printable
from paper_repro.core.reporting.formats import encodable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain name.mp3", "plain name.mp3"),
        ("Björk – 音楽.mp3", "Björk – 音楽.mp3"),
        ("C:\\music", "C:\\music"),
        (os.fsdecode(b"caf\xe9.mp3"), "caf\\udce9.mp3"),
        (os.fsdecode(b"\x9b") + "\x9b", "\\udc9b\\x9b"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\x00\x1b[31m", "\\x00\\x1b[31m"),
        ("\ud800", "\\ud800"),
        ("line\u2028break", "line\\u2028break"),
        ("\u202egpj.exe", "\\u202egpj.exe"),
        ("\ufeffid", "\\ufeffid"),
    ],
)
def test_escapes_only_what_cannot_be_printed(text, expected):
    assert printable(text) == expected


@given(st.binary(max_size=40))
def test_any_file_name_is_one_line_of_utf_8(name):
    shown = printable(os.fsdecode(name))
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert len(shown.splitlines()) <= 1


def test_errors_and_refusals_can_be_printed():
    name = os.fsdecode(b"caf\xe9\n.mp3")
    refusal = Refusal(name, "unreadable", f"{name}: damaged")
    assert (refusal.item, refusal.detail) == ("caf\\udce9\\n.mp3", "caf\\udce9\\n.mp3: damaged")
    assert str(UserError(f"{name}: no such file.")) == "caf\\udce9 .mp3: no such file."


@given(st.binary(min_size=1, max_size=40))
def test_a_name_is_escaped_alike_in_errors_tables_and_json(content):
    name = os.fsdecode(content)
    surrogates = "".join(character for character in name if "\ud800" <= character <= "\udfff")
    in_json = json.dumps(surrogates)[1:-1]
    assert printable(surrogates) == encodable(surrogates) == in_json
    assert os.fsencode(json.loads(f'"{in_json}"')) == os.fsencode(surrogates)
