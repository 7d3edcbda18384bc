"""What every test needs: how many examples are drawn, and what is skipped where Spark cannot run."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.utils import translation
from hypothesis import HealthCheck, settings

from tests.cast import cast, posts  # noqa: F401 - fixtures for every folder
from tests.office_database import HOME

# JIAHE_EXAMPLES scales every generated test, from the CI's default to a long night run.
settings.register_profile(
    "jiahe",
    max_examples=int(os.environ.get("JIAHE_EXAMPLES", "100")),
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("jiahe")


def _why_no_spark() -> str | None:
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed (pip install 'jiahe[spark]')"
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "Spark needs Java 17 or later, and none is on PATH"
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep on one worker what stands on the same thing that takes long to make; skip Spark tests with the reason.

    All Spark tests: one Java machine is enough. The tests of a module that share a fixture of the module: each worker
    would make its own. The journeys of a module: what they stand on is made once.
    """
    reason = _why_no_spark()
    for item in items:
        if item.get_closest_marker("spark"):
            item.add_marker(pytest.mark.xdist_group("spark"))
            if reason:
                item.add_marker(pytest.mark.skip(reason=reason))
        elif item.get_closest_marker("journey") or _shares_with_its_module(item):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.split("::")[0]))


def _shares_with_its_module(item: pytest.Function) -> bool:
    return any(found[-1].scope == "module" for found in item._fixtureinfo.name2fixturedefs.values())


@pytest.fixture(autouse=True)
def _reads_in_the_first_language() -> Iterator[None]:
    """A page that a test has asked for in English leaves that language to the thread: the next test begins anew."""
    yield
    if django_settings.configured:
        translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Start a real PostgreSQL for the tests that need it, with the tables made by their owner; stop it at the end.

    Tests work as the role that row-level security binds, each in a transaction that is rolled back.
    """
    from jiahe.site import database, start

    HOME.chmod(0o755)
    with django_db_blocker.unblock():
        database.start_embedded(HOME / "postgres")
        start.migrate()
    yield
    database.stop_embedded(HOME / "postgres")
