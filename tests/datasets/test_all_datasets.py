"""Shared tests of all data sets: the interface of their modules, their sample corpora, and folders they must refuse."""

import dataclasses
import doctest
import importlib
import inspect
import pkgutil
import subprocess
import sys

import pytest

from paper_repro import datasets, sample
from paper_repro.core.errors import UserError
from paper_repro.datasets import NAMES, REGISTRY
from paper_repro.datasets.recognise import recognise
from paper_repro.datasets.report import Report
from tests.datasets import tiny

#: Clips of a sample corpus: few, because each is rendered and decoded.
CLIPS = 4


@pytest.fixture(params=NAMES)
def module(request):
    return datasets.dataset(request.param)


def modules_below(package):
    return [package.__name__, *(info.name for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."))]


def test_interface(module):
    assert module.__name__.rpartition(".")[2] == module.NAME
    for label in ("CITATION", "LICENCE", "HOME_PAGE", "LAYOUT"):
        assert len(getattr(module, label)) > 10, label
    assert module.HOME_PAGE.startswith("http")
    assert module.OFFERS
    assert len({each.name for each in module.OFFERS}) == len(module.OFFERS)
    for each in module.OFFERS:
        assert each.url.startswith("http")
        # How many or how large: in digits, or why not.
        assert (
            any(letter.isdigit() for letter in each.size) or "not published" in each.size or "as you have" in each.size
        )
        assert all((each.what, each.terms, each.place))
    assert isinstance(module.MARKS, tuple)
    assert all(isinstance(mark, str) and not mark.startswith(("/", "..")) for mark in module.MARKS)
    assert module.MARKS
    for function in (module.load, module.validate):
        assert next(iter(inspect.signature(function).parameters)) == "root"
        assert inspect.getdoc(function)
    assert doctest.DocTestParser().get_examples(module.__doc__), "its docstring needs an Example"


@pytest.mark.parametrize("name", modules_below(datasets))
def test_examples_in_docstrings(name, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_importing_the_package_imports_no_loader():
    heavy = ["pandas", "numpy", "soundfile", "h5py", *(f"paper_repro.datasets.{name}" for name in NAMES)]
    code = f"import sys; import paper_repro.datasets; print([name for name in {heavy!r} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"


def test_registry_is_a_mapping_of_all_names():
    assert tuple(REGISTRY) == NAMES
    assert len(REGISTRY) == len(NAMES)
    assert REGISTRY["fma"] is datasets.dataset("fma")
    assert "holiday" not in REGISTRY
    with pytest.raises(KeyError):
        REGISTRY["os"]
    with pytest.raises(UserError, match=r"data set must be one of majorminer, .* Received: 'holiday'"):
        datasets.dataset("holiday")


NEW_DATASET = '''
"""A toy."""
from paper_repro.datasets.folder import existing_folder
from paper_repro.datasets.recognise import refuse_other
from paper_repro.datasets.report import Report
NAME, CITATION, LICENCE, HOME_PAGE = "toy", "Nobody. Nothing. 2026.", "public domain", "http://localhost"
LAYOUT = "toy.json"
OFFERS = ()
MARKS = ("toy.json",)
def load(root):
    root = existing_folder(root, LAYOUT)
    refuse_other(root, NAME, LAYOUT)
    return (root / "toy.json").read_text()
def validate(root):
    return Report({"clips": len(load(root))})
'''


def test_a_new_data_set_needs_one_module_and_one_name(tmp_path, monkeypatch, capsys):
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "toy.py").write_text(NEW_DATASET)
    monkeypatch.setattr(datasets, "__path__", [*datasets.__path__, str(tmp_path / "modules")])
    monkeypatch.setattr(datasets, "NAMES", (*NAMES, "toy"))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "toy.json").write_text("abc")
    try:
        assert recognise(tmp_path / "data") == "toy"
        assert REGISTRY["toy"].validate(tmp_path / "data").counts == {"clips": 3}
        with pytest.raises(UserError, match="looks like toy, not fma"):
            REGISTRY["fma"].load(tmp_path / "data")
    finally:
        sys.modules.pop("paper_repro.datasets.toy", None)


@pytest.mark.parametrize("name", [name for name in NAMES if name in sample.NAMES])
def test_it_reads_its_sample_corpus(name, tmp_path):
    module = datasets.dataset(name)
    sample.write(name, tmp_path / "sample", clips=CLIPS, seed=3)
    assert recognise(tmp_path / "sample") == name
    report = module.validate(tmp_path / "sample")
    # The table of FMA lists tracks of larger sets too, which have no sound.
    counted = "tracks with a sound file" if name == "fma" else getattr(module, "UNIT", "clips")
    assert report.counts[counted] == CLIPS
    assert isinstance(report, Report)
    assert module.load(tmp_path / "sample")


def test_only_what_cannot_be_rendered_has_no_sample():
    """Real tunes, one's own songs, and published features: nobody publishes another network's output of our sound."""
    assert set(NAMES) - set(sample.NAMES) == {"nottingham", "audioset", "songs"}


def test_it_refuses_nothing_a_file_an_empty_folder_and_another_set(module, tmp_path):
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    other, mark = ("cal500exp", "SegLabelHard") if module.NAME == "musiccaps" else ("musiccaps", "musiccaps-public.csv")
    (tmp_path / "other" / mark).write_text("")
    (tmp_path / "unknown").mkdir()
    (tmp_path / "unknown" / "holiday.jpg").write_text("")
    expected = {
        "nowhere": "no such folder", "file": "is a file", "empty": "is empty", "other": f"looks like {other}",
        "unknown": "no data set known",
    }  # fmt: skip
    for name, words in expected.items():
        with pytest.raises(UserError, match=words) as caught:
            module.load(tmp_path / name)
        assert module.LAYOUT in str(caught.value)
        assert str(tmp_path / name) in str(caught.value)


def test_every_data_set_has_a_tiny_folder():
    """Its tables are then damaged and fuzzed with all others, and TFRecords in ``test_audioset``."""
    assert {folder.partition("-")[0] for folder in tiny.folders()} == set(NAMES)
    tables = [name for _, name in tiny.tables()]
    for folder, files in tiny.folders().items():
        # The titles of a folder of songs are in its sounds.
        known = any(name in tables or name.endswith(".tfrecord") for name in files)
        assert known or folder == "songs", folder


def test_what_is_loaded_cannot_be_changed_by_accident():
    """Corpora are shared by all that read them; a report alone is filled step by step."""
    modules = [importlib.import_module(name) for name in modules_below(datasets)]
    found = {one for module in modules for one in vars(module).values() if dataclasses.is_dataclass(one)}
    own = {one for one in found if isinstance(one, type) and one.__module__.startswith(datasets.__name__)}
    assert len(own) > 10
    assert [one for one in own if not one.__dataclass_params__.frozen] == [Report]
