"""No module of the package runs code from data: a scan of every call and import, and a check of the scan itself."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import paper_repro

PACKAGE = Path(paper_repro.__file__).parent
#: Modules that execute or unpickle what they read.
IMPORTS = {
    "pickle", "_pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "jsonpickle", "imp", "code",
}  # fmt: skip
#: Calls that are never allowed, by their last names.
CALLS = {
    "eval", "exec", "compile", "__import__", "read_pickle", "read_hdf", "extractall", "unpack_archive",
    "unsafe_load", "full_load", "system", "popen", "Memory", "enable_unsafe_deserialization",
}  # fmt: skip
#: Keyword arguments by call: (value it must have, value without the keyword).
KEYWORDS = {
    "np.load": ("allow_pickle", False, False),
    "numpy.load": ("allow_pickle", False, False),
    "np.lib.format.read_array": ("allow_pickle", False, False),
    "torch.load": ("weights_only", True, None),
    "keras.models.load_model": ("safe_mode", True, True),
    "keras.saving.load_model": ("safe_mode", True, True),
    "yaml.load": ("Loader", "SafeLoader", None),
}
SHELL = {"run", "Popen", "call", "check_call", "check_output"}


def dotted(node):
    """``a.b.c`` of a name or attribute; ``""`` for other expressions."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return ""


def findings(source, name="<source>"):
    """Lines of ``source`` that could run code from data."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            if IMPORTS & {module.split(".")[0] for module in modules}:
                yield f"{name}:{node.lineno} imports {', '.join(modules)}"
        if not isinstance(node, ast.Call):
            continue
        called = dotted(node.func)
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        last = called.rpartition(".")[2]
        if last in CALLS and not (last == "compile" and "." in called):  # re.compile, model.compile
            yield f"{name}:{node.lineno} calls {called}"
        if called == "joblib.load":  # a pickle
            yield f"{name}:{node.lineno} calls {called}"
        for known, (keyword, wanted, default) in KEYWORDS.items():
            if called != known:
                continue
            value = default
            if keyword in given:
                value = given[keyword].value if isinstance(given[keyword], ast.Constant) else dotted(given[keyword])
            if value != wanted and not (isinstance(value, str) and value.endswith(str(wanted))):
                yield f"{name}:{node.lineno} calls {called} without {keyword}={wanted}"
        shell = given.get("shell")
        if last in SHELL and shell is not None and not (isinstance(shell, ast.Constant) and shell.value is False):
            yield f"{name}:{node.lineno} calls {called} with a shell"


def test_the_package_runs_no_code_from_data():
    files = sorted(PACKAGE.rglob("*.py"))
    assert len(files) > 100
    found = [line for path in files for line in findings(path.read_text(encoding="utf-8"), path.relative_to(PACKAGE))]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle", "from pickle import loads", "joblib.load(p)", "joblib.Memory(p)", "eval(x)", "exec(x)",
        "compile(x, y, z)",
        "__import__(x)", "pd.read_pickle(p)", "archive.extractall(p)", "shutil.unpack_archive(p)", "os.system(x)",
        "np.load(p, allow_pickle=True)", "np.load(p, allow_pickle=trust)", "torch.load(p)",
        "torch.load(p, weights_only=False)", "keras.models.load_model(p, safe_mode=False)", "yaml.load(p)",
        "yaml.load(p, Loader=yaml.Loader)", "subprocess.run(x, shell=True)", "subprocess.run(x, shell=wanted)",
        "keras.config.enable_unsafe_deserialization()",
    ],
)  # fmt: skip
def test_the_scan_finds(source):
    assert list(findings(source))


@pytest.mark.parametrize(
    "source",
    [
        "np.load(p)", "np.load(p, allow_pickle=False)", "torch.load(p, weights_only=True)", "re.compile(x)",
        "model.compile(optimizer)", "keras.models.load_model(p)", "ast.literal_eval(x)", "subprocess.run([x])",
        "yaml.load(p, Loader=yaml.SafeLoader)", "import zipfile", "read(p)",
    ],
)  # fmt: skip
def test_the_scan_accepts(source):
    assert not list(findings(source))
