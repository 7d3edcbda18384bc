"""What the documentation shows is what happens: the examples of each page are run, in its order, in a new folder."""

import contextlib
import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click
import pytest

from jiahe.cli import jiahe
from tests.docs.examples import Command, agrees, calls_in, commands_in, examples_in

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("src/jiahe/programmes/**/*.md")])


@pytest.fixture
def home():
    """The office's folder of a reader, where the embedded database's own user may go."""
    folder = Path(tempfile.mkdtemp(prefix="jiahe-reader-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def reader(tmp_path, home):
    """The environment of a reader at a terminal: a folder of their own, with ``jiahe`` on PATH."""
    programs = tmp_path / "bin"
    programs.mkdir()
    jiahe = programs / "jiahe"
    starts = f'exec "{sys.executable}" -c "from jiahe.cli import main; main()" "$@"'
    jiahe.write_text(f"#!/bin/sh\n{starts}\n", encoding="utf-8")
    jiahe.chmod(0o755)
    return os.environ | {
        "PATH": f"{programs}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUTF8": "1",
        "JIAHE_HOME": str(home),
        "NO_COLOR": "1",
        "COLUMNS": "120",
        "LANG": "C.UTF-8",
        "TERM": "dumb",
    }


def run(command: Command, page: Path, folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        ["bash", "-c", command.text],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    where = f"{page.relative_to(ROOT)}, line {command.line}: {command.text}"
    assert done.returncode == command.code, f"{where}\nended with {done.returncode} and printed:\n{done.stdout}"
    if command.expected:
        both = f"{where}\nprinted:\n{done.stdout}\nthe page shows:\n{command.expected}"
        assert agrees(done.stdout, command.expected), both


def try_python(content: str, names: dict[str, object], page: Path, line: int) -> None:
    examples = doctest.DocTestParser().get_doctest(content, names, page.name, str(page), line - 1)
    report: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples, out=report.append, clear_globs=False)
    names.update(examples.globs)
    assert result.failed == 0, "".join(report)


@pytest.mark.slow
@pytest.mark.parametrize("page", [p for p in PAGES if examples_in(p)], ids=lambda p: p.relative_to(ROOT).as_posix())
def test_the_examples_of_a_page_do_what_it_shows(page, tmp_path, reader):
    folder = tmp_path / "reader"
    folder.mkdir()
    names: dict[str, object] = {}
    for example in examples_in(page):
        if example.is_file:
            file = folder / example.options["title"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(example.content, encoding="utf-8")
        elif example.kind == "console":
            for command in commands_in(example):
                run(command, page, folder, reader)
        elif ">>>" not in example.content:
            program = f"{shlex.quote(sys.executable)} -c {shlex.quote(example.content)}"
            run(Command(example.line, program, ""), page, folder, reader)
        else:
            with contextlib.chdir(folder):
                try_python(example.content, names, page, example.line)


@pytest.mark.parametrize(
    ("printed", "expected", "same"),
    [
        ("a\nb\n", "a\nb", True),
        ("a  \n\n", "a", True),
        ("a\nb\n", "a", False),
        ("a\nb\nc\n", "...\nc", True),
        ("a\nb\nc\n", "a\n...\n", True),
        ("a\n", "...\na\n...", True),
        ("found 12 rows in 0.3 s\n", "found 12 rows in ... s", True),
        ("a\nx\n", "...\nb\n...", False),
    ],
)
def test_three_dots_stand_for_what_may_differ(printed, expected, same):
    assert agrees(printed, expected) is same


def test_commands_carry_their_lines_output_and_exit_code(tmp_path):
    page = tmp_path / "page.md"
    blocks = "# A\n\n```console exit=2\n$ one\n> two\nsaid\n$ three\n```\n\n```sh\nonly read\n```\n"
    page.write_text(blocks, encoding="utf-8")
    (example,) = examples_in(page)
    assert commands_in(example) == [Command(4, "one\ntwo", "said"), Command(7, "three", "", 2)]


def fault_of(call: str) -> str | None:
    """Return what is wrong with a call of ``jiahe``: a command or an option that there is not."""
    _, *words = shlex.split(call)
    command: click.Command = jiahe
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(click.Context(command), words[0])
        if found is None:
            return f"no command {words[0]!r}"
        command, words = found, words[1:]
    known = {"--help", *(name for one in command.params for name in (*one.opts, *one.secondary_opts))}
    return next((f"no option {word!r}" for word in words if word[0] == "-" and word.split("=")[0] not in known), None)


def test_every_command_that_a_page_names_is_there_with_its_options():
    calls = [(page.relative_to(ROOT).as_posix(), line, call) for page in PAGES for line, call in calls_in(page)]
    assert len(calls) > 80
    assert [(*one, fault) for one in calls if (fault := fault_of(one[2]))] == []


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        ("jiahe law test PATH...", None),
        ("jiahe determine --facts DIR --region=420000000000", None),
        ("jiahe law tests", "no command 'tests'"),
        ("jiahe synth --county 110118 --inhabitants 5", "no option '--inhabitants'"),
    ],
)
def test_a_command_that_is_gone_is_noticed(call, fault):
    assert fault_of(call) == fault


def links_of(page: Path) -> list[Path]:
    """The files in the repository that a page links to."""
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    return [(page.parent / target).resolve() for target in targets if "://" not in target]


def test_every_link_between_pages_leads_somewhere():
    broken = [
        f"{page.relative_to(ROOT)}: {target}" for page in PAGES for target in links_of(page) if not target.exists()
    ]
    assert broken == []


def test_every_page_of_the_documentation_stands_in_its_index():
    index = ROOT / "docs" / "index.md"
    left_out = {page for page in PAGES if page.is_relative_to(ROOT / "docs")} - {index, *links_of(index)}
    assert sorted(page.relative_to(ROOT).as_posix() for page in left_out) == []


def test_every_page_that_the_code_names_exists():
    named = {
        (page, module.relative_to(ROOT).as_posix())
        for module in ROOT.glob("src/**/*.py")
        for page in re.findall(r"\bdocs/[\w/-]+\.md", module.read_text(encoding="utf-8"))
    }
    assert sorted(f"{page}, named in {module}" for page, module in named if not (ROOT / page).is_file()) == []
