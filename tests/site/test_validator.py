"""The Nu HTML checker is silent on every page: `npm pack vnu-jar`, its jar in PAPER_REPRO_VNU, and Java.

Skips without; html5lib holds all pages against the standard's grammar in other tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from paper_repro.site.serve.server import page
from tests.site.made import NETWORKS


def test_the_validator_is_silent(site, smoke_site, tmp_path):
    jar = os.environ.get("PAPER_REPRO_VNU", "")
    if not jar or shutil.which("java") is None:
        pytest.skip("no Nu HTML checker (PAPER_REPRO_VNU), or no Java")
    (tmp_path / "serve.html").write_text(page(NETWORKS), encoding="utf-8")
    command = ["java", "-jar", jar, "--skip-non-html", str(site), str(smoke_site), str(tmp_path / "serve.html")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
