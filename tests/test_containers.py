"""The Dockerfile passes its linter, does not run as root, and compose.yaml asks for what it offers."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT


def test_the_dockerfile_passes_its_linter():
    linter = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    if linter is None:
        pytest.skip("no hadolint: pip install -e '.[test]'")
    done = subprocess.run([linter, str(PROJECT / "Dockerfile")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_image_does_not_run_as_root_and_keeps_data_in_volumes():
    lines = (PROJECT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    last = lines[max(number for number, line in enumerate(lines) if line.startswith("FROM")) :]
    users = [line.split()[1] for line in last if line.startswith("USER")]
    assert users[-1] not in ("root", "0")
    (volumes,) = (line for line in last if line.startswith("VOLUME"))
    for folder in ("/data", "/repro/cache", "/repro/runs", "/repro/results"):
        assert f'"{folder}"' in volumes


def test_compose_mounts_the_image_s_volumes():
    yaml = pytest.importorskip("yaml", reason="no PyYAML: it comes with Dask")
    services = yaml.safe_load((PROJECT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert {"reproduce", "reproduce-cpu", "tensorboard", "site"} <= services.keys()
    for service in services.values():
        targets = {each["target"] if isinstance(each, dict) else each.split(":")[1] for each in service["volumes"]}
        assert targets == {"/data", "/repro/cache", "/repro/runs", "/repro/results"}
        variant = service["build"]["args"]["VARIANT"]
        assert service["image"].endswith(f":{variant}")
        assert f"AS dependencies-{variant}" in (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    assert "devices" in services["reproduce"]["deploy"]["resources"]["reservations"]
    assert "deploy" not in services["reproduce-cpu"]
