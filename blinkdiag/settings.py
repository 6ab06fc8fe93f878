"""All settings, read from the environment (README, "Deploy"). Loud when wrong, safe when silent."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError, validate

from blinkdiag import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
"""What the running product writes: the local database, its secret, collected static files."""

USUAL_ADMIN_URL = "admin/"

env = Env()
LOCAL_DATABASE = f"sqlite:///{VAR_DIR / 'blinkdiag.sqlite3'}"


def local_secret() -> str:
    """The secret of a local installation, made once. A deployment sets SECRET_KEY itself."""
    VAR_DIR.mkdir(exist_ok=True)
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


def one_of(*words: str) -> validate.OneOf:
    return validate.OneOf(words, error="Not one of: {choices}.")


try:
    DEBUG = env.bool("DEBUG", False)
    HTTPS = env.bool("HTTPS", False)
    # Hard to take back: it holds for every name below this one, in every browser
    HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
    BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
    ALLOWED_HOSTS: list[str] = env.list(
        "ALLOWED_HOSTS",
        ["127.0.0.1", "localhost", "[::1]"],
        validate=validate.Length(min=1, error="No name, so that every page would be refused."),
    )
    CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
    SECRET_KEY = env.str("SECRET_KEY", "")
    DATABASES = {
        "default": environment.database(
            env.dj_db_url("DATABASE_URL", LOCAL_DATABASE),
            connect_seconds=env.int("DATABASE_CONNECT_SECONDS", 2, validate=validate.Range(1, 60)),
            statement_seconds=env.int(
                "DATABASE_STATEMENT_SECONDS", 60, validate=validate.Range(1, 3600)
            ),
        )
    }
    CACHES = {
        "default": environment.shared_cache(
            env.dj_cache_url("CACHE_URL", "locmem://"),
            seconds=env.float("CACHE_SECONDS", 0.25, validate=validate.Range(0.01, 10)),
        )
    }
    _pictures = environment.storage(
        env.str("STORAGE_URL", ""),
        seconds=env.float("STORAGE_SECONDS", 2, validate=validate.Range(0.1, 30)),
    )
    PAGE_CACHE_MB = env.int("PAGE_CACHE_MB", 32, validate=validate.Range(1, 4096))
    PAGE_CACHE_SHARED_MB = env.int("PAGE_CACHE_SHARED_MB", 128, validate=validate.Range(1, 65536))
    env.int("WEB_CONCURRENCY", 2, validate=validate.Range(1, 1000))  # gunicorn would not name it
    WEB_THREADS = env.int("WEB_THREADS", 8, validate=validate.Range(1, 1000))
    ADMIN_URL = env.str(
        "ADMIN_URL",
        USUAL_ADMIN_URL,
        validate=validate.Regexp(
            r"^(?!(answers|api|c|count|diagnose|how-to|no-light|pictures|privacy|search|staff|static"
            r"|which)/)([\w-]+/)+$",
            error="Not an address of its own with a slash at its end, such as “desk-7/”.",
        ),
    )
    STAFF_TWO_FACTOR = env.str(
        "STAFF_TWO_FACTOR", "optional", validate=one_of("required", "optional", "off")
    )
    ACCESS_LOG = env.str("ACCESS_LOG", "off", validate=one_of("off", "text", "json"))
    METRICS_TOKEN = env.str("METRICS_TOKEN", "")
    COUNT = env.bool("COUNT", True)
    environment.sentry(env.str("SENTRY_DSN", ""))
    PUBLISH_NEEDS_TWO = env.bool("PUBLISH_NEEDS_TWO", False)
    STAFF_SESSION_HOURS = env.int("STAFF_SESSION_HOURS", 12, validate=validate.Range(1, 168))
    AXES_FAILURE_LIMIT = env.int("SIGN_IN_TRIES", 5, validate=validate.Range(1, 100))
    SIGN_IN_CHECKS_PER_MINUTE = env.int(
        "SIGN_IN_CHECKS_PER_MINUTE", 30, validate=validate.Range(1, 6000)
    )
    EMAIL_IS_SET_UP = bool(env.str("EMAIL_URL", ""))
    _email = environment.email(env.dj_email_url("EMAIL_URL", "console:"))
    DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Blinkdiag <blinkdiag@localhost>")
    PASSWORD_SIGN_IN = env.bool("PASSWORD_SIGN_IN", True)
    OIDC_ISSUER = environment.provider(env.str("OIDC_ISSUER", ""))
    OIDC_NAME = env.str("OIDC_NAME", "your firm’s account")
    OIDC_RP_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
    OIDC_RP_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")
    OIDC_RP_SCOPES = env.str("OIDC_SCOPES", "openid email profile")
    OIDC_RP_SIGN_ALGO = env.str("OIDC_SIGN_ALGORITHM", "RS256", validate=one_of("RS256", "ES256"))
    OIDC_ROLES_CLAIM = env.str("OIDC_ROLES_CLAIM", "groups")
    OIDC_ROLES = environment.roles(env.dict("OIDC_ROLES", {}))
    SIGN_IN_LOCK_MINUTES = env.int("SIGN_IN_LOCK_MINUTES", 15, validate=validate.Range(1, 1440))
except (EnvError, ValueError) as error:
    raise ImproperlyConfigured(
        f"An environment variable is wrong: {error} See README, “Deploy”."
    ) from error

if not SECRET_KEY:
    if env.str("DATABASE_URL", ""):
        raise ImproperlyConfigured(
            "SECRET_KEY is not set although DATABASE_URL is. Set it to a long random text that only"
            " this site knows."
        )
    SECRET_KEY = local_secret()
if HTTPS and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "SECRET_KEY is too short for a public site. Use at least 50 random characters."
    )

if OIDC_ISSUER and not (OIDC_RP_CLIENT_ID and OIDC_RP_CLIENT_SECRET and OIDC_ROLES):
    raise ImproperlyConfigured(
        "OIDC_ISSUER is set. Set OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and OIDC_ROLES, too."
    )
if not (PASSWORD_SIGN_IN or OIDC_ISSUER):
    raise ImproperlyConfigured(
        "PASSWORD_SIGN_IN is off, and OIDC_ISSUER is not set: nobody could sign in."
    )

# Applications
INSTALLED_APPS = [
    "blinkdiag.apps.StaffSideConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "csp",
    "django_htmx",
    "template_partials",
    "wizard",
]
MIDDLEWARE = [
    "blinkdiag.speculation.SpeculationRules",
    "blinkdiag.observing.Observed",
    "wizard.guide.page_cache.PageCache",
    "django.middleware.security.SecurityMiddleware",
    "blinkdiag.static_files.ServeStatic",  # no page, so the policy for pages adds only weight
    "csp.middleware.CSPMiddleware",
    "wizard.guide.page_cache.Compressed",
    "blinkdiag.staff_threads.StaffThreads",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wizard.staff.overlay.StaffOverlay",
    "axes.middleware.AxesMiddleware",  # the last one
]
ROOT_URLCONF = "blinkdiag.urls"
WSGI_APPLICATION = "blinkdiag.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["template_partials.templatetags.partials"],
            "libraries": {"staff": "wizard.staff.tags"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
CRISPY_TEMPLATE_PACK = "blinkdiag"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["blinkdiag"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    *(["django.contrib.auth.backends.ModelBackend"] if PASSWORD_SIGN_IN else []),
    *(["wizard.staff.access.firm_provider.FirmBackend"] if OIDC_ISSUER else []),
]
# E-mail: without a server, what would be sent is written to standard output
globals().update(_email)

# The firm's account (OpenID Connect)
OIDC_AUTHENTICATION_CALLBACK_URL = "admin:firm_account_callback"
OIDC_USE_PKCE = True
OIDC_TIMEOUT = 5
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name}
    for name in (
        "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "django.contrib.auth.password_validation.MinimumLengthValidator",
        "django.contrib.auth.password_validation.CommonPasswordValidator",
        "django.contrib.auth.password_validation.NumericPasswordValidator",
        "wizard.staff.access.passwords.WordWithNumbersValidator",
    )
]

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(exist_ok=True)

# The last good revision, for a process that starts while the database is away. Sites that share a
# checkout have different databases, and so different files.
_database = "{HOST}:{PORT}/{NAME}".format_map({"HOST": "", "PORT": "", **DATABASES["default"]})
LAST_REVISION_FILE = env.path(
    "LAST_REVISION_FILE",
    VAR_DIR / f"last_revision-{hashlib.sha256(_database.encode()).hexdigest()[:12]}",
)

# Pages are kept by revision, so nothing in a cache is ever out of date
SHARED_CACHE = not CACHES["default"]["BACKEND"].endswith(("LocMemCache", "DummyCache"))

# Words and time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False

# Pictures that staff upload; served by a view of ours, never from a folder or a bucket. With a
# bucket, this folder holds what has been read from it once.
MEDIA_ROOT = env.path("MEDIA_ROOT", VAR_DIR / "media")

# Static files
STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_MIMETYPES = {".speculationrules": "application/speculationrules+json"}
STORAGES = {
    "default": _pictures,
    "staticfiles": {"BACKEND": "blinkdiag.static_files.StaticFiles"},
}

# Security
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HSTS_PRELOAD
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # they want it from everybody
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Only staff ever get a cookie: public pages open no session and hold no form that is posted
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, KNOWN_BROWSER_COOKIE_NAME = (
    f"__Host-{name}" if HTTPS else name for name in ("sessionid", "csrftoken", "known")
)
SESSION_ENGINE = "blinkdiag.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "wizard.staff.access.sign_in.form_too_old"
SESSION_COOKIE_AGE = STAFF_SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = (
    True  # desks are shared; on the server a session ends after its hours
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Wrong passwords: after so many, this name is locked from this address for a while; nobody else is
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=SIGN_IN_LOCK_MINUTES)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # so that the lock page says the truth
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "wizard.guide.visitors.client_address"
AXES_LOCKOUT_CALLABLE = "wizard.staff.access.sign_in.locked_out"
AXES_VERBOSE = False  # no greeting at every start

OTP_TOTP_ISSUER = "Blinkdiag"

# Logs: one line an event, to standard error
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "blinkdiag.log_lines.LineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "bare": {"format": "{message}", "style": "{"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "access": {"class": "logging.StreamHandler", "formatter": "bare"},
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "access": {"handlers": ["access"], "propagate": False},
        "axes": {"level": "WARNING"},  # one line a wrong password, not three
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # the access log has its 400
    },
}
