"""``jiahe backup``: the office's database as one encrypted file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from jiahe.cli import console as c
from jiahe.cli import options as o
from jiahe.cli.office import the_office
from jiahe.cli.passphrase import ask_passphrase, passphrase_option


@click.group()
def backup() -> None:
    """备份与恢复。Encrypted backups of the office's database."""


@backup.command()
@click.argument("file", type=o.FILE)
@passphrase_option
@click.option(
    "--backup-key",
    is_flag=True,
    help="用备份密钥代替口令 / Encrypt with the office's key for backups (JIAHE_HOME/keys/backup), not a passphrase.",
)
def create(file: Path, passphrase_file: Path | None, backup_key: bool) -> int:
    """备份。Write the database into a new encrypted file, while the office works. The keys are not in it."""
    with the_office() as start, start.database():
        from jiahe.site import backup as work

        key = work.backup_key() if backup_key else ask_passphrase(passphrase_file, twice=True)
        with c.progress_bar(quiet=False) as report:
            needed = work.create(file, key, report)
    numbers = ", ".join(map(str, needed))
    click.echo(f"→ {file}\n要用这些密钥 it needs these keys: {numbers}（jiahe keys export）")
    return 0


@backup.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@passphrase_option
def restore(file: Path, passphrase_file: Path | None) -> int:
    """恢复。Put a backup into an empty office (a new JIAHE_HOME or database): all of it or nothing."""
    with the_office() as start, start.database():
        from jiahe.site import backup as work

        key = ask_passphrase(passphrase_file) if work.wants_passphrase(file) else work.backup_key_here()
        with c.progress_bar(quiet=False) as report:
            done = work.restore(file, key, report)
    click.echo(f"已恢复 {done.made_at} 的备份。The backup of {done.made_at} is restored.")
    if done.missing:
        numbers = ", ".join(map(str, done.missing))
        click.echo(
            f"缺少密钥 {numbers}，身份证号码打不开：请运行 jiahe keys import。"
            f"The keys {numbers} are missing; ID numbers do not open. Run: jiahe keys import",
            err=True,
        )
        return 1
    return 0
