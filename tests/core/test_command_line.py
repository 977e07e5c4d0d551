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

from paper_repro.core import command_line as cli
from paper_repro.core.errors import UserError


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
    assert process.returncode == 130
    assert "finished work is kept" in said
    assert "Traceback" not in said


@pytest.fixture
def handler():
    """Ctrl-C as it is in a terminal, wherever the tests are run."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield signal.default_int_handler
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_that_is_to_be_ignored_is(handler):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with pytest.raises(SystemExit) as ended:
        cli.run_main(lambda: signal.raise_signal(signal.SIGINT))
    assert ended.value.code == 0
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_ctrl_c_that_is_dropped_comes_again(monkeypatch, capsys, handler):
    monkeypatch.setattr(cli, "INSIST_AFTER", 0.2)
    dropped = []

    def work():
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            dropped.append(True)  # as Python does where a finalizer was interrupted
        time.sleep(30)

    with pytest.raises(SystemExit) as ended:
        cli.run_main(work)
    assert dropped
    assert ended.value.code == 130
    assert "finished work is kept" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGINT) is handler
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device", "runs/x"), OSError(30, "Read-only file system")]
)
def test_a_full_or_read_only_disk_is_one_line(capsys, error):
    def work():
        raise error

    with pytest.raises(SystemExit) as ended:
        cli.run_main(work)
    assert ended.value.code == 2
    said = capsys.readouterr().err.strip()
    assert error.strerror in said
    assert "\n" not in said


def test_a_bug_is_not_hidden():
    def work():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cli.run_main(work)


def test_messages_are_one_line():
    assert str(UserError("a\n  b")) == "a b"


def test_list_data_and_help():
    listed = run("paper_repro", "list")
    assert listed.returncode == 0
    assert "python -m paper_repro.majorminer.table1" in listed.stdout
    assert "Mandel and Daniel P. W. Ellis" in run("paper_repro", "data", "majorminer").stdout
    assert "--preset" in run("paper_repro.majorminer.table1", "--help").stdout
    refused(run("paper_repro", "reproduce", "beatles"), "majorminer", "'beatles'")
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


def test_importing_the_package_starts_no_tensorflow():
    code = "import sys, paper_repro.majorminer.table1, paper_repro.__main__; print('tensorflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_pipe_that_closes_is_no_error():
    command = f"{sys.executable} -m paper_repro list | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False, env=os.environ
    )
    assert "Traceback" not in done.stderr
