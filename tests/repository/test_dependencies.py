"""Every package that Jiahe uses is declared, says what it is for, and is pinned by hash, with no registry's address."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
DECLARED = tomllib.loads(PROJECT)["project"]
OPTIONAL = DECLARED["optional-dependencies"]
PINNED = {name: (ROOT / "requirements" / name).read_text(encoding="utf-8") for name in ("run.txt", "dev.txt")}


def name_of(requirement: str) -> str:
    """Return what a requirement is called, in the form in which names are compared."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement)[0]).lower()


def declared(*extras: str) -> set[str]:
    """Return what stands in pyproject.toml, in the list of all and in those of the extras."""
    return {name_of(one) for one in (*DECLARED["dependencies"], *(r for extra in extras for r in OPTIONAL[extra]))}


def imported_by(*folders: str) -> dict[str, str]:
    """Return the packages of others that the code of folders imports, each with a file that does."""
    found = {}
    for file in (file for folder in folders for file in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            found |= {name.partition(".")[0]: file.relative_to(ROOT).as_posix() for name in names}
    ours = {"jiahe", "tests", "bench", *sys.stdlib_module_names}
    return {name: file for name, file in found.items() if name not in ours}


@pytest.mark.parametrize(
    ("folders", "extras"),
    [
        (("src/jiahe/law", "src/jiahe/facts", "src/jiahe/determination", "src/jiahe/synth"), ("spark",)),
        (("src",), ("office", "spark")),
        (("tests", "bench"), ("office", "spark", "dev", "bench")),
    ],
    ids=["law", "package", "tests"],
)
def test_what_the_code_imports_is_declared(folders, extras):
    imported, known = imported_by(*folders), declared(*extras)
    sold_as = packages_distributions()
    undeclared = {
        name: file
        for name, file in imported.items()
        if name in sold_as and not {name_of(one) for one in sold_as[name]} & known
    }
    assert len(imported) > 5
    assert undeclared == {}


def test_every_dependency_says_what_it_is_for():
    """A comment stands above it, or above the one that it goes with."""
    unexplained, since = [], 99
    for line in PROJECT[PROJECT.index("\ndependencies = [") : PROJECT.index("[project.scripts]")].splitlines():
        text = line.strip()
        if text.startswith("#"):
            since = 0
        elif text.startswith('"'):
            since += 1
            unexplained += [text] if since > 2 else []
    assert unexplained == []


@pytest.mark.parametrize(
    ("file", "extras"), [("run.txt", ("office",)), ("dev.txt", ("office", "dev", "spark", "bench"))]
)
def test_every_dependency_is_pinned_by_hash_and_nothing_says_from_where(file, extras):
    pins = re.split(r"^(?=[a-z0-9])", PINNED[file], flags=re.MULTILINE)[1:]
    assert [pin.splitlines()[0] for pin in pins if "==" not in pin.splitlines()[0] or "--hash=sha256:" not in pin] == []
    assert declared(*extras) - {name_of(pin) for pin in pins} == set()
    assert re.findall(r"--(?:extra-)?index-url|--find-links|https?://", PINNED[file]) == []


def test_what_is_run_is_what_is_tested():
    versions = {file: dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)) for file, text in PINNED.items()}
    assert versions["run.txt"].items() <= versions["dev.txt"].items()


def test_no_lock_file_with_a_registrys_address_is_kept():
    assert list(ROOT.glob("uv.lock")) == []
