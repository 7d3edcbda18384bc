"""``jiahe trust``: the seals over the read log, and the erasure of what is past its time."""

from __future__ import annotations

import datetime as dt
import io
import os
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from jiahe.cli import console as c
from jiahe.cli import options as o
from jiahe.cli.office import start_office, the_office
from jiahe.cli.stopping import STOP
from jiahe.law.errors import LawError

MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])

SAID = {
    "changed": ("被改动", "was changed"),
    "removed": ("被删除", "was removed"),
    "added": ("是封存之后加进去的", "was slipped in after the sealing"),
    "seal_changed": ("封条被改动", "the seal was changed"),
    "seal_missing": ("封条不见了", "the seal is missing"),
    "chain_broken": ("与前一个封条接不上", "does not continue the seal before"),
    "cut_off": ("封条应在而不在：日志的末尾被截掉", "the seal was there and is not: the log's end was cut off"),
}


@click.group()
def trust() -> None:
    """查阅日志 The read log: who has read whose record; sealed, so that it cannot be changed unseen."""


@trust.command("verify")
@click.option("--anchor", default=None, help="以前抄下的封条值 / The hash of a seal, noted earlier: is it still there?")
@o.json_option
def verify_log(anchor: str | None, as_json: bool) -> int:
    """核验日志 Is the read log whole? Names each row that was changed, removed or added. Exit code 0 whole, 1 not."""
    start_office()
    from jiahe.trust.verifying import Verdict, verify

    wanted = "".join(anchor.split()).lower() if anchor else None
    with the_office(), c.progress_bar(as_json) as report:
        verdict: Verdict = verify(anchor=wanted, progress=lambda share: report("核验 verify", share))
    missed = wanted is not None and verdict.anchor is None
    is_whole = not verdict.count and not missed
    if as_json:
        c.print_json(_as_json(verdict, is_whole, wanted))
        return 0 if is_whole else 1
    say = c.out.print
    say(f"记录 {verdict.rows:,} 条，封条 {verdict.seals:,} 个。{verdict.rows:,} rows, {verdict.seals:,} seals.")
    if verdict.unsealed:
        since = f"{verdict.unsealed_since:%Y-%m-%d %H:%M:%S}"
        say(
            f"其中 {verdict.unsealed:,} 条还没有封存（最早 {since}）；正在办公时这是几秒钟的量。\n"
            f"{verdict.unsealed:,} of them are not sealed yet (the oldest of {since}); while the office works, that is "
            "what a few seconds bring."
        )
    for fault in verdict.faults:
        zh, en = SAID[fault.kind]
        if fault.row is not None:
            say(f"  第 {fault.row} 条{zh}（封条 {fault.seal}）Row {fault.row} {en} (seal {fault.seal}).")
        else:
            say(f"  封条 {fault.seal}：{zh}。Seal {fault.seal}: {en}.")
    if verdict.count > len(verdict.faults):
        say(f"  ……共 {verdict.count:,} 处。{verdict.count:,} faults in all.")
    if verdict.other_key:
        say("没有一个封条与 keys/read-log 相符：先查钥匙是否放对。No seal fits keys/read-log: is it the right key?")
    if verdict.anchor is not None:
        at = f"{verdict.anchor.at:%Y-%m-%d %H:%M:%S %z}"
        say(f"抄下的值是第 {verdict.anchor.number} 个封条，{at}。The anchor is seal {verdict.anchor.number} of {at}.")
    elif missed:
        say(
            "日志里没有抄下的值：请核对抄写；如无误，日志被换过。The anchor is not in the log: if it was copied right, "
        )
        say("the log was replaced.")
    say("日志完整。The log is whole." if is_whole else "日志不完整。The log is not whole.")
    if verdict.last is not None:
        spaced = " ".join(verdict.last.hash[at : at + 8] for at in range(0, 64, 8))
        say(f"最后一个封条 the last seal: {verdict.last.number}\n  {spaced}", markup=False)
        say("请抄在纸上，下次用 --anchor 核对。Note it on paper; --anchor checks it next time.")
    return 0 if is_whole else 1


def _as_json(verdict: Any, is_whole: bool, wanted: str | None) -> dict[str, Any]:
    return {
        "whole": is_whole,
        "rows": verdict.rows,
        "seals": verdict.seals,
        "unsealed": verdict.unsealed,
        "unsealed_since": verdict.unsealed_since,
        "faults": verdict.count,
        "first_faults": [{"kind": one.kind, "seal": one.seal, "row": one.row} for one in verdict.faults],
        "anchor_found": None if wanted is None else verdict.anchor is not None,
        "last": None if verdict.last is None else {"number": verdict.last.number, "hash": verdict.last.hash},
    }


@trust.command("seal")
@click.option(
    "--every", type=float, default=None, metavar="SECONDS", help="每隔几秒封存一次，直到停止 / Go on, so often."
)
@click.option(
    "--key-lost",
    is_flag=True,
    help="密钥确实找不回来：换一把，以前封存的不能再核验 / The key is lost for good: go on with another. "
    "What was sealed before cannot be verified any more.",
)
def seal_log(every: float | None, key_lost: bool) -> int:
    """封存日志 Seal what was read, and keep the ledger of erasures. `jiahe serve` does it every three seconds."""
    start_office()
    from django.db import OperationalError, close_old_connections

    from jiahe.trust.erasures import keep
    from jiahe.trust.seals import LogError, go_on_with_another_key, seal_all

    if key_lost:
        with the_office():
            go_on_with_another_key()
    while True:
        try:
            with the_office():
                seal_all()
            keep()
        except LogError as failed:
            raise LawError(str(failed)) from failed
        except OperationalError as failed:
            if every is None:
                raise
            c.say_problem(f"{failed}", "封存要再试 the sealing is tried again")
            close_old_connections()
        if every is None:
            return 0
        try:
            STOP.heed()
            time.sleep(every)
        except KeyboardInterrupt:
            return 0


@trust.command("retention")
@click.option("--dry-run", is_flag=True, help="只数，不删 / Only count.")
@o.json_option
def erase(dry_run: bool, as_json: bool) -> int:
    """到期删除 Erase what is past its time, by trust/inventory.yaml. `jiahe serve` does it each night."""
    start_office()
    from jiahe.trust.acting import acting_as, background
    from jiahe.trust.retention import erase_expired

    with acting_as(background()):
        counts = erase_expired(dry_run=dry_run)
    if as_json:
        c.print_json({"erased": not dry_run, "counts": counts})
        return 0
    table = c.new_table(None, ("表或列 table or column",), ("数量\ncount",))
    for name, count in counts.items():
        table.add_row(name, f"{count:,}")
    c.print_table(table)
    c.out.print("只数了数，没有删除。Only counted; nothing was erased." if dry_run else "已删除。Erased.")
    return 0


@trust.command("affected")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--account", default=None, metavar="NAME", help="登录名 / The sign-in name of an account.")
@click.option("--post", type=click.UUID, default=None, metavar="ID", help="岗位编号 / The key of a post.")
@click.option(
    "--sign-in", type=click.UUID, default=None, metavar="ID", help="某台设备的一次登录 / One sign-in, of those listed."
)
@click.option(
    "--from", "since", type=MOMENT, required=True, help="从何时 / Since when (2026-03-01 or 2026-03-01T08:00)."
)
@click.option("--to", "until", type=MOMENT, required=True, help="到何时（不含）/ Until when (excluded).")
def whom_it_concerns(
    file: Path, account: str | None, post: UUID | None, sign_in: UUID | None, since: dt.datetime, until: dt.datetime
) -> int:
    """泄露涉及谁 Whom a leak concerns: a new CSV file of whose records were read, and which kinds of data.

    The file names people: give it to whoever is in charge of the matter. That it was made is in the read log of each.
    """
    if account is None and post is None and sign_in is None:
        raise LawError("请写明账户、岗位或登录。\nSay whose reading: --account, --post or --sign-in.")
    if file.exists():
        raise LawError(f"已有文件 {file}，请换一个名字。\nThere is a file {file} already; take another name.")
    with the_office() as start, start.database():
        from django.utils import timezone

        from jiahe.people.affected import NoSuchReader, affected_by, files_shown, write
        from jiahe.trust.acting import acting_as, background
        from jiahe.trust.models import SignedIn

        since, until = (timezone.make_aware(one) for one in (since, until))
        signed_in = SignedIn.objects.using("owner").select_related("account")
        if sign_in is not None:
            one = signed_in.filter(id=sign_in).first()
            if one is None:
                raise LawError("没有这次登录，或已过 30 天。\nThere is no such sign-in, or it is older than 30 days.")
            account, since = one.account.username, max(since, one.since)
            until = min(until, one.last_used + dt.timedelta(minutes=1))
        text = io.StringIO(newline="")
        with acting_as(background()):
            try:
                people = affected_by(account=account, post=post, since=since, until=until)
                shown = files_shown(account=account, post=post, since=since, until=until)
            except NoSuchReader as unknown:
                raise LawError(str(unknown)) from unknown
            count = write(text, people.values())
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(text.getvalue().encode("utf-8-sig"))
        click.echo(f"→ {file}\n涉及 {count} 人。It concerns {count} people.")
        for load, rows in shown.items():
            click.echo(f"还看过外来文件 {load} 的行 Rows of a file from another office were shown too: {rows}")
        for one in signed_in.filter(account__username=account, last_used__gte=since, since__lt=until).order_by("since"):
            when = " – ".join(f"{timezone.localtime(at):%Y-%m-%d %H:%M}" for at in (one.since, one.last_used))
            click.echo(f"登录 sign-in {one.id}: {when} {one.browser}")
    return 0
