"""The ``jiahe`` command. Each sub-command has a module of its own; nothing here decides anything about the law.

Exit codes: 0 done; 1 done, and faults were found (facts set aside, cases failed); 2 not done: the message says why.
"""

from __future__ import annotations

import sys

import click

from jiahe import __version__
from jiahe.cli.console import Problem, say_problem
from jiahe.cli.demo import demo
from jiahe.cli.determine import determine
from jiahe.cli.explain import explain
from jiahe.cli.facts import facts
from jiahe.cli.law import law
from jiahe.cli.simulate import simulate
from jiahe.cli.synth import synth


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, message="jiahe %(version)s")
def jiahe() -> None:
    """家和 Jiahe: who is owed what, why, and who is missing it.

    Exit codes: 0 done; 1 done, and faults were found; 2 not done, and the message says why.
    """


for command in (determine, explain, simulate, law, facts, synth, demo):
    jiahe.add_command(command)


def main() -> None:
    """Run the command; known problems are said in one message, without a traceback."""
    try:
        code = jiahe.main(standalone_mode=False)
    except click.exceptions.Abort:
        say_problem("Interrupted. Nothing unfinished was left behind; run the command again.")
        sys.exit(2)
    except click.ClickException as problem:
        problem.show()
        sys.exit(2)
    except Problem as problem:
        say_problem(str(problem))
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)
