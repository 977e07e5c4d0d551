"""Commands in docs/: what needs other machines is not run here, but every option exists and every script compiles."""

import ast
import re
import shlex
import subprocess

import pytest

from paper_repro import __main__ as command
from tests.conftest import PROJECT

FILES = sorted((PROJECT / "docs").glob("*.md"))


def lines(text):
    """Lines of code: of blocks, and in the text between backticks."""
    for block in re.findall(r"```\w*\n(.*?)```", text, flags=re.S):
        yield from block.splitlines()
    for line in re.sub(r"```.*?```", "", text, flags=re.S).splitlines():
        yield from re.findall(r"`([^`]+)`", line)


def commands(text, begin):
    """Words of each command that begins with ``begin``, without variables before it and comments behind it."""
    for line in lines(text):
        _, found, rest = line.partition(begin)
        if found and re.fullmatch(r"(\w+=\S+ +)*", line[: line.index(begin)]):
            yield shlex.split(rest.split("#")[0])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_options_exist(path):
    text = path.read_text(encoding="utf-8")
    found = list(commands(text, "python -m paper_repro "))
    assert found
    for words in found:
        words = [{"PAPER": "majorminer", "ROW": "musicnn_lstm"}.get(word, word) for word in words]
        words = ["2" if word == "N" else word for word in words]
        arguments = command._parser(words).parse_args(words)
        assert callable(arguments.work), words


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_make_targets_exist(path):
    for words in commands(path.read_text(encoding="utf-8"), "make "):
        done = subprocess.run(["make", *words, "--dry-run"], cwd=PROJECT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_scripts_compile(path):
    blocks = re.findall(r"```\w*\n(.*?)```", path.read_text(encoding="utf-8"), flags=re.S)
    for block in blocks:
        if re.match(r"(from|import) ", block):
            ast.parse(block)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_extras_exist(path):
    declared = (PROJECT / "setup.cfg").read_text(encoding="utf-8")
    for extra in re.findall(r"\.\[(\w+)\]", path.read_text(encoding="utf-8")):
        assert f"\n{extra} =\n" in declared


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_linked_files_exist(path):
    for link in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        assert link.startswith("https://") or (path.parent / link).exists(), link
