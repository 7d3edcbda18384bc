"""``jiahe keys``: the keys that seal ID numbers, telephones and accounts. No command shows a key."""

from __future__ import annotations

from pathlib import Path

import click

from jiahe.cli import console as c
from jiahe.cli import options as o
from jiahe.cli.office import the_office
from jiahe.cli.passphrase import ask_passphrase, passphrase_option


@click.group()
def keys() -> None:
    """密钥管理。The keys that seal ID numbers, telephones and accounts."""


@keys.command("list")
@o.json_option
def list_keys(as_json: bool) -> int:
    """列出密钥和用量。Numbers, suites, and how many values each key still opens; never a key."""
    with the_office() as start, start.database():
        from jiahe.trust import key_changes

        found = key_changes.list_keys()
    if as_json:
        c.print_json([vars(one) for one in found])
        return 0
    table = c.new_table(None, ("编号 number", "算法 suite", "状态 state", "启用 made"), ("值 values",))
    for one in found:
        state = "当前 current" if one.current else "停用 retired" if one.retired_at else "旧 older"
        table.add_row(str(one.number), one.suite, state, f"{one.made_at:%Y-%m-%d}", f"{one.values:,}")
    c.print_table(table)
    return 0


@keys.command()
@click.option(
    "--suite",
    type=click.Choice(["aes-256-gcm", "sm4-gcm"]),
    default="aes-256-gcm",
    show_default=True,
    help="算法 / What the new key seals with.",
)
def new(suite: str) -> int:
    """启用新密钥。Make a new key; from now on it seals. Older values are opened as before."""
    with the_office() as start, start.database():
        from jiahe.trust import key_changes
        from jiahe.trust.suites import SUITES

        number = key_changes.new_key(SUITES[suite])
    click.echo(f"{number} 号密钥已启用。下一步：jiahe keys rotate。Key {number} seals now. Next: jiahe keys rotate")
    return 0


@keys.command()
def rotate() -> int:
    """重新加密。Seal older values with the current key while the office works; it may be cut off and begun again."""
    with the_office() as start, start.database(), c.progress_bar(quiet=False) as report:
        from jiahe.trust import rotation

        done = rotation.rotate(report)
    click.echo(f"重新加密 {done.rows:,} 行。{done.rows:,} rows were sealed anew.")
    if done.unreadable:
        shown = ", ".join(f"{table} {key}" for table, key in done.unreadable[:10])
        click.echo(
            f"{len(done.unreadable):,} 行打不开，没有改动 rows could not be opened and are as they were: {shown}",
            err=True,
        )
        return 1
    return 0


@keys.command()
@click.argument("number", type=int)
def retire(number: int) -> int:
    """停用旧密钥。Stop using an older key, when no value needs it any more. Its file stays: older backups need it."""
    with the_office() as start, start.database():
        from jiahe.trust import key_changes

        key_changes.retire(number)
    click.echo(f"{number} 号密钥已停用。Key {number} is retired.")
    return 0


@keys.command("export")
@click.argument("file", type=o.FILE)
@passphrase_option
def export_keys(file: Path, passphrase_file: Path | None) -> int:
    """导出密钥。Write every key file into one file that a passphrase opens. Keep it apart from the backups."""
    with the_office() as start, start.database():
        from jiahe.trust import key_copies

        names = key_copies.export_keys(file, ask_passphrase(passphrase_file, twice=True))
    click.echo(f"已导出 exported: {', '.join(names)} → {file}")
    return 0


@keys.command("import")
@click.argument("file", type=o.FILE)
@passphrase_option
def import_keys(file: Path, passphrase_file: Path | None) -> int:
    """导入密钥。Put exported keys into this office's home. A key that is there already must be the same."""
    with the_office() as start:
        start.set_up()
        from jiahe.trust import key_copies

        names = key_copies.import_keys(file, ask_passphrase(passphrase_file))
    click.echo(f"已导入 imported: {', '.join(names) or '没有新的 none is new'}")
    return 0
