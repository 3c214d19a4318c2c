"""What production refuses to start with (PL-MOD-003); each refusal names the variable to change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection

from arbeidsrom.config import reading
from arbeidsrom.core.accounts import client_keys

log = structlog.get_logger("arbeidsrom.start")

LONG_ENOUGH = 40
LEAST_ARGON2_KIB = 64 * 1024
ELSEWHERE = ": it is on another machine, and the way there is not in ARBEIDSROM_PROTECTED_HOSTS."
LOCAL = ("localhost", "127.0.0.1", "[::1]")


@checks.register
def names_are_known(**_options: Any) -> list[checks.CheckMessage]:
    """A variable that nothing reads is most often misspelt."""
    return [
        checks.Warning(f"{name} is not a setting; see docs/operating/settings.md.", id="config.W001")
        for name in reading.unknown()
    ]


@checks.register
def somebody_can_sign_in(**_options: Any) -> list[checks.CheckMessage]:
    """Modules and ways in that are named must be there."""
    shut = not settings.LOCAL_SIGN_IN and not settings.OPENID_PROVIDERS
    strange = sorted(set(settings.SECURITY_LEVELS) - set(settings.KNOWN_MODULES))
    return [
        *(
            [refusal("E032", "ARBEIDSROM_LOCAL_SIGN_IN is 0 and no provider is named: nobody can sign in.")]
            if shut
            else []
        ),
        *(refusal("E033", f"ARBEIDSROM_SECURITY_LEVELS: there is no module “{name}”.") for name in strange),
    ]


@checks.register
def production_is_safe(**_options: Any) -> list[checks.CheckMessage]:
    """Everything that is fine in a demonstration and dangerous with real people's data."""
    if not settings.PRODUCTION:
        return []
    return [refusal(code, sentence) for code, unsafe, sentence in dangers() if unsafe]


def dangers() -> Sequence[tuple[str, bool, str]]:
    """Code, whether it is so, and what to change."""
    plain = not (settings.PUBLIC_URL.startswith("https://") and settings.RECEIVER_URL.startswith("https://"))
    hosts = set(settings.ALLOWED_HOSTS)
    user = settings.DATABASES["default"]["USER"]
    return [
        ("E010", settings.DEMONSTRATION, "ARBEIDSROM_DEMO must be 0: production has no demonstration data."),
        ("E011", settings.DEBUG, "DEBUG must be off."),
        ("E012", weak_secret(settings.SECRET_KEY), f"ARBEIDSROM_SECRET_KEY must be {LONG_ENOUGH} characters or more."),
        ("E013", plain, "ARBEIDSROM_URL and ARBEIDSROM_RECEIVER_URL must begin with https://."),
        ("E014", "*" in hosts or hosts <= {*LOCAL, "testserver"}, "ARBEIDSROM_HOSTS must name the program's hosts."),
        ("E015", settings.MAIL_TRANSPORT != "smtp", "ARBEIDSROM_MAIL_TRANSPORT must be smtp: mail is sent, not shown."),
        ("E016", settings.SMS_TRANSPORT != "http", "ARBEIDSROM_SMS_TRANSPORT must be http: SMS are sent, not shown."),
        ("E017", not settings.SMS_URL, "ARBEIDSROM_SMS_URL must name the SMS gateway."),
        ("E018", cheap_argon2(), f"ARBEIDSROM_SHARING_ARGON2_MEMORY_KIB must be {LEAST_ARGON2_KIB} or more."),
        ("E019", user == "postgres", "DATABASE_URL must not name a superuser; see ./arbeidsrom database-roles."),
        ("E020", not settings.SCANNER, "ARBEIDSROM_CLAMD must name the malware scanner."),
        ("E021", settings.DEFAULT_FROM_EMAIL.endswith(".example>"), "ARBEIDSROM_MAIL_FROM must be your own."),
        ("E022", not settings.REQUIRE_TWO_FACTOR, "ARBEIDSROM_REQUIRE_TWO_FACTOR must be 1."),
        ("E028", plain_provider(), "ARBEIDSROM_OPENID_PROVIDERS: every issuer must begin with https://."),
        ("E029", lacks_client_key(), "ARBEIDSROM_OPENID_KEY_FILE must hold our keys; see ./arbeidsrom openid-key."),
        *plain_lines(),
    ]  # fmt: skip


def plain_lines() -> Sequence[tuple[str, bool, str]]:
    """What would go unencrypted to another machine; the ways to ``PROTECTED_HOSTS`` are protected otherwise."""
    database: dict[str, Any] = settings.DATABASES["default"]
    scanner = settings.SCANNER
    verified = database["OPTIONS"].get("sslmode") in ("verify-ca", "verify-full")
    open_database = not verified and is_elsewhere(*database["HOST"].split(","))
    open_mail = not settings.SMTP_TLS and is_elsewhere(settings.EMAIL_HOST)
    scanner_host = "" if scanner.startswith("unix:") else scanner.removeprefix("tcp:").rpartition(":")[0].strip("[]")
    return [
        ("E023", open_database, f"DATABASE_URL must have sslmode=verify-full{ELSEWHERE}"),
        (
            "E024",
            is_plain_and_elsewhere(settings.VAULT_S3_ENDPOINT),
            "ARBEIDSROM_S3_ENDPOINT must begin with https://.",
        ),
        ("E025", open_mail, f"ARBEIDSROM_SMTP_TLS must be starttls or tls{ELSEWHERE}"),
        (
            "E034",
            is_plain_and_elsewhere(settings.LEARNING_PORTAL),
            "ARBEIDSROM_LEARNING_PORTAL must begin with https://.",
        ),
        ("E026", is_plain_and_elsewhere(settings.SMS_URL), "ARBEIDSROM_SMS_URL must begin with https://."),
        ("E027", is_elsewhere(scanner_host), f"ARBEIDSROM_CLAMD does not encrypt{ELSEWHERE}"),
    ]


def plain_provider() -> bool:
    """Whether somebody on the line could answer in a provider's place."""
    return any(not provider.issuer.startswith("https://") for provider in settings.OPENID_PROVIDERS)


def lacks_client_key() -> bool:
    """Whether nobody could sign in with a provider, for want of keys of our own."""
    if not settings.OPENID_PROVIDERS or settings.PROCESS != "web":
        return False
    try:
        client_keys.read()
    except client_keys.ClientKeyProblem:
        return True
    return False


def is_plain_and_elsewhere(address: str) -> bool:
    """Whether a web address is plain http to another machine."""
    parts = urlsplit(address)
    return parts.scheme == "http" and is_elsewhere(parts.hostname or "")


def is_elsewhere(*hosts: str) -> bool:
    """Whether the way to one of the hosts leaves this machine without being protected otherwise."""
    here = {"", "::1", *LOCAL, *settings.PROTECTED_HOSTS}
    return any(host not in here and not host.startswith(("/", "@")) for host in hosts)


def weak_secret(key: str) -> bool:
    return len(key) < LONG_ENOUGH or key.startswith("demonstration-only") or len(set(key)) < 12


def cheap_argon2() -> bool:
    """Whether a code could be guessed cheaply from a stolen database."""
    return int(getattr(settings, "SHARING_ARGON2_MEMORY_KIB", LEAST_ARGON2_KIB)) < LEAST_ARGON2_KIB


@checks.register(checks.Tags.database)
def production_has_no_demonstration_users(
    databases: Sequence[str] | None = None, **_options: Any
) -> list[checks.CheckMessage]:
    """A database that once held the demonstration has users with a known password; a new one has no tables yet."""
    from arbeidsrom.core.accounts.models import Account

    if not databases or not settings.PRODUCTION or settings.PROCESS == "receiver":
        return []
    if Account._meta.db_table not in connection.introspection.table_names():
        return []
    if Account.objects.filter(is_demonstration=True).exists():
        return [refusal("E030", "DATABASE_URL names a database with demonstration users. Use a database without them.")]
    return []


@checks.register(checks.Tags.database)
def role_is_no_superuser(databases: Sequence[str] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """A superuser could change the audit log and pass by every wall of the database."""
    if not databases or not settings.PRODUCTION:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper from pg_roles where rolname = current_user")
        row = cursor.fetchone()
    if row and row[0]:
        return [refusal("E031", "DATABASE_URL names a superuser of the database; see ./arbeidsrom database-roles.")]
    return []


def refusal(code: str, sentence: str) -> checks.CheckMessage:
    return checks.Error(sentence, id=f"config.{code}")


def leave_database() -> None:
    """A connection must not be shared with the processes that are forked later."""
    connection.close()
    if connection.settings_dict["OPTIONS"].get("pool"):
        connection.close_pool()  # type: ignore[attr-defined]


def refuse_unsafe_start() -> None:
    """A process that serves people runs the checks first, and does not start when one refuses."""
    try:
        found = checks.run_checks(databases=["default"])
    except Error as error:
        raise ImproperlyConfigured(f"DATABASE_URL: the database does not answer ({type(error).__name__}).") from error
    finally:
        leave_database()
    errors = [message for message in found if message.level >= checks.ERROR]
    for message in found:
        if message.level < checks.ERROR:
            log.warning("start", says=str(message.msg), code=message.id)
    if errors:
        sentences = "\n  ".join(f"{message.msg} ({message.id})" for message in errors)
        raise ImproperlyConfigured(f"The program does not start like this:\n  {sentences}")
