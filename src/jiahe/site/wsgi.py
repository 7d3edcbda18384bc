"""The application that the server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from jiahe.site.database import REQUESTS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiahe.site.settings")
os.environ[REQUESTS] = "yes"
application = get_wsgi_application()


def warm() -> None:
    """Read the law before the first request comes, not during it.

    What is there then stays: nobody looks through it for garbage in the midst of a request.
    """
    from django.urls import resolve

    from jiahe.entitlements.law import setting_of, steps
    from jiahe.places.divisions import Divisions

    steps()
    setting_of()
    Divisions.published().places("0", "9")
    resolve("/")  # and with it every view
    gc.collect()
    gc.freeze()


if os.environ.get("JIAHE_WARM"):
    warm()
