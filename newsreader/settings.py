"""The one settings file. What an operator chooses comes from the environment or `.env`; README.md lists it."""

from pathlib import Path
from zoneinfo import available_timezones

import dj_database_url
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
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # our templates/django/forms before Django's
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
            ]
        },
    }
]

AUTH_USER_MODEL = "articles.User"
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
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
