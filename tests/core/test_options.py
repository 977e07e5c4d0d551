"""Options that exclude each other, or that no machine can give, are one line."""

import argparse
import importlib
import sys

import pytest

from paper_repro.core.command_line import add_options, options_of
from paper_repro.core.errors import UserError


def parsed(tmp_path, *words):
    parser = argparse.ArgumentParser()
    add_options(parser)
    folders = ("--out", str(tmp_path / "out"), "--runs", str(tmp_path / "runs"))
    return options_of(parser.parse_args([*folders, *words]))


def test_one_after_another_is_the_default(tmp_path):
    options = parsed(tmp_path)
    assert (options.workers, options.cluster, options.devices, options.searched) == (1, "", "auto", None)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--workers", "2", "--cluster", "tcp://a:1"), "give either. Received: tcp://a:1"),
        (("--workers", "2", "--devices", "all"), "--devices all is one training on all cards"),
        (("--devices", "both"), "must be auto, cpu, gpu:N or all. Received: 'both'"),
    ],
)
def test_options_that_cannot_be_followed(tmp_path, words, message):
    with pytest.raises(UserError, match=message):
        parsed(tmp_path, *words)


def test_without_dask_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    for name in ("cluster", "side_by_side"):
        monkeypatch.delitem(sys.modules, f"paper_repro.core.training.{name}", raising=False)
    with pytest.raises(UserError, match=r"pip install -e '.\[dask\]'"):
        importlib.import_module("paper_repro.core.training.side_by_side")
