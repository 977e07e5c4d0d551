"""The registry of sample corpora: names, lazy imports, arguments, the cache folder, loaders for all."""

import subprocess
import sys

import pytest

from paper_repro import sample
from paper_repro.core.errors import UserError
from paper_repro.datasets import REGISTRY as LOADERS
from paper_repro.sample import registry
from paper_repro.sample.registry import COMPOSED, REGISTRY


def imported_by(statement):
    code = f"import sys; {statement}; print(*sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split("\n")[-2].split())


def rendering(modules):
    """The modules of writers and of the music engine, but for the settings that the difficulties hold."""
    rooms = tuple(f"paper_repro.sample.{entry.module.split('.')[0]}" for entry in REGISTRY.values())
    return {
        name
        for name in modules
        if name.startswith((*rooms, "paper_repro.sample.music.")) and not name.endswith(".degradation")
    }


@pytest.mark.parametrize("paper", ["majorminer", "magnatagatune", "musiccaps", "cal500exp", "songtitle"])
def test_a_paper_does_not_import_the_writers(paper):
    assert rendering(imported_by(f"import paper_repro.{paper}.data")) == set()


def test_the_package_imports_neither_writers_nor_audio_libraries():
    modules = imported_by("import paper_repro.sample")
    assert rendering(modules) == set()
    assert not {"joblib", "soundfile", "numpy", "h5py", "PIL"} & modules


def test_every_corpus_has_a_loader():
    registry.check_loaders(LOADERS)
    assert set(REGISTRY) >= COMPOSED


def test_a_writer_without_a_loader_is_named():
    with pytest.raises(ValueError, match="without a loader: toy;"):
        registry.check_loaders(LOADERS, names=[*sample.NAMES, "toy"])


def test_an_unknown_name_is_named(tmp_path):
    for call in (
        lambda: sample.write("jamendo", tmp_path / "new", clips=2),
        lambda: sample.default_corpus("jamendo", 2),
    ):
        with pytest.raises(UserError, match=r"sample corpus must be one of majorminer.*'jamendo'"):
            call()
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"clips": 0, "seed": 1}, "clips must be 1 or more, received 0"),
        ({"clips": 5, "seed": -1}, "seed must be 0 or more, received -1"),
        ({"clips": 5, "seed": 1, "difficulty": "brutal"}, "easy, normal, hard, received 'brutal'"),
        ({"clips": 5, "seed": 1, "jobs": 0}, "jobs must be 1 or more, received 0"),
    ],
)
@pytest.mark.parametrize("name", sample.NAMES)
def test_unusable_arguments_are_named(tmp_path, name, arguments, message):
    with pytest.raises(UserError, match=message):
        sample.write(name, tmp_path / "new", **arguments)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["majorminer", "musiccaps", "songtitle"])
def test_the_default_corpus_lies_in_the_cache_under_its_generator(tmp_path, monkeypatch, name):
    monkeypatch.setenv("PAPER_REPRO_CACHE", str(tmp_path))
    root = sample.default_corpus(name, 1)
    assert root == tmp_path / "sample" / f"{name}-1-s1-g{REGISTRY[name].generator}"
    assert sample.is_sample(root)
    labelled = "players" if name == "majorminer" else "annotators"
    assert sample.source_of(root, "MajorMiner") == (
        f"sample corpus (rendered music, simulated {labelled}): 1 clips, seed 1, difficulty normal"
    )


def test_real_data_are_named_by_their_folder(tmp_path):
    assert not sample.is_sample(tmp_path)
    assert sample.source_of(tmp_path, "MusicCaps as published") == f"MusicCaps as published in {tmp_path.name}/"


def test_a_new_part_is_a_new_generator_of_the_whole():
    parts = ("conceptual_captions", "msd", "fma")
    assert REGISTRY["songtitle"].generator == sum(REGISTRY[name].generator for name in parts) - 2
