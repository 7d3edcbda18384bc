"""The pages of one's own account."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jiahe.trust.middleware import must_set_up
from jiahe.trust.second_factor import use_code
from jiahe.trust.sessions import browsers_of, device_in_words, idle_minutes, sign_out
from jiahe.web.words import Words


class SecurityView(IndexView):
    """Passkeys, the authenticator app, recovery codes; and what must be set up before anything else."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page shows."""
        tied = SocialAccount.objects.filter(user=self.request.user).exists()
        return {**super().get_context_data(**kwargs), "must": must_set_up(self.request), "government": tied}


security = SecurityView.as_view()


class SetUpAppView(ActivateTOTPView):
    """The set-up of an authenticator app. The code that proves it is used by that."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Set it up."""
        answer = super().form_valid(form)
        app = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        use_code(app, form.cleaned_data["code"])
        return answer


set_up_app = SetUpAppView.as_view()


@login_required
def signed_in(request: HttpRequest) -> HttpResponse:
    """Show where one is signed in; sign out there, one browser or all others."""
    here = request.session.session_key
    if request.method == "POST":
        only = None if "all" in request.POST else request.POST.get("one", "")
        count = sign_out(account=request.user, but=here, only=only)
        said = Words("已在{n}台设备上退出。", "Signed out on {n} {n:device|devices}.").format(n=count)
        messages.success(request, str(said))
        return redirect("signed-in")
    rows = [(one, device_in_words(one.browser), one.session == here) for one in browsers_of(request.user)]
    return render(request, "account/signed_in.html", {"rows": rows, "minutes": idle_minutes(request)})


def cancelled(request: HttpRequest) -> HttpResponse:
    """Come back from the government's sign-on without having signed on."""
    messages.info(request, str(Words("没有登录，可以再试。", "You did not sign in. Try again.")))
    return redirect("account_login")
