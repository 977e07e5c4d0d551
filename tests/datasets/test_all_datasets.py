"""One test over all data sets: each says what it is, loads its own sample, and refuses what it is not."""

import pytest

from paper_repro import sample
from paper_repro.core.errors import UserError
from paper_repro.datasets import REGISTRY
from paper_repro.datasets.recognise import MARKS, recognise


@pytest.fixture(params=REGISTRY.values(), ids=REGISTRY.keys())
def module(request):
    return request.param


def test_it_says_what_it_is(module):
    for label in ("CITATION", "LICENCE", "HOME_PAGE", "LAYOUT"):
        assert len(getattr(module, label)) > 10
    assert module.__doc__
    assert module.NAME in MARKS


@pytest.mark.parametrize(
    "module", [REGISTRY[name] for name in REGISTRY if name in sample.NAMES], ids=lambda one: one.NAME
)
def test_it_has_a_sample_that_it_can_read(module, tmp_path):
    sample.write(module.NAME, tmp_path / "sample", clips=12, seed=3)
    assert recognise(tmp_path / "sample") == module.NAME
    report = module.validate(tmp_path / "sample")
    # The table of FMA lists tracks of larger sets too, which have no sound.
    counted = "tracks with a sound file" if module.NAME == "fma" else getattr(module, "UNIT", "clips")
    assert report.counts[counted] == 12
    assert module.load(tmp_path / "sample")


def test_only_real_tunes_have_no_sample():
    assert REGISTRY.keys() - set(sample.NAMES) == {"nottingham"}


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
