"""Writes docs/reference/language.md out of the specification tests: ``python -m tests.law.spec.document``.

It reads the tests, it does not run them: module docstrings are sections, each test is a paragraph with its tables.
"""

import ast
import inspect
import re
import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jiahe.law import language
from jiahe.law.language import Many, Row, Value
from jiahe.law.programme import Law, OutcomeOf
from tests.law.tables import cells

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs" / "reference" / "language.md"


def page() -> str:
    """Return the whole page."""
    sections = [Section(file) for file in sorted(HERE.glob("test_[0-9]*.py"))]
    introduction = (HERE / "introduction.md").read_text(encoding="utf-8").rstrip()
    return "\n\n".join([introduction, *("\n\n".join(section.blocks()) for section in sections), words()]) + "\n"


@dataclass
class Answers:
    """Consecutive expressions about the same facts in the same setting."""

    facts: str
    setting: str
    rows: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


class Section:
    """One file of tests."""

    def __init__(self, file: Path) -> None:
        self.source = file.read_text(encoding="utf-8")
        self.tree = ast.parse(self.source)
        self.named = {name: node for node in self.tree.body for name in _names(node)}
        self.shown: set[str] = set()

    def blocks(self) -> list[str]:
        title, _, text = (ast.get_docstring(self.tree) or "").partition("\n")
        found = [f"## {title}", text.strip()]
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found += self.test(node)
        return found

    def test(self, node: ast.FunctionDef) -> list[str]:
        name = node.name.removeprefix("test_").replace("_", " ")
        text = " ".join((ast.get_docstring(node) or "").split())
        found = [f"**{name[0].upper()}{name[1:]}.** {text}".rstrip()]
        calls = [s.value for s in node.body if isinstance(s, ast.Expr) and isinstance(s.value, ast.Call)]
        group: Answers | None = None
        for call in calls:
            if ast.unparse(call.func) == "determined":
                found += self.determined(call)
                continue
            facts, setting = ast.unparse(call.args[0]), _setting(call)
            if group is None or (group.facts, group.setting) != (facts, setting):
                found += self.answers(group) + self.introduced(facts)
                group = Answers(facts, setting)
            found += self.introduced(*_names_in(call.args[1]))
            group.rows.append((self.text(call.args[1]), self.expected(call.args[2], facts)))
        return found + self.answers(group)

    def answers(self, group: Answers | None) -> list[str]:
        if group is None:
            return []
        units = list(dict.fromkeys(unit for _, answers in group.rows for unit in answers))
        rows = [
            [_code(text), *(_shown(answers[u]) if u in answers else "" for u in units)] for text, answers in group.rows
        ]
        return [_table([[f"of `{group.facts}`{group.setting}", *units], *rows])]

    def determined(self, call: ast.Call) -> list[str]:
        facts, programme = (ast.unparse(argument) for argument in call.args[:2])
        found = self.introduced(facts, programme)
        head, body = cells(ast.literal_eval(call.args[2]))
        caption = f"`{programme}` of `{facts}`{_setting(call)}:"
        if not body:
            return [*found, caption.removesuffix(":") + ": nobody has an outcome."]
        return [*found, caption, _table([head, *(_outcome(head, row) for row in body)])]

    def introduced(self, *names: str) -> list[str]:
        """Return what the names stand for, those that the page has not shown yet in this section."""
        found = []
        for name in names:
            node = self.named.get(name)
            if node is None or name in self.shown:
                continue
            self.shown.add(name)
            found += self.introduced(*_names_in(node))
            found += self.definition(name, node)
        return found

    def definition(self, name: str, node: ast.AST) -> list[str]:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            return [f"```python\n{ast.get_source_segment(self.source, node)}\n```"]
        assert isinstance(node, ast.Assign)
        assert isinstance(node.value, ast.Call)
        call = node.value
        what = "Figures" if ast.unparse(call.func) == "figures" else "Facts"
        tables = [(None, argument) for argument in call.args if isinstance(argument, ast.Constant)]
        tables += [(keyword.arg, keyword.value) for keyword in call.keywords]
        text = []
        for table, value in tables:
            body = textwrap.dedent(ast.literal_eval(value)).strip()
            text.append(f"{table}\n{textwrap.indent(body, '    ')}" if table else body)
        return [f"{what} `{name}`:", "```text\n" + "\n\n".join(text) + "\n```"]

    def expected(self, node: ast.expr, facts: str) -> dict[str, Any]:
        written = ast.literal_eval(node)
        return dict(zip(self.units(facts), written.split(), strict=True)) if isinstance(written, str) else written

    def units(self, facts: str) -> list[str]:
        """Return the keys of the first table of some facts."""
        node = self.named[facts]
        assert isinstance(node, ast.Assign)
        assert isinstance(node.value, ast.Call)
        first = [*node.value.args, *(keyword.value for keyword in node.value.keywords)][0]
        return [row[0] for row in cells(ast.literal_eval(first))[1]]

    def text(self, node: ast.expr) -> str:
        """Return an expression as it is written, in one line."""
        written = " ".join((ast.get_source_segment(self.source, node) or "").split())
        return re.sub(r",? \)", ")", written.replace("( ", "("))


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.ClassDef) or (isinstance(node, ast.FunctionDef) and not node.name.startswith("test_")):
        return [node.name]
    return []


def _names_in(node: ast.AST) -> list[str]:
    return list(dict.fromkeys(part.id for part in ast.walk(node) if isinstance(part, ast.Name)))


def _setting(call: ast.Call) -> str:
    given = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
    words = f" on {given['on']}" if "on" in given else ""
    words += f" in {given['region']}" if "region" in given else ""
    return words + (", with unconfirmed figures" if given.get("unconfirmed") else "")


def _outcome(head: list[str], row: list[str]) -> list[str]:
    """Nobody but the eligible has a total; theirs may be unknown."""
    none = {"total", "this_year", "unclaimed"} if row[1] != "eligible" else set()
    return [cell or ("" if name in none else "unknown") for name, cell in zip(head, row, strict=True)]


def _shown(value: Any) -> str:
    if value is None:
        return "unknown"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


def _table(rows: list[list[str]]) -> str:
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(row) + " |" for row in lines)


# ------------------------------------------------------------------------------------------------ all words


_KINDS = [
    (Row, "A row"),
    (Many, "Many rows"),
    (language.Bool, "A truth"),
    (language.Int, "A whole number"),
    (language.Money, "A sum of money"),
    (language.Date, "A date"),
    (language.Text, "A text"),
    (language.Place, "A place"),
    (Value, "Any value"),
    (Law, "The law"),
    (OutcomeOf, "Another programme's outcome"),
]
_FREE = ["when", "all_of", "any_of", "least", "greatest", "date_of", "yuan", "unknown"]


def words() -> str:
    """Return the list of all words, with the first sentence of what each is."""
    rows = [["of", "word", "what it is"]]
    rows += [
        ["", _code(f"{name}{_arguments(getattr(language, name))}"), _first(getattr(language, name))] for name in _FREE
    ]
    for kind, title in _KINDS:
        for name, member in public(kind):
            rows.append([title, _code(f".{name}{_arguments(member)}"), _first(member)])
    return "## All words\n\n" + _table(rows)


def public(kind: type) -> list[tuple[str, Any]]:
    """Return the words of a kind of value, with what each is."""
    words = [name for name in vars(kind) if not name.startswith("_") and name not in ("node", "frame")]
    return [(name, getattr(kind, name)) for name in words if inspect.getdoc(getattr(kind, name))]


def _arguments(member: Any) -> str:
    if isinstance(member, property):
        return ""
    names = [p for p in inspect.signature(member).parameters.values() if p.name != "self"]
    shown = [
        f"*{p.name}" if p.kind is p.VAR_POSITIONAL else f"{p.name}=" if p.kind is p.KEYWORD_ONLY else p.name
        for p in names
    ]
    return f"({', '.join(shown)})"


def _first(member: Any) -> str:
    text = " ".join((inspect.getdoc(member) or "").split())
    return text.replace("``", "`").replace("|", "\\|")


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
