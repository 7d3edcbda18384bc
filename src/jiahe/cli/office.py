"""``jiahe serve`` and ``jiahe migrate``: the office."""

from __future__ import annotations

from typing import Any

import click

from jiahe.law.errors import LawError


def _start() -> Any:
    try:
        from jiahe.site import start
    except ModuleNotFoundError as missing:
        raise LawError(
            f"没有安装“{missing.name}”。办公平台需要安装 jiahe[office]。\n"
            f"{missing.name} is not installed. The office needs: pip install 'jiahe[office]'."
        ) from missing
    return start


@click.command()
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="监听地址 Address and port to listen on.")
@click.option("--workers", default=2, show_default=True, help="网页进程数 Processes that answer requests.")
def serve(address: str, workers: int) -> int:
    """启动办公平台。Serve the office: database (embedded unless DATABASE_URL is set), web, worker. Ctrl-C stops it."""
    return int(_start().serve(address=address, workers=workers))


@click.command()
def migrate() -> int:
    """更新数据库表结构。Bring the database's tables up to date, as the role that owns them."""
    start = _start()
    start.prepare()
    start.migrate()
    return 0
