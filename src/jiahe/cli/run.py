"""``jiahe office determine``: has the office's register determined now, everybody or one place, as its pages do."""

from __future__ import annotations

import click

from jiahe.cli import console as c
from jiahe.cli.office import the_office
from jiahe.law.errors import LawError


@click.command("determine")
@click.option("--place", metavar="CODE", help="只判定一个乡镇或村 Only a town or village, by its 12 digits.")
def determine_office(place: str | None) -> None:
    """现在判定登记册。Determine the register now: everybody, or the people of one place; what is kept is replaced."""
    with the_office() as start, start.database():
        from jiahe.entitlements.models import Run
        from jiahe.entitlements.runs import AlreadyRunning, begin_run, run_register
        from jiahe.places.divisions import PlacesError
        from jiahe.trust.acting import acting_as, background
        from jiahe.web.refusal import Refused

        acting = background()
        try:
            with acting_as(acting):
                begun = begin_run(why=Run.Why.ASKED, place=place)
        except AlreadyRunning as error:
            raise LawError("已经在判定，请等它完成。\nA run goes on already. Wait for it to end.") from error
        except (Refused, PlacesError) as error:
            zh = error.words.zh if isinstance(error, Refused) else error.zh
            raise LawError(f"{zh}\n{error}") from error
        done = run_register(begun.id, acting)
    c.out.print(f"已判定，共 {done.rows:,} 个答案。Determined: {done.rows:,} answers.", markup=False)
