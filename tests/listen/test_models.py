"""Names of networks, and that naming one costs nothing before it is needed."""

import subprocess
import sys

import pytest

import paper_repro
from paper_repro.core.errors import UserError
from paper_repro.core.training import backend
from paper_repro.listen.models import check, paper_of
from paper_repro.listen.work import _model
from paper_repro.papers import NAMES
from paper_repro.weights import NETWORKS


def test_all_names_are_listed():
    assert list(paper_repro.list_models()) == [*NETWORKS, *NAMES, "finetune"]


def test_the_package_and_the_list_start_without_anything_heavy():
    code = (
        "import sys, paper_repro; assert 'numpy' not in sys.modules; paper_repro.list_models();"
        "print([name for name in ('tensorflow', 'keras', 'pandas', 'matplotlib', 'librosa') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_cannot_be_loaded_is_told_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PAPER_REPRO_CACHE", str(tmp_path / "cache"))
    with pytest.raises(UserError, match=r"weights are not here; get them by .*data fetch musicnn"):
        paper_repro.load("mtt_vgg")
    with pytest.raises(UserError, match=r"--model must be one of mtt_musicnn.*Received: 'nothing'"):
        paper_repro.load("nothing")
    with pytest.raises(UserError, match=r"no finished run; train one: .*reproduce songtitle"):
        paper_repro.load("songtitle", runs=tmp_path)
    with pytest.raises(UserError, match=r"no finished run; train one: .*finetune --data CSV\."):
        paper_repro.load("finetune", runs=tmp_path)
    with pytest.raises(UserError, match=r"--beams: mtt_vgg has no beam search"):
        check("mtt_vgg", beams=3)
    with pytest.raises(UserError, match=r"--precision must be one of float32, bfloat16\. Received: 'int8'"):
        check("mtt_vgg", precision="int8")
    with pytest.raises(UserError, match=r"--precision bfloat16: for published networks .* not for 'songtitle'"):
        check("songtitle", precision="bfloat16")
    monkeypatch.setattr(backend, "multiplies_bfloat16", lambda: False)
    with pytest.raises(UserError, match=r"--precision bfloat16: this processor does not .* leave it out"):
        check("mtt_vgg", precision="bfloat16")
    (tmp_path / "run").mkdir()
    for content in (None, "[", "[1]", '{"colour": 1}'):
        if content is not None:
            (tmp_path / "run" / "config.json").write_text(content)
        with pytest.raises(UserError, match=r"run: (no run|not a run of this version)"):
            paper_of(tmp_path / "run")


class Arguments:
    def __init__(self, files, model=None, run=None):
        self.files, self.model, self.run = files, model, run


def test_a_papers_name_before_the_files_is_the_network(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert _model(Arguments(["majorminer", "a.wav"])) == ("majorminer", ["a.wav"])
    assert _model(Arguments(["a.wav", "majorminer"])) == ("mtt_musicnn", ["a.wav", "majorminer"])
    assert _model(Arguments(["a.wav"], "msd_vgg")) == ("msd_vgg", ["a.wav"])
    with pytest.raises(UserError, match="give a sound file"):
        _model(Arguments(["majorminer"]))
    (tmp_path / "majorminer").mkdir()
    assert _model(Arguments(["majorminer"])) == ("mtt_musicnn", ["majorminer"])
