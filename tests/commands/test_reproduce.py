"""``reproduce --real``: what a folder lacks is said in a line each, the rest is made; ``claims`` collects it."""

import shutil
from dataclasses import replace

import pytest

from paper_repro.commands import collected, reproduce
from paper_repro.core.command_line import Options, Parser
from paper_repro.core.errors import UserError
from paper_repro.core.paper import Need, Paper, Real
from paper_repro.core.presets import DeclarationError
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.datasets import NAMES as SETS
from paper_repro.datasets import REGISTRY
from paper_repro.datasets.offers import offer
from paper_repro.papers import PAPERS
from paper_repro.weights import store
from paper_repro.weights.catalogue import GLOVE, LITE0, MUSICNN, WHEELS
from tests.conftest import PROJECT


@pytest.fixture
def made(monkeypatch, tmp_path):
    """Artifacts are noted in place of made: ``(paper, artifact, options)``; a cache without weights."""
    monkeypatch.setenv("PAPER_REPRO_CACHE", str(tmp_path / "cache"))
    found = []

    def produce(paper, artifact):
        def work(options):
            found.append((paper.name, artifact, options))
            block = Block("table", "T", [Column("Row", "row")], [{"row": "x"}])
            return Table(paper.name, f"{artifact.removesuffix('_real')}_real", "T", [block])

        return work

    monkeypatch.setattr(Paper, "produce", produce)
    return found


def run(tmp_path, *words, kind=Options):
    parser = Parser()
    reproduce.add_reproduce_command(parser, kind)
    folders = ["--out", str(tmp_path / "out"), "--runs", str(tmp_path / "runs")]
    arguments = parser.parse_args([*words, *folders])
    return arguments.work(arguments)


def majorminer(root):
    """The files of one paper."""
    folder = root / "majorminer"
    (folder / "essentia").mkdir(parents=True)
    (folder / "essentia" / "features.npz").touch()
    (folder / "majorminer_crawl_2014.tsv").touch()
    return root


def test_what_is_there_is_made_and_what_is_missing_named_once_with_its_owner(tmp_path, made, capsys):
    root = majorminer(tmp_path / "real")
    (root / "magnatagatune" / "a").mkdir(parents=True)
    (root / "magnatagatune" / "a" / "x.mp3").touch()
    assert run(tmp_path, "--real", str(root), "--seeds", "2", "--preset", "smoke") == 2
    assert [(name, artifact, options.data, options.seeds) for name, artifact, options in made] == [
        ("majorminer", "table1_real", root / "majorminer", 2), ("majorminer", "future_real", root / "majorminer", 2),
    ]  # fmt: skip
    out, err = capsys.readouterr()
    missing = [line for line in err.splitlines() if line.startswith("missing: ")]
    (tags,) = [line for line in missing if "magnatagatune" in line and "annotations_final" in line]
    assert tags.startswith("missing: magnatagatune table2, table3, per_tag, published_networks, future: ")
    assert offer(REGISTRY["magnatagatune"], "tags").text() in tags
    assert not any("mp3" in line and "magnatagatune" in line for line in missing if line != tags)
    (weights,) = [line for line in missing if MUSICNN.file in line]
    assert "data fetch musicnn" in weights
    (summary,) = [line for line in err.splitlines() if line.startswith("error: ")]
    assert f"error: --real {root}: 2 of 20 artifacts were made; not musiccaps table1, musiccaps future, " in summary
    assert "musiccaps figure3, cal500exp table2" in summary
    assert "not run" in (tmp_path / "out" / "real.md").read_text()
    assert "== 1/2 majorminer table1_real" in out


def test_all_that_is_asked_for_ends_with_status_0_and_again_does_the_same(tmp_path, made, capsys):
    root = majorminer(tmp_path / "real")
    for _ in range(2):
        assert run(tmp_path, "majorminer", "--real", str(root)) == 0
        assert capsys.readouterr().err == ""
    assert [artifact for _, artifact, _ in made] == 2 * ["table1_real", "future_real"]


def test_an_error_in_one_artifact_leaves_the_others(tmp_path, monkeypatch, made, capsys):
    root = majorminer(tmp_path / "real")
    (root / "songtitle" / "flickr8k").mkdir(parents=True)
    (root / "songtitle" / "flickr8k" / "captions.txt").touch()
    noted = Paper.produce

    def produce(paper, artifact):
        if artifact == "table2":
            raise UserError("captions.txt: damaged; get it again.")
        return noted(paper, artifact)

    monkeypatch.setattr(Paper, "produce", produce)
    assert run(tmp_path, "songtitle", "majorminer", "--real", str(root)) == 2
    assert [artifact for _, artifact, _ in made] == [
        "table1", "table3", "figure5", "audit", "table1_real", "future_real",
    ]  # fmt: skip
    err = capsys.readouterr().err
    assert "error: captions.txt: damaged; get it again.\n" in err
    assert "6 of 9 artifacts were made; not songtitle table4, songtitle future, songtitle table2: see above" in err


def test_declared_options_give_way_to_the_command_line_and_weights_are_looked_for_by_option(tmp_path, made, capsys):
    root = tmp_path / "real"
    for file in ("flickr8k/captions.txt", "songs/a.mp3"):
        (root / "songtitle" / file).parent.mkdir(parents=True)
        (root / "songtitle" / file).touch()
    kind = PAPERS["songtitle"].options
    assert run(tmp_path, "songtitle", "--real", str(root), kind=kind) == 2
    err = capsys.readouterr().err
    assert LITE0.file in err
    assert GLOVE.file in err
    store.place(GLOVE).parent.mkdir(parents=True)
    store.place(GLOVE).touch()
    made.clear()
    assert run(tmp_path, "songtitle", "--real", str(root), "--encoder", "small", kind=kind) == 0
    options = {artifact: options for _, artifact, options in made}["table4"]
    assert (options.encoder, options.glove) == ("small", GLOVE.package)
    store.place(LITE0).touch()
    made.clear()
    assert run(tmp_path, "songtitle", "--real", str(root), "--glove", "mine.txt", kind=kind) == 0
    options = {artifact: options for _, artifact, options in made}["table4"]
    assert (options.encoder, options.glove) == ("efficientnet_lite0", "mine.txt")


def test_mistakes_are_one_line(tmp_path, made):
    with pytest.raises(UserError, match=r"--real .*nowhere: no such folder; give one that has a folder for each paper"):
        run(tmp_path, "--real", str(tmp_path / "nowhere"))
    with pytest.raises(UserError, match="--real and --data: give one of them"):
        run(tmp_path, "majorminer", "--real", str(tmp_path), "--data", str(tmp_path))
    assert not made


def test_declarations_name_offers_wheels_and_options_that_exist():
    for paper in PAPERS.values():
        assert paper.real
        for each in paper.real:
            assert set(each.also) <= set(SETS)
            assert set(each.weights.values()) <= set(WHEELS)
            for need in each.needs:
                assert offer(REGISTRY[need.data_set], need.name)
    wrong = Real("table1", (Need("msd.titles", ("x",)),), options={"colour": "red"})
    with pytest.raises(DeclarationError, match="table1_real: unknown option colour"):
        replace(PAPERS["majorminer"], real=(wrong,))
    with pytest.raises(DeclarationError, match="artifact 'table9'"):
        replace(PAPERS["majorminer"], real=(Real("table9", ()),))


def test_the_folders_at_hand_have_all_that_is_declared(real, monkeypatch, tmp_path):
    for paper in PAPERS.values():
        for each in paper.real:
            options = reproduce._options(paper, each, Options(), real / paper.name)
            lacks = [lack for lack in reproduce._lacks(paper, each, options) if "data fetch" not in lack.what]
            assert not lacks


def test_claims_update_the_readme_beside_results_alone(tmp_path, monkeypatch):
    readme = tmp_path / "README.md"
    for name, written in (("results", True), ("mine", False)):
        shutil.copy(PROJECT / "README.md", readme)
        before = readme.read_text()
        collected.update_readme(tmp_path / name, {})
        assert (readme.read_text() != before) is written


def test_whose_data_it_is_follows_the_tables_that_are_there():
    names = {f"{paper.name}/{each.written}": paper for paper in PAPERS.values() for each in paper.real}
    credits = {each["name"]: each for each in collected.credits_of(PAPERS, dict.fromkeys(names))}
    assert set(credits) >= {"majorminer", "musiccaps", "audioset", "magnatagatune", "cal500exp", "songs", "musicnn"}
    assert REGISTRY["audioset"].CITATION in credits["audioset"]["credit"]
    assert credits["audioset"]["tables"] == "musiccaps/table1_real, musiccaps/future_real, musiccaps/figure3_real"
    assert MUSICNN.licence in credits["musicnn"]["credit"]
    assert collected.credits_of(PAPERS, {}) == []
