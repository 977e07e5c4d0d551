"""The site of the committed results, a run to listen to, and a server: made for all tests of this folder."""

from __future__ import annotations

import http.client
import json
import threading
from dataclasses import asdict

import pandas as pd
import pytest
import waitress

from paper_repro.core.command_line import Options
from paper_repro.majorminer.data import open_corpus
from paper_repro.majorminer.paper import PAPER
from paper_repro.papers import PAPERS
from paper_repro.site.report import Sources, build
from paper_repro.site.serve import limits
from paper_repro.site.serve.app import App
from paper_repro.site.serve.jobs import Jobs
from paper_repro.site.serve.listening import Ear
from paper_repro.site.serve.server import page
from tests.conftest import PROJECT
from tests.site.made import NETWORKS, load


@pytest.fixture(scope="session")
def results():
    return PROJECT / "results"


@pytest.fixture(scope="session")
def site(once, results, tmp_path_factory):
    """The whole site; there are no runs, so that it has no sound. What ``build`` warned of is in ``warned.json``."""

    def make(folder):
        folder.mkdir()
        runs = tmp_path_factory.mktemp("no_runs")
        warned = build(PAPERS, Sources(results, runs), folder / "site")
        (folder / "warned.json").write_text(json.dumps(warned))

    return once("site", make) / "site"


@pytest.fixture(scope="session")
def smoke_site(once, majorminer_table1, sample):
    """The site of a table that was trained at the smoke preset, with clips of its runs; as ``site``."""

    def make(folder):
        folder.mkdir()
        sources = Sources(majorminer_table1 / "results", majorminer_table1 / "runs", [sample])
        warned = build({"majorminer": PAPER}, sources, folder / "site")
        (folder / "warned.json").write_text(json.dumps(warned))

    return once("smoke_site", make) / "site"


@pytest.fixture
def runs(sample, tmp_path):
    """A finished run on the sample clips, with answers that were not computed."""
    config = PAPER.presets.config("smoke")
    corpus = open_corpus(Options(data=sample), config)
    ids = corpus.split(config)["test"]
    folder = tmp_path / "runs" / "majorminer" / "musicnn_lstm-multiple-s0-0123456789"
    folder.mkdir(parents=True)
    captions = [json.dumps(corpus.captions[key]) for key in ids]
    pd.DataFrame({
        "split": "test", "clip_id": ids, "prediction": [json.dumps(["drum", "<b>bold</b>"])] * len(ids),
        "references": captions, "all_captions": captions,
    }).to_csv(folder / "predictions.csv", index=False)  # fmt: skip
    (folder / "config.json").write_text(json.dumps(asdict(config)))
    (folder / "data.json").write_text(json.dumps({"source": corpus.source, "fingerprint": corpus.fingerprint}))
    (folder / "complete.json").write_text("{}")
    return tmp_path / "runs"


@pytest.fixture
def served():
    """``(method, path, body, headers) -> (status, content)`` of a server on a free port, and the port."""
    jobs = Jobs(Ear(load))
    server = waitress.create_server(
        App(page(NETWORKS), NETWORKS, jobs), host="127.0.0.1", port=0, threads=limits.THREADS,
        connection_limit=limits.CONNECTIONS, max_request_body_size=limits.MOST_BYTES,
    )  # fmt: skip
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()

    def call(method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=30)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            content = response.read()
            kind = response.headers.get_content_type()
            return response.status, json.loads(content) if kind == "application/json" else content.decode()
        finally:
            connection.close()

    call.port = server.effective_port
    call.jobs = jobs
    yield call
    server.close()
    jobs.close()
    assert not jobs.folder.exists()
