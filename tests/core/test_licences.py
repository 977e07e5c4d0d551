"""Licences of dependencies, against the packages' own metadata."""

from __future__ import annotations

from email.message import Message
from importlib.metadata import PackageNotFoundError, version
from types import SimpleNamespace

from paper_repro.core.licences import UNKNOWN, licence_of, licences


def package(name, requires=(), **fields):
    metadata = Message()
    metadata["Name"] = name
    for key, values in fields.items():
        for value in values:
            metadata[key.replace("_", "-")] = value
    return SimpleNamespace(metadata=metadata, version="1.0", requires=list(requires))


def test_what_a_package_states():
    assert licence_of(package("a", License_Expression=["MIT"], License=["x"])) == "MIT"
    osi = ["License :: OSI Approved", "License :: OSI Approved :: BSD License", "Topic :: Multimedia"]
    assert licence_of(package("a", Classifier=osi)) == "BSD License"
    assert licence_of(package("a", License=["ISC\nPermission is hereby granted"])) == "ISC"
    assert licence_of(package("a")) == UNKNOWN


def test_indirect_dependencies_and_circles():
    packages = {
        "root": package("root", ["Direct_One>=1", "absent; extra == 'x'"]),
        "Direct_One": package("Direct-One", ["deep", "optional; extra == 'more'"], License_Expression=["MIT"]),
        "deep": package("deep", ["direct.one", "root"]),
        "direct.one": package("Direct-One"),
        "optional": package("optional"),
    }

    def find(name):
        if name not in packages:
            raise PackageNotFoundError(name)
        return packages[name]

    assert [(row.name, row.licence) for row in licences("root", find)] == [("deep", UNKNOWN), ("Direct-One", "MIT")]


def test_installed_dependencies():
    rows = {row.name.lower(): row for row in licences("pandas")}
    assert rows["numpy"].version == version("numpy")
    assert "BSD" in rows["numpy"].licence
