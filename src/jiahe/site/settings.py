"""Django's settings. What differs from one office to another comes from the environment (config.py)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF

from jiahe.site.config import read_config
from jiahe.site.database import connections_of, url_of
from jiahe.site.logs import logging_of
from jiahe.trust.files import private_folder

CONFIG = read_config()
HOME = CONFIG.home.resolve()
COUNTY = CONFIG.county
EXPORT_AT_ONCE = CONFIG.export_at_once
EXPORT_DAYS = CONFIG.export_days
UPLOAD_MIB = CONFIG.upload_mib
DROP = CONFIG.drop.resolve() if CONFIG.drop is not None else None
DROP_ACCOUNT = CONFIG.drop_account
MATCHING = CONFIG.matching
LOOKUPS_AN_HOUR = CONFIG.lookups_an_hour
PACKAGE = Path(__file__).resolve().parents[1]

DEBUG = CONFIG.debug
COMPONENTS = CONFIG.components
SECRET_KEY = CONFIG.secret_key or CONFIG.session_secret()
ALLOWED_HOSTS = CONFIG.hosts
ROOT_URLCONF = "jiahe.site.urls"
WSGI_APPLICATION = "jiahe.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "jiahe.web",
    "jiahe.places",
    "jiahe.trust",
    "jiahe.exports",
    "jiahe.people",
    "jiahe.intake",
    "jiahe.entitlements",
    "jiahe.public",
    "jiahe.mine",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "jiahe.web.middleware.OnlyForOurPages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jiahe.site.logs.RequestLog",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jiahe.trust.sessions.TimeoutMiddleware",
    "jiahe.trust.middleware.ActingMiddleware",
    "jiahe.trust.middleware.SecondFactorMiddleware",
    "jiahe.web.middleware.RefuseNul",
    "jiahe.web.middleware.ShowAnotherWay",
    "jiahe.web.middleware.RefuseOtherMethods",
    "jiahe.web.middleware.SayWhatTookTooLong",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django_cotton.cotton_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "jiahe.web.templatetags.words"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "jiahe.trust.context.post",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
COTTON_DIR = "cotton"

# ---------------------------------------------------------------------------------------------------- the database

DATABASES = connections_of(CONFIG)
APP_DATABASE_URL = url_of(DATABASES["default"])
DATABASE_ROUTERS: list[str] = []

# ---------------------------------------------------------------------------------------------------- language and time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# ---------------------------------------------------------------------------------------------------- sign-in

AUTH_USER_MODEL = "trust.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_FORMS = {
    "login": "jiahe.trust.forms.SignIn",
    "reauthenticate": "jiahe.trust.forms.PasswordAgain",
    "change_password": "jiahe.trust.forms.ChangePassword",
    "set_password": "jiahe.trust.forms.SetPassword",
}
ACCOUNT_ADAPTER = "jiahe.trust.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False  # office machines are shared
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # the office sends none
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,30/m/ip", "login": "120/m/ip"}
MFA_ADAPTER = "jiahe.trust.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "jiahe.trust.forms.EnterCode",
    "reauthenticate": "jiahe.trust.forms.CodeAgain",
    "activate_totp": "jiahe.trust.forms.SetUpApp",
    "add_webauthn": "jiahe.trust.forms.AddPasskey",
}
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}  # an office of many people has one address
MFA_TOTP_TOLERANCE = 1  # clocks of phones differ
SOCIALACCOUNT_ADAPTER = "jiahe.trust.government.SocialAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that leads to another host is refused by the policy below
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_PROVIDERS = CONFIG.government()
STAFF_MFA = CONFIG.staff_mfa
CACHES = {
    # allauth counts attempts to sign in here: in the database, for they are counted over all processes.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "trust_attempt",
        "KEY_FUNCTION": "jiahe.trust.attempts.key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # what is beyond them is forgotten, so nobody must fill them quickly
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 12 * 3600  # from sign-in, not from the last use (trust/sessions.py)
IDLE_MINUTES, IDLE_MINUTES_SHARED = CONFIG.idle_minutes, CONFIG.idle_minutes_shared
ALLAUTH_TRUSTED_PROXY_COUNT = CONFIG.proxies
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# ---------------------------------------------------------------------------------------------------- the browser

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True  # no script reads them
if CONFIG.https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = CONFIG.hsts_subdomains
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
CSRF_FAILURE_VIEW = "jiahe.web.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
"""A workbook with a sheet a village asks for each column of each sheet whose header differs: 200 of 30 are 6,000.
Django's own 1,000 would refuse the form that the page itself has made; the size above bounds what is read."""
FILE_UPLOAD_HANDLERS = [
    "jiahe.web.uploads.OnlyWhereTaken",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_TEMP_DIR = private_folder(HOME / "uploads")  # until a file is sealed
FILE_UPLOAD_PERMISSIONS = 0o600

# ---------------------------------------------------------------------------------------------------- log

LOGGING_CONFIG = None
logging_of(CONFIG)
