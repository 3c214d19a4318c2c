"""Settings are understood or refused by name, and production refuses what is unsafe."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from arbeidsrom.config import checks
from arbeidsrom.config.tests.worker import database_url
from arbeidsrom.core.accounts.models import Account

SAFE = {
    "ARBEIDSROM_PRODUCTION": "1",
    "ARBEIDSROM_SECRET_KEY": "jB3-4_dNfj2l8xZrQw7YtUvPqA0sKcMhEoGiLb5n",
    "ARBEIDSROM_URL": "https://rom.example.no",
    "ARBEIDSROM_RECEIVER_URL": "https://deling.example.no",
    "ARBEIDSROM_HOSTS": "rom.example.no",
    "ARBEIDSROM_SMS_URL": "https://sms.example.no/send",
    "ARBEIDSROM_SHARING_ARGON2_MEMORY_KIB": "262144",
    "ARBEIDSROM_CLAMD": "unix:/run/clamav/clamd.ctl",
    "ARBEIDSROM_MAIL_FROM": "Arbeidsrom <ikke-svar@example.no>",
    "ARBEIDSROM_MASTER_KEYS": "first:" + "A" * 43 + "=",
    "ARBEIDSROM_PEPPER": "pepper:" + "B" * 42 + "A=",
    "ARBEIDSROM_AUDIT_KEY": "C" * 42 + "A=",
}
START = "import django; django.setup(); from arbeidsrom.config import checks; checks.refuse_unsafe_start()"


def start(then: str = "", **changed: str) -> subprocess.CompletedProcess[str]:
    """A process that starts in production with these variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ARBEIDSROM_")}
    environment = (
        kept | {"ARBEIDSROM_HOME": os.environ["ARBEIDSROM_HOME"], "DATABASE_URL": database_url()} | SAFE | changed
    )
    return subprocess.run([sys.executable, "-c", START + then], env=environment, capture_output=True, text=True)


@pytest.mark.req("PL-MOD-003")
@pytest.mark.django_db(transaction=True)
def test_production_starts_when_everything_is_named() -> None:
    started = start()
    assert started.returncode == 0, started.stderr


@pytest.mark.req("PL-MOD-003")
@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("ARBEIDSROM_MODULES", "sharing,archives", "ARBEIDSROM_MODULES: there is no module “archives”"),
        ("ARBEIDSROM_MODULES", "workspace", "ARBEIDSROM_MODULES: “workspace” needs “sharing”"),
        ("ARBEIDSROM_SESSION_MINUTES", "an hour", "ARBEIDSROM_SESSION_MINUTES: must be a whole number"),
        ("ARBEIDSROM_DEMO", "perhaps", "ARBEIDSROM_DEMO: must be 1 or 0"),
        ("ARBEIDSROM_URL", "rom.example.no", "ARBEIDSROM_URL: must be an address such as"),
        ("DATABASE_URL", "my database", "DATABASE_URL: must be an address such as"),
        ("ARBEIDSROM_SMTP_TLS", "maybe", "ARBEIDSROM_SMTP_TLS: must be one of"),
        ("ARBEIDSROM_IMPORT_REMOVED_SHARE", "2", "ARBEIDSROM_IMPORT_REMOVED_SHARE: must be a number from 0 to 1"),
        ("ARBEIDSROM_MASTER_KEYS", "first:short", "ARBEIDSROM_MASTER_KEYS"),
        ("ARBEIDSROM_PEPPER", "pepper:short", "(keys.E003)"),
        ("ARBEIDSROM_AUDIT_KEY", "short", "(audit.E001)"),
        ("ARBEIDSROM_AUDIT_EARLIER_KEYS", "short", "(audit.E001)"),
        ("ARBEIDSROM_AUDIT_DESTINATIONS", "ftp:log.example.no", "ARBEIDSROM_AUDIT_DESTINATIONS: a checkpoint can be"),
        ("ARBEIDSROM_AUDIT_DESTINATIONS", "syslog:log.example.no", "(audit.E002)"),
        ("ARBEIDSROM_KEY_SERVICE", "arbeidsrom.core.keys.transit.Trains", "ARBEIDSROM_KEY_SERVICE does not name"),
        ("ARBEIDSROM_KEY_SERVICE", "arbeidsrom.core.keys.transit.Transit", "ARBEIDSROM_TRANSIT_URL must be set"),
    ],
)
def test_a_variable_that_cannot_be_understood_is_named(db: None, variable: str, value: str, says: str) -> None:
    started = start(**{variable: value})
    assert started.returncode != 0
    assert says in started.stderr


@pytest.mark.req("PL-MOD-003")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("key", "code", "processes"),
    [
        ("ARBEIDSROM_MASTER_KEY", "keys.E002", {"web", "worker"}),
        ("ARBEIDSROM_PEPPER", "keys.E003", {"web", "receiver"}),
        ("ARBEIDSROM_AUDIT_KEY", "audit.E001", {"web", "worker"}),
    ],
)
@pytest.mark.parametrize("process", ["web", "receiver", "worker"])
def test_production_does_not_start_without_a_key_that_the_process_needs(
    tmp_path: Path, key: str, code: str, processes: set[str], process: str
) -> None:
    variable = f"{key}S" if key.endswith("MASTER_KEY") else key
    missing = {variable: "", f"{key}_FILE": str(tmp_path / "absent.key")}
    if process == "receiver":  # which must have no master key at hand
        missing |= {"ARBEIDSROM_MASTER_KEYS": "", "ARBEIDSROM_MASTER_KEY_FILE": str(tmp_path / "none.keys")}
    told = start(ARBEIDSROM_PROCESS=process, **missing)
    assert (f"({code})" in told.stderr) == (process in processes)
    assert (told.returncode != 0) == (process in processes)


@pytest.mark.req("PL-MOD-003")
@pytest.mark.django_db(transaction=True)
def test_production_refuses_a_key_file_that_others_can_read(tmp_path: Path) -> None:
    keys = tmp_path / "master.keys"
    keys.write_text(SAFE["ARBEIDSROM_MASTER_KEYS"])
    keys.chmod(0o640)
    assert "(keys.W002)" in start(ARBEIDSROM_MASTER_KEYS="", ARBEIDSROM_MASTER_KEY_FILE=str(keys)).stderr
    keys.chmod(0o600)
    started = start(ARBEIDSROM_MASTER_KEYS="", ARBEIDSROM_MASTER_KEY_FILE=str(keys))
    assert started.returncode == 0, started.stderr


@pytest.mark.django_db(transaction=True)
def test_what_a_start_warns_of_is_logged(tmp_path: Path) -> None:
    started = start(ARBEIDSROM_PRODUKTION="1")
    assert started.returncode == 0
    assert "ARBEIDSROM_PRODUKTION is not a setting" in started.stderr
    assert '"code": "config.W001"' in started.stderr


def test_the_settings_of_the_key_service_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("URL", "KEY", "TOKEN_FILE"):
        monkeypatch.setenv(f"ARBEIDSROM_TRANSIT_{name}", "something")
    assert checks.names_are_known() == []


def test_a_wrong_value_is_never_repeated_in_the_message(db: None) -> None:
    assert "hemmelig" not in start(DATABASE_URL="hemmelig passord").stderr


@pytest.mark.req("PL-MOD-003")
@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("DEMONSTRATION", True, "E010"),
        ("DEBUG", True, "E011"),
        ("SECRET_KEY", "demonstration-only-secret-key-which-production-refuses", "E012"),
        ("SECRET_KEY", "short", "E012"),
        ("PUBLIC_URL", "http://rom.example.no", "E013"),
        ("RECEIVER_URL", "http://deling.example.no", "E013"),
        ("ALLOWED_HOSTS", ["*"], "E014"),
        ("MAIL_TRANSPORT", "outbox", "E015"),
        ("SMS_TRANSPORT", "outbox", "E016"),
        ("SMS_URL", "", "E017"),
        ("SHARING_ARGON2_MEMORY_KIB", 1024, "E018"),
        ("SCANNER", "", "E020"),
        ("DEFAULT_FROM_EMAIL", "Arbeidsrom <ikke-svar@arbeidsrom.example>", "E021"),
        ("REQUIRE_TWO_FACTOR", False, "E022"),
    ],
)
def test_production_refuses(settings: Any, safe_production: None, setting: str, value: object, code: str) -> None:
    assert checks.production_is_safe() == []
    setattr(settings, setting, value)
    assert [message.id for message in checks.production_is_safe()] == [f"config.{code}"]


LINES = [
    ("E024", "VAULT_S3_ENDPOINT", "http://s3.example.no:9000", "https://s3.example.no:9000"),
    ("E025", "EMAIL_HOST", "smtp.example.no", "localhost"),
    ("E026", "SMS_URL", "http://sms.example.no/send", "https://sms.example.no/send"),
    ("E027", "SCANNER", "clamd.example.no:3310", "127.0.0.1:3310"),
    ("E034", "LEARNING_PORTAL", "http://laering.example.no/kurs/{course}", "https://laering.example.no/kurs/{course}"),
    ("E027", "SCANNER", "tcp:[2001:db8::7]:3310", "tcp:[::1]:3310"),
]


@pytest.mark.req("PL-MOD-003")
@pytest.mark.parametrize(("code", "setting", "unencrypted", "safe"), LINES)
def test_production_sends_nothing_unencrypted_to_another_machine(
    settings: Any, safe_production: None, code: str, setting: str, unencrypted: str, safe: str
) -> None:
    setattr(settings, setting, unencrypted)
    assert [message.id for message in checks.production_is_safe()] == [f"config.{code}"]

    protected = ("s3", "smtp", "sms", "clamd", "laering")
    settings.PROTECTED_HOSTS = (*(f"{name}.example.no" for name in protected), "2001:db8::7")
    assert checks.production_is_safe() == []

    settings.PROTECTED_HOSTS = ()
    setattr(settings, setting, safe)
    assert checks.production_is_safe() == []


def test_a_mail_server_elsewhere_is_fine_over_tls(settings: Any, safe_production: None) -> None:
    settings.EMAIL_HOST, settings.SMTP_TLS = "smtp.example.no", "starttls"
    assert checks.production_is_safe() == []


@pytest.mark.req("PL-MOD-003")
@pytest.mark.parametrize(
    ("host", "mode", "told"),
    [
        ("db.example.no", "require", ["config.E023"]),
        ("localhost,db.example.no", "", ["config.E023"]),
        ("db.example.no", "verify-full", []),
        ("/var/run/postgresql", "", []),
    ],
)
def test_production_wants_the_database_elsewhere_to_show_its_certificate(
    settings: Any, safe_production: None, monkeypatch: pytest.MonkeyPatch, host: str, mode: str, told: list[str]
) -> None:
    database = settings.DATABASES["default"]
    monkeypatch.setitem(database, "HOST", host)
    monkeypatch.setitem(database, "OPTIONS", {**database["OPTIONS"], "sslmode": mode})
    assert [message.id for message in checks.production_is_safe()] == told


@pytest.mark.req("PL-MOD-003")
@pytest.mark.django_db
def test_production_refuses_a_database_with_demonstration_users(settings: Any) -> None:
    Account.objects.create(email="kari@example.no", is_demonstration=True)
    assert checks.production_has_no_demonstration_users(["default"]) == []
    settings.PRODUCTION = True
    assert [told.id for told in checks.production_has_no_demonstration_users(["default"])] == ["config.E030"]


@pytest.mark.django_db
def test_a_database_without_tables_has_no_demonstration_users(settings: Any) -> None:
    settings.PRODUCTION = True
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_account RENAME TO not_there_yet")
    assert checks.production_has_no_demonstration_users(["default"]) == []


def test_settings_can_be_checked_where_no_database_is(settings: Any) -> None:
    settings.PRODUCTION = True
    assert checks.production_has_no_demonstration_users() == checks.role_is_no_superuser() == []


def test_the_demonstration_may_be_what_production_may_not(settings: Any) -> None:
    assert not settings.PRODUCTION
    assert checks.production_is_safe() == []


@pytest.mark.req("PL-MOD-002")
def test_without_any_setting_mail_and_sms_are_shown_in_the_outbox_and_files_lie_sealed_on_the_own_disk() -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ARBEIDSROM_", "DATABASE_"))}
    code = """
import django; django.setup()
from django.conf import settings
from arbeidsrom.core.vault.storage import store
print(settings.MAIL_TRANSPORT, settings.SMS_TRANSPORT, settings.DEMONSTRATION, store().root == settings.HOME / "files")
"""
    told = subprocess.run([sys.executable, "-c", code], env=kept, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["outbox", "outbox", "True", "True"]


@pytest.mark.req("PL-MOD-003")
@pytest.mark.django_db(transaction=True)
def test_a_start_that_is_refused_names_every_reason() -> None:
    told = start(ARBEIDSROM_DEMO="1", ARBEIDSROM_SECRET_KEY="short").stderr
    assert "ARBEIDSROM_DEMO must be 0" in told
    assert "ARBEIDSROM_SECRET_KEY must be" in told


@pytest.mark.django_db(transaction=True)
def test_the_secret_key_is_changed_without_anything_that_it_signed_being_lost() -> None:
    code = "; from django.core.signing import dumps, loads; import sys"
    signed = start(f"{code}; print(dumps('kept'))").stdout.strip()
    new = {"ARBEIDSROM_SECRET_KEY": "another_" + SAFE["ARBEIDSROM_SECRET_KEY"]}
    assert start(f"{code}; print(loads({signed!r}))", **new).returncode != 0
    told = start(
        f"{code}; print(loads({signed!r}))", **new, ARBEIDSROM_EARLIER_SECRET_KEYS=SAFE["ARBEIDSROM_SECRET_KEY"]
    )
    assert told.stdout.strip() == "kept", told.stderr


def test_a_misspelt_variable_is_pointed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARBEIDSROM_PRODUKTION", "1")
    assert "ARBEIDSROM_PRODUKTION is not a setting" in checks.names_are_known()[0].msg


@pytest.fixture
def safe_production(settings: Any) -> None:
    settings.PRODUCTION = True
    settings.DEMONSTRATION = False
    settings.SECRET_KEY = SAFE["ARBEIDSROM_SECRET_KEY"]
    settings.PUBLIC_URL = SAFE["ARBEIDSROM_URL"]
    settings.RECEIVER_URL = SAFE["ARBEIDSROM_RECEIVER_URL"]
    settings.ALLOWED_HOSTS = ["rom.example.no"]
    settings.MAIL_TRANSPORT, settings.SMS_TRANSPORT = "smtp", "http"
    settings.SMS_URL = SAFE["ARBEIDSROM_SMS_URL"]
    settings.SHARING_ARGON2_MEMORY_KIB = 262144
    settings.SCANNER = SAFE["ARBEIDSROM_CLAMD"]
    settings.DEFAULT_FROM_EMAIL = SAFE["ARBEIDSROM_MAIL_FROM"]
    settings.REQUIRE_TWO_FACTOR = True
