"""On a machine that lacks something, make says what to do; what it has begun it takes up again."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOWHERE = {"PIP_INDEX_URL": "http://127.0.0.1:9", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
"""A registry that nobody answers for, as on a machine without a network."""


@pytest.fixture
def checkout(tmp_path):
    """A clone in a folder with spaces in its name, whose only requirement is one small package."""
    folder = tmp_path / "a county's clone"
    (folder / "requirements").mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", folder)
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    (folder / "requirements" / "run.txt").write_text(f"nothing==1 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    return folder


def make(folder, *arguments, **environment):
    """Call make, as if no other make called this test; return its exit code and all that it says."""
    left = ("PYTHON", "PIP_INDEX_URL", "MFLAGS", "MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MAKEFILES")
    kept = {name: value for name, value in os.environ.items() if name not in left}
    done = subprocess.run(
        ["make", *arguments], cwd=folder, env=kept | environment, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return done.returncode, done.stdout


def test_without_python_it_says_what_to_install_and_where_to_say_so(checkout):
    tools = checkout / "tools"
    tools.mkdir()
    for tool in ("make", "sh"):
        (tools / tool).symlink_to(shutil.which(tool))
    code, said = make(checkout, ".venv/run", PATH=str(tools))
    assert code != 0
    assert "Jiahe needs Python 3.11 with the venv module, and found none." in said
    assert "make PYTHON=/path/to/python3.11" in said


def test_another_python_is_refused_before_anything_is_made(checkout):
    code, said = make(checkout, ".venv/run", PYTHON="/bin/false")
    assert code != 0
    assert "PYTHON is set to /bin/false, which is no Python 3.11 with the venv module." in said
    assert not (checkout / ".venv").exists()


@pytest.mark.slow
@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the Makefile asks for Python 3.11")
def test_without_a_network_it_says_so_and_goes_on_from_there_at_the_next_call(checkout):
    for began in (True, False):
        code, said = make(checkout, ".venv/run", f"PYTHON={sys.executable}", **NOWHERE)
        assert code != 0
        assert ("Making .venv" in said) is began
        assert "Not everything could be installed. Is there a network? Behind a mirror, set PIP_INDEX_URL" in said
        assert not (checkout / ".venv" / "run").exists()


def test_help_names_every_command_that_is_there(checkout):
    _, said = make(checkout, "help")
    phony = next(line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if line.startswith(".PHONY:"))
    named = [line.split()[1] for line in said.splitlines()]
    assert sorted([*named, "help"]) == sorted(phony.split()[1:])
