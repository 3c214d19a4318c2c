"""Settings of every process, from environment variables (PL-MOD-003)."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from arbeidsrom.config import logs, reading
from arbeidsrom.core.accounts import providers

ROOT = Path(__file__).resolve().parents[3]
HOME = reading.path("ARBEIDSROM_HOME", ROOT / "var").resolve()
PROCESS = reading.choice("ARBEIDSROM_PROCESS", ("web", "receiver", "worker"), "web")
KNOWN_MODULES = {"sharing": (), "competence": (), "workspace": ("sharing",)}
MODULES = reading.modules("ARBEIDSROM_MODULES", KNOWN_MODULES)
PRODUCTION = reading.flag("ARBEIDSROM_PRODUCTION")
DEMONSTRATION = reading.flag("ARBEIDSROM_DEMO", not PRODUCTION)

# Keys (docs/security/keys.md): a key service, else the variable, else the file
KEY_SERVICE = reading.text("ARBEIDSROM_KEY_SERVICE")
MASTER_KEYS = reading.text("ARBEIDSROM_MASTER_KEYS")
MASTER_KEY_FILE = reading.path("ARBEIDSROM_MASTER_KEY_FILE", HOME / "keys" / "master.keys")
PEPPER = reading.text("ARBEIDSROM_PEPPER")
PEPPER_FILE = reading.path("ARBEIDSROM_PEPPER_FILE", HOME / "keys" / "pepper.key")

# Documents (docs/security/keys.md, core/vault/README.md): a bucket, else a folder; sizes in bytes
VAULT_S3_BUCKET = reading.text("ARBEIDSROM_S3_BUCKET")
VAULT_S3_ENDPOINT = reading.text("ARBEIDSROM_S3_ENDPOINT")
VAULT_FOLDER = reading.path("ARBEIDSROM_FILES", HOME / "files")
VAULT_UPLOADS = reading.path("ARBEIDSROM_UPLOADS", HOME / "uploads")
VAULT_MAX_FILE = reading.number("ARBEIDSROM_MAX_FILE", 2 * 2**30)
# What is added to requirements of plans (docs/security/validation.md): by employees, and to be read by them
ATTACHMENT_KINDS = reading.names("ARBEIDSROM_ATTACHMENT_KINDS", "pdf,docx,xlsx,pptx,odt,ods,odp,txt,png,jpg,jpeg")
ATTACHMENT_MAX = reading.number("ARBEIDSROM_ATTACHMENT_MAX", 50_000_000, least=1)
# A page of five thousand employees, each of whom can be unticked (docs/security/validation.md)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "arbeidsrom.core.vault.upload_handler.SealingUploadHandler",
]
# The malware scanner clamd: "unix:/run/clamav/clamd.ctl" or "host:3310"; its limit is clamd's StreamMaxLength
SCANNER = reading.text("ARBEIDSROM_CLAMD")
SCANNER_LIMIT = reading.number("ARBEIDSROM_CLAMD_LIMIT", 100 * 2**20)
SCANNER_TIMEOUT = reading.number("ARBEIDSROM_CLAMD_TIMEOUT", 60)

# The audit log (docs/security/audit.md): the key that signs its checkpoints, and where they are sent
AUDIT_KEY = reading.text("ARBEIDSROM_AUDIT_KEY")
AUDIT_KEY_FILE = reading.path("ARBEIDSROM_AUDIT_KEY_FILE", HOME / "keys" / "audit.key")
AUDIT_EARLIER_KEYS = reading.names("ARBEIDSROM_AUDIT_EARLIER_KEYS")
AUDIT_DESTINATIONS = reading.names("ARBEIDSROM_AUDIT_DESTINATIONS")

DEBUG = False
STRICT_TEMPLATES = reading.flag("ARBEIDSROM_STRICT_TEMPLATES")  # tests: a template that queries fails
SECRET_KEY = reading.text("ARBEIDSROM_SECRET_KEY", "demonstration-only-secret-key-which-production-refuses")
SECRET_KEY_FALLBACKS = list(reading.names("ARBEIDSROM_EARLIER_SECRET_KEYS"))  # opened with, no longer signed with
ALLOWED_HOSTS = list(reading.names("ARBEIDSROM_HOSTS", "localhost,127.0.0.1,[::1],testserver"))
PUBLIC_URL = reading.web_address("ARBEIDSROM_URL", "http://localhost:8000")
RECEIVER_URL = reading.web_address("ARBEIDSROM_RECEIVER_URL", "http://localhost:8001")

# Sharing (docs/security/sharing.md): what one try of a code costs, and how long a refusal takes at least, in seconds
SHARING_ARGON2_MEMORY_KIB = reading.number("ARBEIDSROM_SHARING_ARGON2_MEMORY_KIB", 256 * 1024)
SHARING_ARGON2_PASSES = reading.number("ARBEIDSROM_SHARING_ARGON2_PASSES", 3)
SHARING_REFUSAL_TAKES = reading.number("ARBEIDSROM_SHARING_REFUSAL_TAKES", 3)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials",
    "csp",
    "pgtrigger",
    "procrastinate.contrib.django",
    "arbeidsrom.web",
    "arbeidsrom.core.keys",
    "arbeidsrom.core.audit",
    "arbeidsrom.core.vault",
    "arbeidsrom.core.organisation",
    "arbeidsrom.core.membership",
    "arbeidsrom.core.preferences",
    "arbeidsrom.core.accounts",
    "allauth",  # below our accounts, whose templates go before its own
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "arbeidsrom.core.notifications",
    "arbeidsrom.core.roles",
    "arbeidsrom.core.api_clients",
    "arbeidsrom.core.system_messages",
    "arbeidsrom.core.people",
    "arbeidsrom.core.role_orders",
    "arbeidsrom.core.exports",
    "arbeidsrom.core.home",
    "arbeidsrom.core.help",
    "arbeidsrom.core.privacy",
    "arbeidsrom.core.imports",
    "arbeidsrom.core.provisioning",
    "arbeidsrom.core.operations",
    *(f"arbeidsrom.modules.{module}" for module in MODULES),
    "arbeidsrom.config",
]

MIDDLEWARE = [
    "arbeidsrom.config.middleware.client_address",
    "arbeidsrom.core.operations.middleware.request_log",
    "arbeidsrom.core.keys.middleware.forget_keys",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "arbeidsrom.config.middleware.uncached",  # below the files that are the same for all
    "arbeidsrom.core.api_clients.middleware.machines",  # other systems go no further: no cookie counts with them
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "arbeidsrom.core.accounts.middleware.clear_after_signing_out",
    "arbeidsrom.core.preferences.middleware.language",
    "arbeidsrom.core.accounts.middleware.WaysIn",
    "arbeidsrom.core.accounts.middleware.SecurityLevels",
    "arbeidsrom.core.preferences.middleware.Forms",  # calls the view itself: what stands below is not asked then
    "arbeidsrom.config.middleware.SignedInParts",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "arbeidsrom.config.middleware.actor",
    "arbeidsrom.config.middleware.second_factor",
    "arbeidsrom.config.middleware.position_choice",
    "arbeidsrom.config.middleware.Refusals",
]

RECEIVER_MIDDLEWARE = [
    "arbeidsrom.config.middleware.client_address",
    "arbeidsrom.core.operations.middleware.request_log",
    "arbeidsrom.core.keys.middleware.forget_keys",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "arbeidsrom.config.middleware.uncached",  # below the files that are the same for all
    "arbeidsrom.modules.sharing.receiver_middleware.SpokenLanguage",
    "django.middleware.common.CommonMiddleware",
    "arbeidsrom.modules.sharing.receiver_middleware.same_origin_only",
    "allauth.account.middleware.AccountMiddleware",  # nobody signs in there, but its app refuses to start without
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
if PROCESS == "receiver":
    MIDDLEWARE = RECEIVER_MIDDLEWARE

ROOT_URLCONF = "arbeidsrom.config.receiver_urls" if PROCESS == "receiver" else "arbeidsrom.config.urls"
WSGI_APPLICATION = "arbeidsrom.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "arbeidsrom.config.context.surroundings",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

FORM_RENDERER = "arbeidsrom.web.components.selects.FormRenderer"

if PROCESS == "receiver":  # no frame, no messages, no sign-in around its pages
    TEMPLATES[0]["OPTIONS"]["context_processors"] = TEMPLATES[0]["OPTIONS"]["context_processors"][:2]  # type: ignore[index]


# Connections of each process: in the receiver one for each of its threads, which may all wait for their turn to try
POOL = reading.number("ARBEIDSROM_RECEIVER_THREADS", 16) + 2 if PROCESS == "receiver" else 10


NO_TRIGGER_IS_PASSED_OVER = "-c pgtrigger.ignore={}"
"""Said at the start of each connection. Where it is not, each row that meets a trigger asks for it in vain, in a
subtransaction whose end goes through all that the transaction has to check at its own: an import took minutes."""


ONE_PLAN_FOR_ALL_VALUES = "-c plan_cache_mode=force_generic_plan"
"""Of what is prepared (``lib.planned``). Everything else has its values in the statement, and is planned by them."""


NO_PLACE_IS_FAR = "-c random_page_cost=1.1"
"""What is asked for lies in memory or on a disk without moving parts. By PostgreSQL's own number, 4, it reads all
positions of a region to find those of a few hundred people. What the address of the database says goes before it."""


def database(url: str) -> dict[str, object]:
    """Django's settings of the PostgreSQL at a libpq address."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    parts["options"] = " ".join(
        (NO_PLACE_IS_FAR, *parts.get("options", "").split(), NO_TRIGGER_IS_PASSED_OVER, ONE_PLAN_FOR_ALL_VALUES)
    )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_HEALTH_CHECKS": True,  # connections of the pool outlive a database that was started again
        "OPTIONS": {
            **parts,
            **({"pool": {"min_size": 2, "max_size": POOL, "timeout": 5}} if reading.flag("ARBEIDSROM_POOL") else {}),
        },
    }


DATABASES = {"default": database(reading.database_address("DATABASE_URL", "postgresql:///arbeidsrom"))}
CACHES = {
    "default": {  # counters of tries, and codes that have been used: the same for all processes and machines
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_counters",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "arbeidsrom.core.accounts.passwords.OwnWords"},
    {"NAME": "arbeidsrom.core.accounts.passwords.Breached"},
]
PASSWORD_WORDS = reading.names("ARBEIDSROM_PASSWORD_WORDS")  # words of the organisation that count for nothing
BREACHED_PASSWORDS = reading.text("ARBEIDSROM_BREACHED_PASSWORDS")  # a file of sorted SHA-1 hashes
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = (12 * 60 if DEMONSTRATION else 15) * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_ADAPTER = "arbeidsrom.core.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
MFA_ADAPTER = "arbeidsrom.core.accounts.second_step.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "arbeidsrom.core.accounts.forms.SignInCodeForm",
    "reauthenticate": "arbeidsrom.core.accounts.forms.ConfirmCodeForm",
    "add_webauthn": "arbeidsrom.core.accounts.forms.NewPasskeyForm",
    "login_webauthn": "arbeidsrom.core.accounts.forms.SignInPasskeyForm",
    "authenticate_webauthn": "arbeidsrom.core.accounts.forms.SecondStepPasskeyForm",
    "reauthenticate_webauthn": "arbeidsrom.core.accounts.forms.ConfirmPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Arbeidsrom"
REQUIRE_TWO_FACTOR = reading.flag("ARBEIDSROM_REQUIRE_TWO_FACTOR", PRODUCTION)
MFA_PASSKEY_LOGIN_ENABLED = True
USERSESSIONS_TRACK_ACTIVITY = True

# OpenID providers (docs/operating/openid-connect.md): a list as JSON, or a file that holds it
NO_PROVIDERS: tuple[providers.Provider, ...] = ()
OPENID_PROVIDERS = reading.parsed("ARBEIDSROM_OPENID_PROVIDERS", NO_PROVIDERS, providers.read)
OPENID_KEY_FILE = reading.path("ARBEIDSROM_OPENID_KEY_FILE", HOME / "keys" / "openid.jwks")
LOCAL_SIGN_IN = reading.flag("ARBEIDSROM_LOCAL_SIGN_IN", True)  # passwords and passkeys beside the providers
NO_LEVELS: dict[str, providers.Level] = {}
SECURITY_LEVELS = reading.parsed("ARBEIDSROM_SECURITY_LEVELS", NO_LEVELS, providers.levels_of_modules)
NO_NETWORKS: tuple[providers.Network, ...] = ()
WORK_NETWORKS = reading.parsed("ARBEIDSROM_WORK_NETWORKS", NO_NETWORKS, providers.networks)
SIGN_IN_CONTACT = reading.text("ARBEIDSROM_SIGN_IN_CONTACT")  # whom to ask for access

SESSION_ENGINE = "arbeidsrom.core.accounts.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = reading.number("ARBEIDSROM_SESSION_MINUTES", 60) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SAVE_EVERY_REQUEST = False
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # they name people: never in a cookie
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "arbeidsrom.web.errors.unsent"
SESSION_LONGEST = reading.number("ARBEIDSROM_SESSION_LONGEST_HOURS", 12) * 3600
SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
COOKIE_PREFIX = "__Host-" if SECURE else ""  # bound to this host and to https by the browser itself
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
PROTECTED_HOSTS = reading.names("ARBEIDSROM_PROTECTED_HOSTS")  # reached over a line that is encrypted otherwise
TRUSTED_PROXIES = reading.names("ARBEIDSROM_TRUSTED_PROXIES", "127.0.0.1,::1")
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
PROVIDER_ORIGINS = [origin for provider in OPENID_PROVIDERS for origin in provider.origins]
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # the proxy in front, which has the certificate, redirects to https
    "security.W021",  # browsers' preload lists bind the whole domain, which is its owner's to decide
]
if PROCESS == "receiver":
    SILENCED_SYSTEM_CHECKS.append("security.W003")  # same_origin_only instead: there is no cookie before the code
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'", *PROVIDER_ORIGINS],  # a form may end in signing in or out there
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", _("Norwegian Bokmål")), ("nn", _("Norwegian Nynorsk")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Oslo"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # attributes hold plain numbers; where people read them stands |number

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
ASSETS = reading.path("ARBEIDSROM_ASSETS", HOME / "assets")  # made by build_assets
STATICFILES_DIRS = [("assets", ASSETS)] if ASSETS.exists() else []
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files"},
    },
    "staticfiles": {"BACKEND": "arbeidsrom.web.storage.StaticFiles"},
}

# Mail and SMS (docs/operating/settings.md): all goes through the outbox; the transport "outbox" only shows it there
MAIL_TRANSPORT = reading.choice("ARBEIDSROM_MAIL_TRANSPORT", ("outbox", "smtp"), "outbox" if DEMONSTRATION else "smtp")
MAIL_DOMAIN = reading.text("ARBEIDSROM_MAIL_DOMAIN", PUBLIC_URL.partition("://")[2].partition(":")[0].rstrip("/"))
MAIL_TIMEOUT = 30
EMAIL_BACKEND = "arbeidsrom.core.notifications.mail_backend.OutboxBackend"
DEFAULT_FROM_EMAIL = reading.text("ARBEIDSROM_MAIL_FROM", "Arbeidsrom <ikke-svar@arbeidsrom.example>")
EMAIL_HOST = reading.text("ARBEIDSROM_SMTP_HOST", "localhost")
EMAIL_PORT = reading.number("ARBEIDSROM_SMTP_PORT", 25)
EMAIL_HOST_USER = reading.text("ARBEIDSROM_SMTP_USER")
EMAIL_HOST_PASSWORD = reading.text("ARBEIDSROM_SMTP_PASSWORD")
SMTP_TLS = reading.choice("ARBEIDSROM_SMTP_TLS", ("", "starttls", "tls"), "")
EMAIL_USE_TLS = SMTP_TLS == "starttls"
EMAIL_USE_SSL = SMTP_TLS == "tls"
SMS_TRANSPORT = reading.choice("ARBEIDSROM_SMS_TRANSPORT", ("outbox", "http"), "outbox" if DEMONSTRATION else "http")
SMS_URL = reading.text("ARBEIDSROM_SMS_URL")
SMS_TOKEN = reading.text("ARBEIDSROM_SMS_TOKEN")
SMS_SENDER = reading.text("ARBEIDSROM_SMS_SENDER", "Arbeidsrom")
SMS_TIMEOUT = 15

# The learning portal, where courses that fulfil requirements are taken (docs/operating/settings.md); none where empty
LEARNING_PORTAL = reading.address_with("ARBEIDSROM_LEARNING_PORTAL", "{course}")
LEARNING_PORTAL_TIMEOUT = 3

# Background jobs (docs/how-to/jobs.md)
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": reading.number("ARBEIDSROM_WORKER_CONCURRENCY", 2),
    "delete_jobs": "never",  # the operations page shows them for two weeks
    "shutdown_graceful_timeout": 20,
}

PROCRASTINATE_ON_APP_READY = "arbeidsrom.core.operations.failures.watch"

# Operation (docs/operating/)
LOGGING = logs.configuration(reading.text("ARBEIDSROM_LOG_LEVEL", "INFO"))
logs.configure_structlog()
METRICS_TOKEN = reading.text("ARBEIDSROM_METRICS_TOKEN")

SCIM_ISSUER = reading.text("ARBEIDSROM_SCIM_ISSUER")  # the OpenID provider whose subject externalId is

MEMBER_IMPORT_LIMITS = {
    "removed_share": reading.share("ARBEIDSROM_IMPORT_REMOVED_SHARE", 0.02),
    "removed_share_of_tenant": reading.share("ARBEIDSROM_IMPORT_REMOVED_SHARE_OF_TENANT", 0.1),
    "refused_share": reading.share("ARBEIDSROM_IMPORT_REFUSED_SHARE", 0.01),
    "always_allowed": reading.number("ARBEIDSROM_IMPORT_ALWAYS_ALLOWED", 5),
}

reading.refuse_what_is_wrong()
