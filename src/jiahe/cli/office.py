"""``jiahe serve`` and ``jiahe migrate``: the office."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from jiahe.law.errors import LawError


@contextmanager
def the_office() -> Iterator[Any]:
    """Give what starts the office; say what is not installed, and which setting or key is wrong."""
    try:
        from jiahe.site import start
        from jiahe.site.config import ConfigError
        from jiahe.trust.key_store import KeyProblem
    except ModuleNotFoundError as missing:
        raise LawError(
            f"没有安装“{missing.name}”。办公平台需要安装 jiahe[office]。\n"
            f"{missing.name} is not installed. The office needs: pip install 'jiahe[office]'."
        ) from missing
    try:
        yield start
    except ConfigError as wrong:
        raise LawError(f"设置不能用，请照下面改正。The settings cannot be used; put this right:\n{wrong}") from wrong
    except KeyProblem as wrong:
        raise LawError(str(wrong)) from wrong


def start_office() -> None:
    """Start the database if it is the embedded one and does not run, and set Django up."""
    with the_office() as start:
        start.prepare()


@click.command()
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="监听地址 Address and port to listen on.")
@click.option("--workers", default=2, show_default=True, help="网页进程数 Processes that answer requests.")
def serve(address: str, workers: int) -> int:
    """启动办公平台。Serve the office: database (embedded unless DATABASE_URL is set), web, worker. Ctrl-C stops it."""
    with the_office() as start:
        return int(start.serve(address=address, workers=workers))


@click.command()
def migrate() -> int:
    """更新数据库表结构。Bring the database's tables up to date, as the role that owns them."""
    with the_office() as start:
        config = start.prepare()
        start.migrate(config)
        start.erase_again(config)
    return 0


@click.command("demo-office")
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="监听地址 Address and port to listen on.")
def demo_office(address: str) -> int:
    """演示办公平台。The demo town in PostgreSQL, determined and served, with a sign-in for each kind of post."""
    from jiahe.cli import console as c

    with the_office(), c.progress_bar(quiet=False) as report:
        from jiahe.site import demo

        demo.own_folder()
        signins = demo.make_office(report)
        report("server", 0)
        demo.stop_server()
        try:
            demo.start_server(address)
        except RuntimeError as failed:
            raise LawError(f"办公平台没有启动。The office did not start:\n{failed}") from failed
    c.out.print(f"\n打开 open: http://{address}/    停止 stop: make demo-stop\n", markup=False)
    c.out.print("登录（密码只显示这一次）Sign-ins (the passwords are shown this once):", markup=False)
    for one in signins:
        c.out.print(f"  {one.title:<38} {one.username:<10} {one.password}", markup=False)
    return 0


@click.command("demo-stop")
def demo_stop() -> int:
    """停止演示。Stop the demo office; nothing goes on running, and nothing is deleted."""
    with the_office():
        from jiahe.site import demo

        demo.own_folder()
        ran = demo.stop_server()
    click.echo("已停止。Stopped." if ran else "没有在运行。It was not running.")
    return 0
