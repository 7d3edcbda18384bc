"""``jiahe office``: setting an office up on its server: places, posts, accounts, and who holds what.

These commands act as the security administrator whom a new office does not have yet. Whoever can run them can read the
database's keys as well; from the first sign-in on, the pages are the way (docs/how-to/set-up-an-office.md).
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from jiahe.cli.console import new_table, print_table
from jiahe.cli.office import the_office
from jiahe.cli.options import DATE
from jiahe.law.errors import LawError
from jiahe.places.divisions import Place

ADDRESS = "http://127.0.0.1:8000"


@contextmanager
def _acting() -> Iterator[None]:
    """Open the office and act as its security administrator; what is refused is said in both languages."""
    with the_office() as start, start.database():
        from django.conf import settings
        from django.db import ProgrammingError
        from psycopg.errors import UndefinedTable

        from jiahe.trust.acting import Acting, acting_as
        from jiahe.web.refusal import Refused

        console = Acting(UUID(int=0), "security_administrator", settings.COUNTY, "命令行", "Command line")
        try:
            with acting_as(console):
                yield
        except Refused as refused:
            raise LawError(f"{refused.words.zh}\n{refused.words.en}") from refused
        except ProgrammingError as error:
            if isinstance(error.__cause__, UndefinedTable):
                raise LawError(
                    "还没有数据表，请先运行 jiahe migrate。\nThere are no tables: run jiahe migrate."
                ) from error
            raise


@click.group()
def office() -> None:
    """开办：地点、岗位、账户；判定。Set an office up: its places, posts, accounts; determine its register."""


@office.command("places")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def places(file: Path) -> None:
    """登记国家区划代码里没有的地点。Add places that the published list lacks, from CSV: code,name,level."""
    with the_office() as start, start.database():
        from jiahe.places.naming import divisions
        from jiahe.places.published_list import add_own

        with file.open(encoding="utf-8-sig", newline="") as rows:
            found = [_place(row, number) for number, row in enumerate(csv.DictReader(rows), 2)]
        divisions().with_places(found)  # refuses what is not whole
        add_own(found, file.name)
    click.echo(f"已登记 {len(found)} 个地点。{len(found)} places are known.")


def _place(row: dict[str, Any], line: int) -> Place:
    try:
        return Place(str(row["code"]).strip(), str(row["name"]).strip(), int(row["level"]))
    except (KeyError, TypeError, ValueError) as error:
        raise LawError(
            f"第 {line} 行读不懂：需要 code,name,level 三列，level 是 3（县）、4（乡镇）或 5（村）。\n"
            f"Line {line} cannot be read: write code,name,level; level is 3 (county), 4 (town) or 5 (village)."
        ) from error


# ------------------------------------------------------------------------------------------------ posts


@office.group("post")
def post() -> None:
    """岗位。Posts."""


@post.command("add")
@click.option("--role", required=True, help="岗位类别 Kind: village_worker, security_administrator …")
@click.option("--place", help="12 位区划代码，不写为全县 Code of its place; the county when left out.")
@click.option("--title", required=True, help="岗位名称 Its name in Chinese.")
@click.option("--title-en", required=True, help="英文名称 Its name in English.")
@click.option("--facility", default="", help="医疗卫生机构 The facility of a health provider's post.")
def add_post(role: str, place: str | None, title: str, title_en: str, facility: str) -> None:
    """新设岗位。Make a post."""
    with _acting():
        from django.conf import settings

        from jiahe.trust.office.posts import add_post as add

        made = add(role=role, place=place or settings.COUNTY, title=title, title_en=title_en, facility=facility)
    click.echo(f"已设岗位 made: {made.title} {made.title_en} ({made.id})")


@post.command("list")
def list_posts() -> None:
    """列出岗位和现任。List the posts, and who holds each today."""
    table = new_table(None, ("岗位 post", "类别 kind", "地方 place", "现任 held by", "编号 id"))
    with _acting():
        from jiahe.places.naming import full_name
        from jiahe.trust.office.queries import posts_listed

        for one in posts_listed():
            holders = "、".join(held.account.username for held in one.now) or "空缺 vacant"
            place = f"{full_name(one.place, from_level=3)} {one.place}"
            table.add_row(f"{one.title} {one.title_en}", one.role, place, holders, str(one.id))
    print_table(table)


@post.command("end")
@click.argument("post")
@click.option("--from", "on", type=DATE, help="从哪天起撤销，不写为今天 First day without it; today when left out.")
def end_post(post: str, on: dt.date | None) -> None:
    """撤销岗位（名称或编号）。End a post, named by its title or id."""
    with _acting():
        from django.utils import timezone

        from jiahe.trust.office.posts import end_post as end

        end(post=_post(post), on=on or timezone.localdate())
    click.echo("已撤销。Ended.")


def _post(text: str) -> UUID:
    """Return the key of a post by its id, or by its title where only one has it."""
    from jiahe.trust.office.queries import posts_listed

    found = [one.id for one in posts_listed() if text in (str(one.id), one.title, one.title_en)]
    if len(found) != 1:
        raise LawError(
            f"叫“{text}”的岗位有 {len(found)} 个。请用编号（jiahe office post list）。\n"
            f"{len(found)} posts are called {text!r}. Write the id (jiahe office post list)."
        )
    return UUID(str(found[0]))


# ------------------------------------------------------------------------------------------------ accounts


@office.group("account")
def account() -> None:
    """账户。Accounts."""


_ADDRESS = click.option("--address", default=ADDRESS, show_default=True, help="网址 Where the office is served.")


@account.command("add")
@click.argument("username")
@click.option("--name", "full_name", required=True, help="姓名 Full name.")
@_ADDRESS
def add_account(username: str, full_name: str, address: str) -> None:
    """新开账户，给出密码链接（只显示一次）。Make an account; print the link for its password, this once."""
    with _acting():
        from jiahe.trust.office.accounts import add_account as add
        from jiahe.trust.office.accounts import password_link

        made = add(username=username, full_name=full_name)
        path = password_link(account=made.id)
    _say_link(made.username, address, path)


@account.command("link")
@click.argument("username")
@_ADDRESS
def link(username: str, address: str) -> None:
    """重新给密码链接。Print another link for a password, forgotten or not set yet."""
    with _acting():
        from jiahe.trust.office.accounts import password_link

        path = password_link(account=_account(username))
    _say_link(username, address, path)


def _say_link(username: str, address: str, path: str) -> None:
    click.echo(f"{username}：请本人打开链接设密码，三天内有效，只显示这一次。")
    click.echo("Its owner opens this and sets a password; it works for three days and is shown this once:")
    click.echo(f"{address.rstrip('/')}{path}")


@account.command("list")
def list_accounts() -> None:
    """列出账户。List the accounts, and the posts each holds today."""
    table = new_table(None, ("用户名 user name", "姓名 name", "岗位 posts", "状态 state"))
    with _acting():
        from jiahe.trust.office.queries import accounts_listed

        for one in accounts_listed():
            state = "可以登录 can sign in" if one.has_usable_password() else "还没设密码 no password yet"
            posts = "、".join(held.post.title for held in one.now) or "无 none"
            table.add_row(one.username, one.full_name, posts, state if one.is_active else "已停用 closed")
    print_table(table)


@account.command("hold")
@click.argument("username")
@click.argument("post")
@click.option("--from", "first", type=DATE, help="从哪天起，不写为今天 From this day; today when left out.")
@click.option("--until", type=DATE, help="从这天起不再担任 First day on which it is no longer held.")
@click.option("--instead-of", help="代理谁（用户名）Stand in for this holder of the post; needs --until.")
def hold(username: str, post: str, first: dt.date | None, until: dt.date | None, instead_of: str | None) -> None:
    """让账户担任岗位（名称或编号）。Give an account a post, named by its title or id."""
    with _acting():
        from django.utils import timezone

        from jiahe.trust.office.posts import give_post, stand_in

        day, who, what = first or timezone.localdate(), _account(username), _post(post)
        if instead_of is None:
            give_post(post=what, account=who, from_date=day, until_date=until)
        elif until is None:
            raise LawError("代理要写明 --until。\nWho stands in does so until a day: write --until.")
        else:
            stand_in(holding=_held(_account(instead_of), what, day), account=who, from_date=day, until_date=until)
    click.echo("已办理。Done.")


@account.command("unlock")
@click.argument("username")
@click.option("--reason", required=True, help="原因 Why; it is written down.")
def unlock(username: str, reason: str) -> None:
    """解除第二道验证。Remove a lost second factor: its owner is signed out, and sets up another at the next sign-in."""
    with _acting():
        from jiahe.trust.office.accounts import remove_second_factor

        remove_second_factor(account=_account(username), reason=reason)
    click.echo("已解除，已记录。Removed, and written down.")


@account.command("close")
@click.argument("username")
def close(username: str) -> None:
    """停用账户。Close an account: it signs in no more, and holds nothing."""
    with _acting():
        from jiahe.trust.office.accounts import close_account

        close_account(account=_account(username))
    click.echo("已停用。Closed.")


# ------------------------------------------------------------------------------------------------ programs


@office.command("key")
@click.argument("system")
@click.argument("post")
@click.option("--for", "purpose", required=True, help="用途 What for; it stands in the read log.")
@click.option("--may", "operations", multiple=True, required=True, help="可以做的事 An operation, as people:find.")
@click.option("--until", type=DATE, required=True, help="到哪天为止 First day on which it does not work.")
@click.option("--from-address", "networks", multiple=True, help="只能从这里来 An address or range it may come from.")
def give_key(
    system: str, post: str, purpose: str, operations: tuple[str, ...], until: dt.date, networks: tuple[str, ...]
) -> None:
    """发程序密钥（只显示一次）。Give a system a key for a post, named by its title or id; print it, this once."""
    with _acting():
        import jiahe.site.urls  # noqa: F401 - the rooms tell of their operations
        from jiahe.trust.programs.keys import give_key as give

        given = give(
            system=system, post=_post(post), purpose=purpose, operations=operations, until_date=until, networks=networks
        )
    click.echo("密钥只显示这一次，已记录。The key, shown this once; it is written down that it was given:")
    click.echo(given.secret)


def _account(username: str) -> UUID:
    from jiahe.trust.models import Account

    found = Account.objects.filter(username=username).values_list("id", flat=True).first()
    if found is None:
        raise LawError(f"没有用户名“{username}”。\nThere is no account {username!r} (jiahe office account list).")
    return UUID(str(found))


def _held(account: UUID, post: UUID, day: dt.date) -> int:
    from jiahe.places.models import Holding, holds_on

    held = Holding.objects.filter(holds_on(day), account=account, post=post, substitutes_for=None).first()
    if held is None:
        raise LawError(f"{day} 此人不担任这个岗位。\nThis account does not hold the post on {day}.")
    return int(held.id)
