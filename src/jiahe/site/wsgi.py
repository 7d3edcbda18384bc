"""The application that the server runs."""

import gc
import os
import signal

from django.core.wsgi import get_wsgi_application

from jiahe.site.database import REQUESTS

if os.environ.get("JIAHE_WARM"):
    # Till it has loaded this, a worker has its server's handler, which only notes the signal: the worker would be
    # waited for. It has begun nothing, so it ends at once; then the server gives it a handler of its own.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
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
