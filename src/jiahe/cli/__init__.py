"""The ``jiahe`` command. Each sub-command has a module of its own; nothing here decides anything about the law.

Exit codes: 0 done; 1 done, and faults were found (facts set aside, cases failed) or nobody was determined; 2 not done:
the message says why; 3 not done, by a fault of Jiahe's own. With JIAHE_TRACEBACK=1 the traceback is printed too.
"""

from __future__ import annotations

import os
import sys
import traceback

import click
import duckdb

from jiahe import __version__
from jiahe.cli.backup import backup
from jiahe.cli.console import Problem, say_problem
from jiahe.cli.demo import demo
from jiahe.cli.determine import determine
from jiahe.cli.divisions import newer_list
from jiahe.cli.explain import explain
from jiahe.cli.facts import facts
from jiahe.cli.keys import keys
from jiahe.cli.law import law
from jiahe.cli.load import load
from jiahe.cli.office import demo_office, demo_stop, migrate, serve
from jiahe.cli.run import determine_office
from jiahe.cli.simulate import simulate
from jiahe.cli.staff import office
from jiahe.cli.stopping import STOP
from jiahe.cli.synth import synth
from jiahe.cli.trust import trust
from jiahe.cli.usage import said_in_chinese
from jiahe.places import PlacesError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, message="jiahe %(version)s")
def jiahe() -> None:
    """家和 Jiahe：谁应享什么、为什么、谁漏享。Who is owed what, why, and who is missing it.

    Exit codes: 0 done 完成; 1 done, and faults were found or nobody was determined 有问题; 2 not done, and the message
    says why 没有完成; 3 a fault of Jiahe's 程序出错 (JIAHE_TRACEBACK=1 shows where).
    """


office.add_command(load)
office.add_command(determine_office)
office.add_command(newer_list)
for command in (determine, explain, simulate, law, facts, synth, demo):
    jiahe.add_command(command)
for command in (serve, migrate, office, keys, backup, trust, demo_office, demo_stop):
    jiahe.add_command(command)


def main() -> None:
    """Run the command; problems are said in one message, without a traceback."""
    STOP.listen()
    try:
        code = jiahe.main(standalone_mode=False)
    except BrokenPipeError:  # whoever read the output has closed it, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (Exception, KeyboardInterrupt) as fault:
        if os.environ.get("JIAHE_TRACEBACK"):
            traceback.print_exc()
        sys.exit(_say(fault, stopped=STOP.asked))
    sys.exit(code if isinstance(code, int) else 0)


def _say(fault: BaseException, *, stopped: bool) -> int:
    """Say in one message why the command was not done, and return its exit code."""
    if stopped or isinstance(fault, click.exceptions.Abort | KeyboardInterrupt):
        say_problem(
            "没有写完的不是结果，请重新运行。What was unfinished is no result; run it again.", "已中断 interrupted"
        )
    elif isinstance(fault, click.UsageError):
        usage = f"\n{fault.ctx.get_usage()}" if fault.ctx else ""
        say_problem(f"{said_in_chinese(fault)}{fault.format_message()}{usage}", "命令写得不对 the command is not right")
    elif isinstance(fault, click.ClickException):
        say_problem(fault.format_message())
    elif isinstance(fault, PlacesError):
        say_problem(f"{fault.zh}{fault}")
    elif isinstance(fault, Problem):
        say_problem(str(fault))
    elif isinstance(fault, OSError):
        files = " → ".join(str(name) for name in (fault.filename, fault.filename2) if name)
        say_problem(
            f"{fault.strerror or fault}{f': {files}' if files else ''}. 请检查路径、权限和磁盘空间。"
            "See that the path is right, may be written to, and that the disk has room.",
            "文件读写不了 a file cannot be read or written",
        )
    elif isinstance(fault, duckdb.OutOfMemoryException):
        say_problem(
            f"请用 --memory 给更多内存，或腾出磁盘。Give more with --memory, or free some disk. ({_first_line(fault)})",
            "内存不够 not enough memory",
        )
    elif isinstance(fault, duckdb.Error):
        say_problem(_first_line(fault), "数据库报错 the database refuses")
    else:
        say_problem(
            f"{type(fault).__name__}: {fault}\n"
            "请设 JIAHE_TRACEBACK=1 重新运行，并把输出报告给我们（注意不要带出个人资料）。"
            "Run it again with JIAHE_TRACEBACK=1 to see where, and report it (mind the personal data in it).",
            "程序本身出错 this is a fault of Jiahe's",
        )
        return 3
    return 2


def _first_line(fault: Exception) -> str:
    return str(fault).splitlines()[0] if str(fault) else type(fault).__name__
