"""A database of some tests' own, for what must be committed: other connections, processes, the owner's SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg


@contextmanager
def own_database(name: str, django_db_blocker: Any) -> Iterator[None]:
    """Work on a copy of the tests' empty database; take it away afterwards. ``django_db_setup`` must have run."""
    from django.conf import settings
    from django.db import connections

    from jiahe.site.database import url_of

    def use(name: str) -> None:
        for alias in ("default", "owner"):
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name
        settings.APP_DATABASE_URL = url_of({**settings.DATABASES["default"], "NAME": name})

    host, before = settings.DATABASES["default"]["HOST"], settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock():
        use("postgres")
        with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {before} OWNER jiahe_owner")
            use(name)
            try:
                yield
            finally:
                use(before)
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
