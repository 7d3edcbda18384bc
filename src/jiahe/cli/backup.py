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
@click.option(
    "--erasures",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    default=None,
    help="删除台账的副本 / A copy of the ledger of erasures (JIAHE_HOME/erasures); what it says is erased again.",
)
def restore(file: Path, passphrase_file: Path | None, erasures: Path | None) -> int:
    """恢复。Put a backup into an empty office (a new JIAHE_HOME or database): all of it or nothing.

    What was erased after the backup was made is erased again, by the ledger of erasures.
    """
    with the_office() as start, start.database():
        from jiahe.site import backup as work

        if erasures is not None:
            from jiahe.trust.erasures import read

            read(erasures)  # a damaged one is said before anything is put back
        key = ask_passphrase(passphrase_file) if work.wants_passphrase(file) else work.backup_key_here()
        with c.progress_bar(quiet=False) as report:
            done = work.restore(file, key, report)
        again = _erase_again(erasures)
    click.echo(f"已恢复 {done.made_at} 的备份。The backup of {done.made_at} is restored.")
    click.echo(again)
    if done.missing:
        numbers = ", ".join(map(str, done.missing))
        click.echo(
            f"缺少密钥 {numbers}，身份证号码打不开：请运行 jiahe keys import。"
            f"The keys {numbers} are missing; ID numbers do not open. Run: jiahe keys import",
            err=True,
        )
        return 1
    return 0


def _erase_again(ledger: Path | None) -> str:
    """Erase again what was erased after a backup was made, and end the programs' keys; return what to say of it."""
    from django.core.management import call_command

    from jiahe.site import erasures as work
    from jiahe.trust.erasures import ledger as own
    from jiahe.trust.office.proposals import end_what_may_be_over

    call_command("migrate", database="owner", verbosity=0)  # an older backup has no table for it
    ended = end_what_may_be_over()
    has_ledger = ledger is not None or own().exists()
    done = work.redo(ledger)
    work.erase_what_is_old()
    work.say_what_is_left(done)
    keys = ""
    if ended:
        keys = f"程序密钥已停用 {ended} 个，要用的请重新发。{ended} keys of programs were ended: give new ones.\n"
    if not has_ledger:
        return keys + (
            "这里没有删除台账：备份之后撤销、删除的资料又回来了。请用 --erasures 重新恢复，或按请求逐件重做。"
            "There is no ledger of erasures here: what was erased after the backup is back. Restore again with "
            "--erasures, or do it again by the requests."
        )
    return f"{keys}备份之后的删除已重做 {done.count} 项。{done.count} erasures made after the backup were done again."
