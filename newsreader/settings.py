"""The one settings file. What an operator chooses comes from the environment or `.env`; docs/settings.md lists it."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured

from newsreader.environment import (
    LOCAL_HOSTS,
    caches,
    databases,
    logging_config,
    mail,
    origin,
    read_file,
    require_safe,
    search_engine,
    setting,
    web_processes,
)

BASE_DIR = Path(__file__).resolve().parent.parent

read_file(BASE_DIR / ".env")

# ── What the operator chooses ────────────────────────────────────────────────────────────────────────────────────────

DEBUG = setting("DEBUG", False, "error pages with details, for development on one machine only")
SECRET_KEY = setting("SECRET_KEY", ..., "the secret of sessions and signatures; 50 random characters unless `DEBUG`")
ALLOWED_HOSTS = setting("ALLOWED_HOSTS", list(LOCAL_HOSTS), "the names under which the site answers; never `*`")
CSRF_TRUSTED_ORIGINS = setting(
    "CSRF_TRUSTED_ORIGINS", [], "origins such as `https://news.example` whose forms are accepted behind a proxy"
)
DATABASE_URL = setting(
    "DATABASE_URL",
    f"sqlite:///{BASE_DIR / 'db.sqlite3'}",
    "`sqlite://…` or `postgres://user:password@host/name`",
    shown="`sqlite:///db.sqlite3` in the project",
)
DATABASE_REPLICA_URLS = setting(
    "DATABASE_REPLICA_URLS",
    [],
    "`postgres://…` of servers that follow `DATABASE_URL`, with commas; readers without an account read there",
)
REDIS_URL = setting(
    "REDIS_URL",
    "",
    "`redis://host:6379/0`: cache and throttles of all processes; without it each process keeps its own",
)
HTTPS = setting(
    "HTTPS",
    not DEBUG,
    "redirect to https, secure cookies, HSTS for the name and all below it",
    shown="`true` unless `DEBUG`",
)
BEHIND_PROXY = setting(
    "BEHIND_PROXY",
    False,
    "trust the proxy's `X-Forwarded-Proto` and `X-Request-ID`, and the last address of its `X-Forwarded-For`",
)
LOG_LEVEL = setting(
    "LOG_LEVEL", "INFO", "`DEBUG`, `INFO`, `WARNING` or `ERROR`", choices=("DEBUG", "INFO", "WARNING", "ERROR")
)
LOG_FORMAT = setting("LOG_FORMAT", "line", "`line` for people, `json` for programs", choices=("line", "json"))
METRICS_TOKEN = setting(
    "METRICS_TOKEN",
    "",
    "what Prometheus sends as its bearer token to read `/metrics`; without it there is no such page",
)
TIME_ZONE = setting("TIME_ZONE", "UTC", "the zone in which times are shown")
SIGN_UP = setting("SIGN_UP", False, "whether readers may make accounts for themselves; they become annotators")
SUGGEST_ON_IMPORT = setting(
    "SUGGEST_ON_IMPORT", True, "whether notes are proposed for an article that was just imported"
)
SUGGEST_KINDS = setting(
    "SUGGEST_KINDS",
    ["quote", "claim", "source"],
    "which kinds of notes are proposed",
    choices=("quote", "claim", "source"),
)
PRIVATE_HOSTS = setting(
    "PRIVATE_HOSTS",
    [],
    "hosts from which articles may be fetched though their addresses are not public, such as an intranet's",
)
SEARCH_URL = setting(
    "SEARCH_URL",
    "",
    "a search server after its kind, such as `elasticsearch9+https://search.example:9200/news`",
    shown="empty: the database finds words itself",
)
EMAIL_URL = setting(
    "EMAIL_URL",
    "",
    "`smtp://user:password@host:port`, or `submission://…` for TLS",
    shown="empty: no mail, but printed when `DEBUG`",
)
DEFAULT_FROM_EMAIL = setting("DEFAULT_FROM_EMAIL", "newsreader@localhost", "who the site's mail comes from")
SITE_URL = setting(
    "SITE_URL",
    "http://localhost:8000" if DEBUG else "",
    "the site's address, for links in mail",
    shown="empty; `http://localhost:8000` when `DEBUG`",
)
# gunicorn ends in a traceback if it is no number, before it reads a line of ours: `check` and `migrate` come first.
web_processes()

require_safe(DEBUG, SECRET_KEY, ALLOWED_HOSTS, METRICS_TOKEN)
CSRF_TRUSTED_ORIGINS = [origin("CSRF_TRUSTED_ORIGINS", address) for address in CSRF_TRUSTED_ORIGINS]
SITE_URL = SITE_URL and origin("SITE_URL", SITE_URL)
DATABASES = databases(DATABASE_URL, DATABASE_REPLICA_URLS)
DATABASE_ROUTERS = ["newsreader.replicas.Router"] if DATABASE_REPLICA_URLS else []
CACHES = caches(REDIS_URL)
SENDS_MAIL = DEBUG or bool(EMAIL_URL)
globals().update(mail(EMAIL_URL, DEBUG))
LOGGING = logging_config(LOG_LEVEL, LOG_FORMAT)

if TIME_ZONE not in available_timezones():
    raise ImproperlyConfigured(f'Environment variable "TIME_ZONE" is "{TIME_ZONE}", no zone such as Europe/Oslo.')

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
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "corsheaders",
    "modelsearch",
    "django_tasks",
    "django_tasks_db",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # our templates/django/forms before Django's
MIDDLEWARE = [
    "newsreader.requests.RequestMiddleware",
    "newsreader.health.HealthMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "articles.api.middleware.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "newsreader.conditions.ConditionalMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "articles.views.errors.forms_only",
    "articles.views.errors.GoneMiddleware",
    "newsreader.replicas.DatabaseMiddleware",
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

# Words are found by the database itself, unless a search server is named.
MODELSEARCH_BACKENDS = {"default": search_engine(SEARCH_URL, DATABASES["default"]["ENGINE"])}

# Work that a page does not wait for is kept in the database, and done by `manage.py worker`.
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
CSRF_FAILURE_VIEW = "articles.views.unsaved.unchecked_form"
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
AXES_USERNAME_CALLABLE = "articles.views.throttling.tried_name"
AXES_LOCKOUT_CALLABLE = "articles.views.accounts.sign_in_locked"
AXES_DISABLE_ACCESS_LOG = True  # who signed in, when and from where is nobody's business
AXES_VERBOSE = False

# ── The API ──────────────────────────────────────────────────────────────────────────────────────────────────────────

API_LIMITS = {"read": 600, "write": 120, "bulk": 20, "export": 10, "wrong_tokens": 20}  # a minute
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
CORS_URLS_REGEX = r"^/((api|annotations)/|articles/[^/]+/annotations/$)"
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
