"""What row-level security asks of rows about people whom a load of a file has brought."""

from __future__ import annotations

from jiahe.trust.policies import may

LOADED = "(SELECT nullif(current_setting('jiahe.load', true), '')::uuid)"
"""The load that goes on, or is taken back."""

LOADER = f"{may('load:file')} AND (SELECT current_setting('jiahe.whole', true)) = 'yes'"
"""That the acting post may load files, and sees the whole county."""


def brought(*columns: str) -> str:
    """Return the condition that one of the columns points at a person whom the load that is taken back has brought."""
    theirs = " OR ".join(
        f"EXISTS (SELECT FROM people_person one WHERE one.id = {column} AND one.load = {LOADED})" for column in columns
    )
    return f"{LOADER} AND ({theirs})"
