"""Signed checkpoints, and sending them off the machine."""

from __future__ import annotations

import base64
import hashlib
import io
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from pytest_django import Settings

from arbeidsrom.core.audit import notes, queries, signing
from arbeidsrom.core.audit.actions import send_checkpoints, sign_checkpoints
from arbeidsrom.core.audit.models import Checkpoint, Delivery, Link
from arbeidsrom.core.audit.notes import BadNote
from arbeidsrom.core.audit.tests.conftest import NOW, TENANT, entries
from arbeidsrom.core.audit.verification import opened

pytestmark = pytest.mark.django_db
Tamper = Callable[..., None]


@pytest.mark.req("PL-AUD-001")
def test_every_chain_that_has_grown_is_signed_and_no_other() -> None:
    other = UUID(int=8)
    entries(3)
    entries(1, tenant=other)

    assert sign_checkpoints(now=NOW) == 2
    assert sign_checkpoints(now=NOW) == 0
    entries(1, tenant=other)
    assert sign_checkpoints(now=NOW) == 1

    signed = Checkpoint.objects.order_by("id").values_list("tenant", "number")
    assert list(signed) == [(TENANT, 3), (other, 1), (other, 2)]


def test_a_checkpoint_can_be_checked_with_nothing_but_the_form_and_the_public_key() -> None:
    entries(2)
    sign_checkpoints(now=NOW)
    out = io.StringIO()
    call_command("audit_public_key", stdout=out)

    text, signature_line = Checkpoint.objects.get().note.split("\n\n")
    name, key_hash, key = out.getvalue().strip().split("+", 2)
    public = base64.b64decode(key)
    mark, signer, signature = signature_line.strip().split(" ")
    signed = base64.b64decode(signature)

    assert (mark, signer, public[0]) == ("—", name, 1)
    assert signed[:4].hex() == key_hash == hashlib.sha256(name.encode() + b"\n" + public).digest()[:4].hex()
    Ed25519PublicKey.from_public_bytes(public[1:]).verify(signed[4:], text.encode() + b"\n")
    head = Link.objects.get(number=2)
    assert text.split("\n") == [
        f"{name}/{TENANT}",
        "2",
        base64.b64encode(bytes(head.hash)).decode(),
        "at 2026-11-24T12:30:00.000000Z",
    ]


def test_a_note_that_has_been_changed_or_signed_by_another_is_refused() -> None:
    key = Ed25519PrivateKey.generate()
    note = notes.sign("a text\n", name="somebody", key=key)
    public = [key.public_key()]

    assert notes.open_note(note, name="somebody", keys=public) == "a text\n"
    for broken in (note.replace("a text", "b text"), "a text\n", "", note.replace("— somebody ", "— somebody *")):
        with pytest.raises(BadNote):
            notes.open_note(broken, name="somebody", keys=public)
    with pytest.raises(BadNote):
        notes.open_note(note, name="somebody", keys=[Ed25519PrivateKey.generate().public_key()])


def test_checkpoints_of_an_earlier_key_are_still_ours(settings: Settings) -> None:
    entries(1)
    sign_checkpoints(now=NOW)
    note = Checkpoint.objects.get().note
    earlier = base64.b64encode(signing.signing_key().public_key().public_bytes_raw()).decode()

    settings.AUDIT_KEY = base64.b64encode(bytes(range(32))).decode()
    with pytest.raises(BadNote):
        opened(note)
    settings.AUDIT_EARLIER_KEYS = [earlier]
    assert opened(note).number == 1


def test_the_key_is_made_once_readable_by_its_owner_alone_and_never_in_production(
    settings: Settings, tmp_path: Path
) -> None:
    settings.AUDIT_KEY_FILE = tmp_path / "keys" / "audit.key"
    first = signing.signing_key().private_bytes_raw()

    assert signing.signing_key().private_bytes_raw() == first
    assert settings.AUDIT_KEY_FILE.stat().st_mode & 0o777 == 0o600
    settings.PRODUCTION = True
    assert signing.signing_key().private_bytes_raw() == first
    settings.AUDIT_KEY_FILE = tmp_path / "elsewhere.key"
    with pytest.raises(ImproperlyConfigured, match="elsewhere"):
        signing.signing_key()


@pytest.mark.parametrize("key", ["short", "not base64!", base64.b64encode(bytes(31)).decode()])
def test_a_key_that_is_none_is_told(settings: Settings, key: str) -> None:
    settings.AUDIT_KEY = key

    with pytest.raises(ImproperlyConfigured, match="32 bytes"):
        signing.signing_key()


@pytest.mark.req("PL-AUD-001")
def test_the_head_is_appended_to_a_file_once(settings: Settings, tmp_path: Path) -> None:
    heads = tmp_path / "heads.txt"
    settings.AUDIT_DESTINATIONS = [f"file:{heads}"]
    entries(1)
    sign_checkpoints(now=NOW)
    assert send_checkpoints(now=NOW) == 1
    entries(1)
    sign_checkpoints(now=NOW)

    assert send_checkpoints(now=NOW) == 1
    assert send_checkpoints(now=NOW) == 0
    assert [opened(note).number for note in notes.split(heads.read_text())] == [1, 2]


@pytest.mark.req("PL-AUD-001")
def test_the_head_is_sent_to_syslog(settings: Settings) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(10)
        settings.AUDIT_DESTINATIONS = [f"syslog:127.0.0.1:{server.getsockname()[1]}"]
        entries(1)
        sign_checkpoints(now=NOW)

        send_checkpoints(now=NOW)

        line = server.recv(4096).decode().rstrip("\0")
    assert line.startswith("<38>arbeidsrom audit checkpoint: ")
    assert opened(line.partition(": ")[2].replace("|", "\n") + "\n").number == 1


@dataclass
class Mailbox:
    """A mail server's handler that keeps what arrives."""

    received: list[Any] = field(default_factory=list)

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:
        self.received.append(envelope)
        return "250 OK"


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[Mailbox]:
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=0)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        controller.port = probe.getsockname()[1]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    controller.start()
    yield mailbox
    controller.stop()


@pytest.mark.req("PL-AUD-001")
def test_the_heads_are_sent_by_mail(settings: Settings, mail_server: Mailbox) -> None:
    settings.AUDIT_DESTINATIONS = ["mail:revisjon@example.no"]
    entries(1)
    entries(2, tenant=UUID(int=8))
    sign_checkpoints(now=NOW)

    send_checkpoints(now=NOW)

    (envelope,) = mail_server.received
    assert envelope.rcpt_tos == ["revisjon@example.no"]
    assert b"\n2\n" in envelope.content.replace(b"\r\n", b"\n")


def test_what_cannot_be_sent_is_sent_the_next_time_and_holds_nothing_else_up(
    settings: Settings, tmp_path: Path
) -> None:
    missing = tmp_path / "not mounted" / "heads.txt"
    settings.AUDIT_DESTINATIONS = [f"file:{missing}", f"file:{tmp_path / 'heads.txt'}"]
    entries(1)
    sign_checkpoints(now=NOW)

    with pytest.raises(FileNotFoundError):
        send_checkpoints(now=NOW)
    assert Delivery.objects.get().destination.endswith("heads.txt")
    missing.parent.mkdir()
    assert send_checkpoints(now=NOW) == 1
    assert missing.read_text() == (tmp_path / "heads.txt").read_text()


def test_an_unknown_destination_is_told(settings: Settings) -> None:
    settings.AUDIT_DESTINATIONS = ["pigeon:post"]
    entries(1)
    sign_checkpoints(now=NOW)

    with pytest.raises(ImproperlyConfigured, match="pigeon"):
        send_checkpoints(now=NOW)


@pytest.mark.req("PL-AUD-001")
def test_the_command_tells_that_chains_are_whole_or_the_first_broken_entry(tamper: Tamper, tmp_path: Path) -> None:
    out = io.StringIO()
    log = entries(4)
    call_command("verify_audit", stdout=out)
    assert "4 entries, whole" in out.getvalue()

    tamper("UPDATE audit_entry SET statement = statement || ' ' WHERE id = %s", log[1].id)

    with pytest.raises(CommandError, match="1 of 1"):
        call_command("verify_audit", stdout=out)
    assert f"first broken entry 2 ({log[1].public_id})" in out.getvalue()


@pytest.mark.req("PL-AUD-001")
def test_the_command_takes_checkpoints_that_were_kept_elsewhere(
    tamper: Tamper, settings: Settings, tmp_path: Path
) -> None:
    heads, out = tmp_path / "heads.txt", io.StringIO()
    settings.AUDIT_DESTINATIONS = [f"file:{heads}"]
    entries(4)
    sign_checkpoints(now=NOW)
    send_checkpoints(now=NOW)
    for table in ("checkpoint", "link", "detail", "subject", "entry"):
        tamper(f"DELETE FROM audit_{table}")

    call_command("verify_audit", stdout=out)
    with pytest.raises(CommandError):
        call_command("verify_audit", checkpoints=heads, stdout=out)
    assert "first broken entry 1: " in out.getvalue()
    heads.write_text(heads.read_text().replace("\n4\n", "\n3\n"))
    with pytest.raises(CommandError, match="cannot be used"):
        call_command("verify_audit", checkpoints=heads, stdout=out)


def test_there_is_no_chain_in_an_empty_log() -> None:
    assert queries.tenants() == []
    assert sign_checkpoints(now=NOW) == 0
