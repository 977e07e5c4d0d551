"""A command starts without what it does not need: shown by the modules that are loaded, not by the clock."""

import json
import subprocess
import sys

import pytest

from paper_repro.papers import NAMES, PAPERS

HEAVY = ("tensorflow", "keras", "keras_tuner", "nltk", "librosa", "numba", "sklearn", "sacrebleu")
#: They build networks and print or draw their shapes.
NO_DATA = {
    "magnatagatune.table1", "magnatagatune.figure5", "majorminer.figure1", "musiccaps.architecture",
    "cal500exp.figure2", "cal500exp.figure3", *(f"songtitle.figure{number}" for number in range(1, 5)),
}  # fmt: skip
#: Runs each command in turn and prints the heavy modules that it has loaded.
SCRIPT = f"""
import json, runpy, sys
for module, *words in json.loads(sys.argv[1]):
    sys.argv = [module, *words]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=False)
    except SystemExit as end:
        assert end.code in (0, 2), (module, words, end.code)
    loaded = [name for name in {HEAVY!r} if name in sys.modules]
    assert not loaded, (module, words, loaded)
print("ok")
"""


def check(commands):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(commands)], capture_output=True, text=True, check=False
    )
    assert done.stdout.endswith("ok\n"), done.stderr[-2000:]


def test_help_list_and_data_sets():
    check(
        [
            ("paper_repro", "--help"),
            ("paper_repro", "list"),
            ("paper_repro", "data"),
            ("paper_repro", "reproduce", "-h"),
        ]
    )


@pytest.mark.parametrize("name", NAMES)
def test_artifacts_with_a_mistyped_folder(name):
    """Told before TensorFlow starts, whichever artifact it is that reads data."""
    artifacts = [artifact for artifact in PAPERS[name].artifacts if f"{name}.{artifact}" not in NO_DATA]
    check([(f"paper_repro.{name}.{artifact}", "--data", "/no/such/folder") for artifact in artifacts])


@pytest.mark.parametrize("name", NAMES)
def test_help_of_artifacts_and_search(name):
    check([(f"paper_repro.{name}.{script}", "--help") for script in (*PAPERS[name].artifacts, "search")])
