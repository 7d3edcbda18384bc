"""The public pages are tested without a database: a test that touched it would fail."""

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client


@pytest.fixture(scope="session", autouse=True)
def static_files():
    """Pages name their static files by what is in them, so they must have been gathered."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def no_database():
    """What the frame of a page asks the database for (the office's name) is in the cache, so nothing else may."""
    caches["process"].set("web.office_name", "")
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
