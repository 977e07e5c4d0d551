"""What the Docker image installs is named by hashes, and fits setup.cfg and constraints.txt; what does not is found.

Without the package index: `make resolve` compares with what the index gives.
"""

import importlib
import sys

import pytest
from packaging.requirements import Requirement

from tests.conftest import PROJECT

IMAGE = {"python_version": "3.11", "sys_platform": "linux", "platform_machine": "x86_64"}
FILES = ("requirements.txt", "requirements-cpu.txt", "build-requirements.txt")


@pytest.fixture
def lock(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(PROJECT / ".ci"), *sys.path])
    return importlib.import_module("lock")


def versions(lock, name):
    pins = lock.locked((PROJECT / "docker" / name).read_text(encoding="utf-8"))
    return dict(pin.replace("_", "-").split("==") for pin in pins)


@pytest.mark.parametrize("name", FILES)
def test_every_package_is_pinned_with_hashes(lock, name):
    pins = lock.locked((PROJECT / "docker" / name).read_text(encoding="utf-8"))
    assert len(pins) >= 3
    assert all(pin.count("==") == 1 and hashes for pin, hashes in pins.items())


def test_what_setup_cfg_asks_for_is_there_as_constrained(lock):
    found = versions(lock, FILES[0])
    asked = [Requirement(line) for line in lock.declared("cuda")[0].splitlines()]
    assert len(asked) > 20
    for each in asked:
        if each.marker is None or each.marker.evaluate(IMAGE):
            assert found[each.name.replace("_", "-")] in each.specifier, each
    lines = (PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    constraints = [Requirement(line) for line in lines if line and not line.startswith("#")]
    held = [each for each in constraints if each.name.replace("_", "-") in found]
    assert len(held) > 20
    for each in held:
        if each.marker is None or each.marker.evaluate(IMAGE):
            assert found[each.name.replace("_", "-")] in each.specifier, each


def test_cuda_is_in_one_variant_and_all_else_is_alike(lock):
    gpu, cpu = (versions(lock, name) for name in FILES[:2])
    more = {name for name in gpu if name not in cpu}
    assert sum(name.startswith("nvidia-") for name in more) > 5
    assert not any(name.startswith("nvidia-") for name in cpu)
    assert cpu.items() <= gpu.items()


def test_the_image_installs_nothing_without_hashes(lock):
    text = (PROJECT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    installs = [part for line in text.splitlines() if line.startswith("RUN") for part in line.split("pip install")[1:]]
    *hashed, ours = installs
    names = [name for variant in FILES[:2] for name in (FILES[2], variant)]
    for words, name in zip(hashed, names, strict=True):
        assert "--require-hashes" in words
        assert words.split().count("-r") == 1
        assert f"-r docker/{name}" in words
    assert all("--no-build-isolation" in words for words in hashed[1::2])
    assert {"--no-deps", "/dist/*.whl"} <= set(ours.split())
    assert "pip wheel --no-deps --no-build-isolation" in text
    assert f"FROM python:{lock.PYTHON}." in text


A, B = "a" * 64, "b" * 64


@pytest.mark.parametrize(
    ("committed", "made", "found"),
    [
        (f"x==1 \\\n    --hash=sha256:{A}\n    # via y\n", f"x==1 --hash=sha256:{A} --hash=sha256:{B}\n", []),
        ("", f"x==1 --hash=sha256:{A}\n", ["x==1 is missing"]),
        (
            f"x==1 --hash=sha256:{A}\n",
            f"x==2 --hash=sha256:{A}\n",
            ["x==2 is missing", "x==1 is not asked for"],
        ),
        (f"x==1 --hash=sha256:{A}\n", f"x==1 --hash=sha256:{B}\n", ["x==1 has no hash that the index knows"]),
    ],
)
def test_differences(lock, committed, made, found):
    assert lock.differences(committed, made) == found


def test_a_pin_without_hashes(lock):
    assert lock.differences("x==1\n", f"x==1 --hash=sha256:{A}\n") == ["x==1 has no hash that the index knows"]
