"""What must hold on the newest TensorFlow, where tensorflow-io's compiled ops do not load."""

import subprocess
import sys

import pytest
import tensorflow as tf

BEFORE = tuple(map(int, tf.__version__.split(".")[:2])) < (2, 17)


def smoke(tmp_path, sample, *more):
    return subprocess.run(
        [
            sys.executable, "-m", "paper_repro.majorminer.figure2", "--preset", "smoke", "--data", str(sample),
            "--out", str(tmp_path / "out"), "--runs", str(tmp_path / "runs"), *more,
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.skipif(BEFORE, reason="for TensorFlow above 2.16")
def test_a_figure_from_sound_to_picture(tmp_path, sample):
    done = smoke(tmp_path, sample)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "majorminer" / "figure2.png").exists()


@pytest.mark.skipif(BEFORE, reason="for TensorFlow above 2.16")
def test_tfio_asked_for_is_one_clear_line(tmp_path, sample):
    done = smoke(tmp_path, sample, "--decoder", "tfio")
    assert done.returncode == 2
    assert "use --decoder soundfile" in done.stderr
    # TensorFlow 2.21 writes notices of its own to standard error, before it can be told not to.
    assert done.stderr.strip().splitlines()[-1].startswith("error: --decoder tfio")
    assert "Traceback" not in done.stderr
