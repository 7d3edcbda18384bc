"""All addresses. Each room has its own; nothing is named here but the rooms."""

from django.urls import include, path, re_path

from jiahe.site import health
from jiahe.site.api import api
from jiahe.trust.permission_views import permissions
from jiahe.web import errors
from jiahe.web.problems import no_such_address, with_problems
from jiahe.web.views import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("jiahe.public.urls")),
    path("", include("jiahe.mine.urls")),
    path("people/", include("jiahe.people.urls")),
    path("doubles/", include("jiahe.intake.doubles.urls")),
    path("findings/", include("jiahe.intake.findings.urls")),
    path("", include("jiahe.entitlements.urls")),
    path("", include("jiahe.exports.urls")),
    path("intake/", include("jiahe.intake.urls")),
    path("read-log/", include("jiahe.trust.log_urls")),
    path("account/", include("jiahe.trust.urls")),
    path("permissions/", permissions, name="permissions"),
    path("office/", include("jiahe.trust.office.urls")),
    path("", include("jiahe.web.urls")),
    path("api/", with_problems(api.urls)),
    re_path("^api/", no_such_address),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
