"""The one settings file. What an operator chooses comes from the environment or `.env`; README.md lists it."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import available_timezones

import dj_database_url
import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(BASE_DIR / ".env", recurse=False)


def setting(read, name, default=..., choices=None):
    """Read one variable. Raises ImproperlyConfigured with a sentence that names it and says what is expected."""
    try:
        value = read(name, default)
    except EnvError as error:
        raise ImproperlyConfigured(f"{error}. README.md lists the settings.") from error
    if choices and value not in choices:
        raise ImproperlyConfigured(
            f'Environment variable "{name}" is "{value}"; it should be one of {", ".join(choices)}.'
        )
    return value


def database(url):
    """Django's settings of the database at `url`, with what each engine needs to serve many readers and writers."""
    try:
        config = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except ValueError as error:
        raise ImproperlyConfigured(
            f'Environment variable "DATABASE_URL" is not the address of a database: {error}'
        ) from error
    engine = config["ENGINE"].rpartition(".")[2]
    if engine == "sqlite3":
        # An immediate transaction waits for the write lock at its start; a deferred one fails when it finds it taken.
        config["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"}
    elif engine != "postgresql":
        raise ImproperlyConfigured('Environment variable "DATABASE_URL" should begin with sqlite:// or postgres://.')
    return config


def mail(url):
    """Django's settings of the mail server at `url`; without one mail is printed in debug mode, else never sent."""
    if not url:
        return {"EMAIL_BACKEND": f"django.core.mail.backends.{'console' if DEBUG else 'dummy'}.EmailBackend"}
    if url.split(":")[0] not in ("smtp", "submission"):
        raise ImproperlyConfigured('Environment variable "EMAIL_URL" should begin with smtp:// or submission://.')
    try:
        return {**dj_email_url.parse(url), "EMAIL_TIMEOUT": 10}
    except ValueError as error:
        raise ImproperlyConfigured(
            f'Environment variable "EMAIL_URL" is not the address of a mail server: {error}'
        ) from error


# ── What the operator chooses ────────────────────────────────────────────────────────────────────────────────────────

DEBUG = setting(env.bool, "DEBUG", False)
SECRET_KEY = setting(env.str, "SECRET_KEY")
ALLOWED_HOSTS = setting(env.list, "ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = setting(env.list, "CSRF_TRUSTED_ORIGINS", [])
DATABASES = {"default": database(setting(env.str, "DATABASE_URL", f"sqlite:///{BASE_DIR / 'db.sqlite3'}"))}
HTTPS = setting(env.bool, "HTTPS", not DEBUG)
BEHIND_PROXY = setting(env.bool, "BEHIND_PROXY", False)
LOG_LEVEL = setting(env.str, "LOG_LEVEL", "INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR"))
TIME_ZONE = setting(env.str, "TIME_ZONE", "UTC")
SIGN_UP = setting(env.bool, "SIGN_UP", False)
SITE_URL = setting(env.str, "SITE_URL", "http://localhost:8000" if DEBUG else "")
EMAIL_URL = setting(env.str, "EMAIL_URL", "")
DEFAULT_FROM_EMAIL = setting(env.str, "DEFAULT_FROM_EMAIL", "newsreader@localhost")
SENDS_MAIL = DEBUG or bool(EMAIL_URL)
globals().update(mail(EMAIL_URL))

if TIME_ZONE not in available_timezones():
    raise ImproperlyConfigured(
        f'Environment variable "TIME_ZONE" is "{TIME_ZONE}", which is no zone such as Europe/Oslo.'
    )
if not DEBUG and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured('Environment variable "SECRET_KEY" is too short: 50 random characters are needed.')

# ── What the project is ──────────────────────────────────────────────────────────────────────────────────────────────

ROOT_URLCONF = "newsreader.urls"
WSGI_APPLICATION = "newsreader.wsgi.application"
INSTALLED_APPS = [
    "articles",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "corsheaders",
    "django_tasks",
    "django_tasks_db",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # our templates/django/forms before Django's
MIDDLEWARE = [
    "corsheaders.middleware.CorsMiddleware",
    "articles.api.middleware.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "articles.views.account.unread_notices",
            ]
        },
    }
]

AUTH_USER_MODEL = "articles.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "account"
LOGOUT_REDIRECT_URL = "article-list"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-gb"
USE_TZ = True

# Work that a page does not wait for is kept in the database, and done by `manage.py db_worker`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "newsreader.storage.StaticFiles"
    },
}

# ── Safety ───────────────────────────────────────────────────────────────────────────────────────────────────────────

# Everything comes from here; pictures and scripts of other hosts would tell them who reads what.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY = {name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb")}
DATA_UPLOAD_MAX_MEMORY_SIZE = 14_000_000  # an article of 10 MB on its way through the forms of the import, in base64
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None

# Guessing a password: after five wrong ones, one address waits a quarter of an hour for that name.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "articles.views.throttling.client_address"
AXES_LOCKOUT_CALLABLE = "articles.views.accounts.sign_in_locked"
AXES_DISABLE_ACCESS_LOG = True  # who signed in, when and from where is nobody's business
AXES_VERBOSE = False

# ── The API ──────────────────────────────────────────────────────────────────────────────────────────────────────────

API_LIMITS = {"read": 600, "write": 120, "bulk": 20, "export": 10}  # a minute
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # Tokens first: the first one says how to sign in, and only then the answer is 401.
        "articles.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["articles.api.authentication.ScopedAccess"],
    "DEFAULT_THROTTLE_CLASSES": ["articles.api.throttles.Throttle"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "articles.api.media.Negotiation",
    "DEFAULT_PARSER_CLASSES": ["articles.api.media.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_METADATA_CLASS": "articles.api.metadata.Metadata",
    "DEFAULT_SCHEMA_CLASS": "articles.api.schema.Schema",
    "EXCEPTION_HANDLER": "articles.api.problems.handle",
    "NUM_PROXIES": 1 if BEHIND_PROXY else 0,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "The Newsreader",
    "DESCRIPTION": "Articles, and in their margins who says so. Offsets count Unicode code points.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": ["articles.api.schema.close_requests"],
}
# Whoever may read may read from anywhere; cookies are not sent along.
CORS_URLS_REGEX = r"^/(api|annotations)/"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "prefer",
    "slug",
]
CORS_EXPOSE_HEADERS = [
    "Allow",
    "Content-Location",
    "ETag",
    "Link",
    "Location",
    "Preference-Applied",
    "Retry-After",
    "Vary",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {"axes": {"level": "WARNING"}},  # it would tell of every sign-in
}
