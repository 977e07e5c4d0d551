"""The command line: every mistake is one line on standard error and exit status 2, never a traceback."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
import soundfile as sf

from paper_repro.core.command_line import show
from paper_repro.core.errors import UserError
from tests.conftest import PROJECT


def run(*arguments, **options):
    return subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, check=False, **options)


def refused(done, *words):
    assert done.returncode == 2, done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in lines[0]


def table1(tmp_path, *arguments, **options):
    return run(
        "paper_repro.majorminer.table1", "--preset", "smoke", "--out", str(tmp_path / "out"),
        "--runs", str(tmp_path / "runs"), *arguments, **options,
    )  # fmt: skip


def test_data_that_is_not_there(tmp_path):
    imported = {**os.environ, "PYTHONPROFILEIMPORTTIME": "1"}
    done = table1(tmp_path, "--data", str(tmp_path / "nowhere"), env=imported)
    modules = {line.split("|")[-1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    # Told at once: TensorFlow, which takes seconds, has not been started.
    assert "paper_repro.majorminer.data" in modules
    assert "tensorflow" not in modules
    done.stderr = "\n".join(line for line in done.stderr.splitlines() if not line.startswith("import time:"))
    refused(done, "no such folder", "captions.csv")


def test_data_of_another_set(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "annotations_final.csv").write_text("")
    refused(table1(tmp_path, "--data", str(tmp_path / "data")), "looks like magnatagatune", "captions.csv")


def test_too_many_broken_files_stop(tmp_path, sample):
    data = tmp_path / "data"
    shutil.copytree(sample, data)
    for path in sorted((data / "clips").iterdir())[:8]:
        path.write_bytes(path.read_bytes()[:3000])
    refused(table1(tmp_path, "--data", str(data)), "cannot be used, above 1%", "refused.csv")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--preset", "huge"], "huge"),
        (["--seeds", "0"], "received '0'"),
        (["--jobs", "many"], "received 'many'"),
        (["--devices", "tpu"], "'tpu'"),
        (["--devices", "gpu:7"], "gpu:7"),
        (["--wrong"], "--wrong"),
    ],
)
def test_wrong_options(tmp_path, sample, arguments, word):
    refused(table1(tmp_path, "--data", str(sample), *arguments), word)


def test_out_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    done = run("paper_repro.majorminer.figure4", "--out", str(tmp_path / "file" / "results"))
    refused(done, "--out", "cannot be written to")
    done = run("paper_repro.majorminer.figure4", "--out", "/proc/results")
    refused(done, "--out /proc/results", "choose another folder")


def test_ctrl_c_says_that_work_is_kept(tmp_path, sample):
    command = [
        sys.executable, "-m", "paper_repro.majorminer.table1", "--preset", "smoke", "--data", str(sample),
        "--out", str(tmp_path / "out"), "--runs", str(tmp_path / "runs"),
    ]  # fmt: skip
    # Tests may be run where Ctrl-C is ignored, as in a script's background job: here it is not.
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    deadline = time.monotonic() + 180
    while not list(tmp_path.glob("runs/majorminer/*/state.npz")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 130, said
    assert "finished work is kept" in said
    assert "Traceback" not in said


def test_messages_are_one_line():
    assert str(UserError("a\n  b")) == "a b"


def test_list_data_and_help():
    listed = run("paper_repro", "list")
    assert listed.returncode == 0
    assert "python -m paper_repro.majorminer.table1" in listed.stdout
    assert "Mandel and Daniel P. W. Ellis" in run("paper_repro", "data", "majorminer").stdout
    assert "--preset" in run("paper_repro.majorminer.table1", "--help").stdout
    refused(run("paper_repro", "reproduce", "beatles"), "majorminer", "'beatles'")
    for command in ("train", "seeds"):
        refused(run("paper_repro", command, "majorminer", "nothing", "--seeds", "2"), "row must be one of", "'nothing'")
    refused(run("paper_repro", "data", "beatles"), "'beatles'")
    refused(run("paper_repro", "sample", "beatles", "--out", "x", "--clips", "3"), "majorminer", "'beatles'")


def test_data_checks_a_folder(sample):
    done = run("paper_repro", "data", "majorminer", str(sample))
    assert done.returncode == 0
    assert "clips: 60" in done.stdout


def test_sample_writes_a_corpus_and_refuses_a_full_folder(tmp_path):
    out = tmp_path / "corpus"
    done = run("paper_repro", "sample", "majorminer", "--out", str(out), "--clips", "3", "--seed", "2")
    assert done.returncode == 0, done.stderr
    assert len(list((out / "clips").iterdir())) == 3
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.tex").write_text("")
    refused(run("paper_repro", "sample", "majorminer", "--out", str(tmp_path / "other"), "--clips", "3"), "thesis.tex")


def test_draw_writes_a_picture(tmp_path):
    done = run(
        "paper_repro",
        "draw",
        "majorminer",
        "cnn1d_lstm",
        "--preset",
        "smoke",
        "--out",
        str(tmp_path),
        "--runs",
        str(tmp_path),
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "majorminer" / "model_cnn1d_lstm.png").stat().st_size > 10_000
    refused(
        run("paper_repro", "draw", "majorminer", "resnet", "--out", str(tmp_path), "--runs", str(tmp_path)), "'resnet'"
    )


def test_predict_without_a_run(tmp_path):
    sf.write(tmp_path / "a.wav", [0.0] * 8000, 8000)
    refused(
        run("paper_repro", "predict", "majorminer", "a.wav", cwd=tmp_path), "no finished run", "reproduce majorminer"
    )


def modules_after(code):
    """Modules that are loaded after ``code`` has run in a fresh interpreter."""
    code = f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


HEAVY = {"tensorflow", "keras", "nltk", "librosa", "numba", "sklearn", "matplotlib", "scipy", "pandas"}


def test_the_shared_command_line_loads_nothing_heavy():
    loaded = modules_after("import paper_repro.core.command_line, paper_repro.core.training.backend")
    assert "paper_repro.core.training.backend" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize("words", [["--help"], ["list"]])
def test_help_and_list_load_nothing_heavy(words):
    loaded = modules_after(f"sys.argv[1:] = {words}; import paper_repro.__main__ as m; m.main()")
    assert "paper_repro.papers" in loaded
    assert not loaded & HEAVY


def test_commands_are_known_without_numpy():
    assert "numpy" not in modules_after("import paper_repro.__main__ as m; m._parser([])")


def test_importing_the_package_starts_no_tensorflow():
    assert "tensorflow" not in modules_after("import paper_repro.majorminer.table1, paper_repro.__main__")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--out", "~nosuchuser/x"], "no such home folder"),
        (["--out", ""], "empty"),
        (["--out", "-x"], "--option=-value"),
        (["--out", "y" * 300], "File name too long"),
        (["--seeds", "²"], "whole number"),
        (["--seeds", "9" * 5000], "whole number"),
        (["--devices", "gpu:²"], "auto, cpu, gpu:N or all"),
        (["--data", b"caf\xe9"], "caf\\udce9: no such folder"),
        (["--data", "y" * 300], "y" * 300),
    ],
)
def test_odd_values_are_refused_in_one_line(tmp_path, arguments, word):
    refused(run("paper_repro.majorminer.figure4", *arguments, cwd=tmp_path, env=with_package()), word)


def with_package(**more):
    """The environment, for a command that runs elsewhere than in the project's folder."""
    return {**os.environ, "PYTHONPATH": str(PROJECT), **more}


def test_tilde_is_the_home_folder(tmp_path):
    code = "import argparse, sys; from paper_repro.core import command_line as c; print(c.path('~/x'), c.path('./~/x'))"
    env = with_package(HOME=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert done.stdout.split() == [f"{tmp_path}/x", "~/x"]


def test_a_file_name_with_a_dash_is_explained(tmp_path):
    (tmp_path / "-dash.mp3").write_text("")
    refused(run("paper_repro", "predict", "majorminer", "-dash.mp3", cwd=tmp_path, env=with_package()), "./-name")


@pytest.mark.parametrize("arguments", [["list"], ["--help"], ["reproduce", "--help"]])
def test_without_docstrings(arguments):
    done = run("paper_repro", *arguments, env={**os.environ, "PYTHONOPTIMIZE": "2"})
    assert done.returncode == 0, done.stderr
    assert "paper" in done.stdout


def test_an_unknown_keras_backend_is_one_line(tmp_path):
    done = run("paper_repro.majorminer.figure4", cwd=tmp_path, env=with_package(KERAS_BACKEND="openvino"))
    refused(done, "KERAS_BACKEND must be tensorflow, jax or torch", "'openvino'")


def test_a_keras_backend_that_is_not_installed_is_one_line(tmp_path):
    # Whether it is installed here or not.
    code = (
        "import importlib.util as u; found = u.find_spec; "
        "u.find_spec = lambda name, *more: None if name == 'jax' else found(name, *more); "
        "from paper_repro.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "reproduce", "majorminer"],
        cwd=tmp_path, env=with_package(KERAS_BACKEND="jax"), capture_output=True, text=True, check=False,
    )  # fmt: skip
    refused(done, "KERAS_BACKEND", "jax is not installed", "'.[jax]'")


class Artifact:
    """Stands for a table: ``write`` may fail."""

    def __init__(self, events, error=None):
        self.events, self.error = events, error

    def text(self):
        self.events.append("text")
        return "the numbers"

    def write(self, out):
        self.events.append("write")
        if self.error:
            raise self.error
        return [out / "table.md"]


def test_results_are_written_before_they_are_printed(tmp_path, capsys):
    events = []
    show(Artifact(events), tmp_path)
    assert events == ["write", "text"]
    assert capsys.readouterr().out.splitlines() == ["the numbers", f"wrote {tmp_path / 'table.md'}"]


def test_results_that_cannot_be_written_are_printed(tmp_path, capsys):
    with pytest.raises(OSError, match="space"):
        show(Artifact([], OSError(28, "No space left on device")), tmp_path)
    assert "the numbers" in capsys.readouterr().out
