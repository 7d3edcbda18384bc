"""The public pages are tested without a database: a test that touched it would fail."""

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client

from jiahe.places import naming
from jiahe.places.divisions import Divisions
from jiahe.places.paths import PlacePaths


@pytest.fixture(scope="session", autouse=True)
def static_files():
    """Pages name their static files by what is in them, so they must have been gathered."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def no_database(request, monkeypatch):
    """What a page asks the database for (the office's name, its own divisions) is there already, so nothing else may.

    A test that is marked for the database reads the divisions from it.
    """
    caches["process"].set("web.office_name", "")
    if request.node.get_closest_marker("django_db") is None:
        published = Divisions.published()
        monkeypatch.setattr(naming, "_read", lambda _: (published, {}, PlacePaths(published)))
    yield
    caches["process"].clear()


@pytest.fixture(params=["zh-hans", "en"])
def reader(request):
    """A browser that reads one of the two languages."""
    return Client(headers={"accept-language": request.param})


@pytest.fixture
def english():
    """A browser that reads English."""
    return Client(headers={"accept-language": "en"})
