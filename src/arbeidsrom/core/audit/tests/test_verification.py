"""What an attacker with the database in his hands cannot do unnoticed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import translation
from pytest_django import Settings

from arbeidsrom.core.audit import notes, rules, signing
from arbeidsrom.core.audit.actions import (
    begin_verification,
    erase_old_details,
    finish_verification,
    record,
    sign_checkpoints,
)
from arbeidsrom.core.audit.events import tell
from arbeidsrom.core.audit.models import Checkpoint, Entry, Link, Subject
from arbeidsrom.core.audit.queries import broken_chains
from arbeidsrom.core.audit.states import Fault
from arbeidsrom.core.audit.tests.conftest import MEMBER, NOW, STEWARD, TENANT, chained, entries
from arbeidsrom.core.audit.verification import Finding, opened, verify_chain

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-AUD-001")]
Tamper = Callable[..., None]


def test_a_chain_that_nobody_has_touched_is_whole() -> None:
    entries(5)
    entries(2, tenant=uuid4())
    sign_checkpoints(now=NOW)

    result = verify_chain(TENANT)

    assert (result.entries, result.finding) == (5, None)


def test_a_long_chain_is_gone_through_in_batches() -> None:
    entries(2003)

    assert verify_chain(TENANT).entries == 2003


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("statement", '{"event":"y"}'),
        ("event", "y"),
        ("thing", UUID(int=4)),
        ("person", UUID(int=4)),
        ("person", None),
        ("unit", 4),
        ("at", NOW + timedelta(microseconds=1)),
        ("tenant", UUID(int=4)),
        ("public_id", UUID(int=4)),
    ],
)
def test_a_flipped_entry_is_named(tamper: Tamper, column: str, value: object) -> None:
    third = entries(5)[2]

    tamper(f"UPDATE audit_entry SET {column} = %s WHERE id = %s", value, third.id)

    third.refresh_from_db()
    assert verify_chain(TENANT).finding == Finding(Fault.ALTERED, 3, third.public_id)


def test_one_flipped_letter_of_a_statement_is_found(tamper: Tamper) -> None:
    third = entries(5)[2]

    tamper("UPDATE audit_entry SET statement = replace(statement, 'Kari', 'Kira') WHERE id = %s", third.id)

    assert verify_chain(TENANT).finding == Finding(Fault.ALTERED, 3, third.public_id)


def test_flipped_details_are_named(tamper: Tamper) -> None:
    third = entries(5)[2]

    tamper("UPDATE audit_detail SET content = '{}' WHERE entry_id = %s", third.id)

    assert verify_chain(TENANT).finding == Finding(Fault.DETAILS, 3, third.public_id)


@pytest.mark.parametrize(
    "change", ["UPDATE audit_subject SET subject = gen_random_uuid()", "DELETE FROM audit_subject"]
)
def test_it_is_found_when_an_entry_is_made_to_be_about_somebody_else_or_nobody(tamper: Tamper, change: str) -> None:
    third = entries(5)[2]

    tamper(f"{change} WHERE entry_id = %s", third.id)

    assert verify_chain(TENANT).finding == Finding(Fault.DETAILS, 3, third.public_id)


@pytest.mark.parametrize("tables", [["entry"], ["link"], ["entry", "link", "detail", "subject"]])
def test_a_deleted_entry_is_named(tamper: Tamper, tables: list[str]) -> None:
    third = entries(5)[2]

    for table in tables:
        key = "id" if table == "entry" else "entry_id"
        tamper(f"DELETE FROM audit_{table} WHERE {key} = %s", third.id)

    assert verify_chain(TENANT).finding == Finding(Fault.MISSING, 3)


def test_a_deleted_entry_is_named_also_when_those_after_it_are_renumbered(tamper: Tamper) -> None:
    log = entries(5)

    tamper("DELETE FROM audit_link WHERE entry_id = %s", log[2].id)
    tamper("UPDATE audit_link SET number = -number WHERE number > 3")
    tamper("UPDATE audit_link SET number = -number - 1 WHERE number < 0")

    assert verify_chain(TENANT).finding == Finding(Fault.ALTERED, 3, log[3].public_id)


def test_reordered_entries_are_named(tamper: Tamper) -> None:
    log = entries(5)

    tamper("UPDATE audit_link SET number = 300 WHERE number = 2")
    tamper("UPDATE audit_link SET number = 2 WHERE number = 3")
    tamper("UPDATE audit_link SET number = 3 WHERE number = 300")

    assert verify_chain(TENANT).finding == Finding(Fault.ALTERED, 2, log[2].public_id)


def test_a_tail_cut_off_behind_a_checkpoint_is_named(tamper: Tamper) -> None:
    log = entries(5)
    sign_checkpoints(now=NOW)

    for table, key in (("link", "entry_id"), ("detail", "entry_id"), ("subject", "entry_id"), ("entry", "id")):
        tamper(f"DELETE FROM audit_{table} WHERE {key} >= %s", log[3].id)

    assert verify_chain(TENANT).finding == Finding(Fault.CUT, 4)


def test_a_tail_cut_off_with_its_checkpoint_is_found_by_the_checkpoint_that_was_sent_away(tamper: Tamper) -> None:
    log = entries(5)
    sign_checkpoints(now=NOW)
    sent = [opened(Checkpoint.objects.get().note)]

    tamper("DELETE FROM audit_checkpoint")
    tamper("DELETE FROM audit_link WHERE entry_id >= %s", log[3].id)
    tamper("DELETE FROM audit_entry WHERE id >= %s", log[3].id)

    assert verify_chain(TENANT).finding is None
    assert verify_chain(TENANT, heads=sent).finding == Finding(Fault.CUT, 4)


def test_a_history_written_anew_with_correct_hashes_is_a_fork_at_the_checkpoint(tamper: Tamper) -> None:
    log = entries(5)
    sign_checkpoints(now=NOW)

    tamper("UPDATE audit_entry SET statement = replace(statement, 'Kari', 'Kira')")
    rehash(tamper)

    assert verify_chain(TENANT).finding == Finding(Fault.FORKED, 5, log[4].public_id)


def test_two_entries_in_one_place_are_a_fork(tamper: Tamper) -> None:
    log = entries(5)

    tamper("ALTER TABLE audit_link DROP CONSTRAINT audit_link_place")
    tamper("UPDATE audit_link SET number = 3 WHERE number = 4")

    assert verify_chain(TENANT).finding == Finding(Fault.FORKED, 3, log[3].public_id)


def test_an_entry_slipped_in_past_the_chain_is_named(tamper: Tamper) -> None:
    entries(2)
    slipped = uuid4()

    tamper(
        "INSERT INTO audit_entry (public_id, tenant, at, event, statement) VALUES (%s, %s, now(), 'x', '{}')",
        slipped,
        TENANT,
    )

    assert verify_chain(TENANT).finding == Finding(Fault.UNCHAINED, 3, slipped)


def test_a_checkpoint_forged_with_another_key_is_named(tamper: Tamper) -> None:
    entries(5)
    sign_checkpoints(now=NOW)
    checkpoint = Checkpoint.objects.get()
    text = notes.head_text(signing.signer_name(), TENANT, 5, bytes(32), NOW)
    forged = notes.sign(text, name=signing.signer_name(), key=Ed25519PrivateKey.generate())

    tamper("UPDATE audit_checkpoint SET note = %s", forged)

    assert verify_chain(TENANT).finding == Finding(Fault.CHECKPOINT, checkpoint.number)


def test_an_installation_that_has_moved_to_another_address_keeps_its_checkpoints(settings: Settings) -> None:
    entries(5)
    settings.PUBLIC_URL = "https://before.example"
    sign_checkpoints(now=NOW)

    settings.PUBLIC_URL = "https://after.example"

    assert verify_chain(TENANT).finding is None


def test_a_checkpoint_whose_row_says_something_else_than_its_note_is_named(tamper: Tamper) -> None:
    entries(5)
    sign_checkpoints(now=NOW)

    tamper("UPDATE audit_checkpoint SET number = 4")

    assert verify_chain(TENANT).finding == Finding(Fault.CHECKPOINT, 4)


def rehash(tamper: Tamper) -> None:
    """Compute the whole chain anew, as an attacker with the code would."""
    before = rules.START
    for link in Link.objects.filter(tenant=TENANT).select_related("entry").order_by("number"):
        before = hashlib.sha256(b"\x00" + before + link.entry.statement.encode()).digest()
        tamper("UPDATE audit_link SET hash = %s WHERE entry_id = %s", before, link.entry_id)


def test_whom_entries_are_about_is_forgotten_after_five_years_and_the_chain_stays_whole() -> None:
    entries(2)
    record("x", None, actor=STEWARD, at=NOW + timedelta(days=30), subjects=[MEMBER])
    later = NOW + timedelta(days=5 * 365 + 2)

    assert erase_old_details(now=later) == 2
    assert erase_old_details(now=later) == 0
    chained()

    assert Subject.objects.count() == 1
    assert verify_chain(TENANT).finding is None


def test_a_verification_that_finds_the_log_broken_says_so_in_the_log(tamper: Tamper) -> None:
    third = entries(5)[2]
    tamper("UPDATE audit_entry SET event = 'y' WHERE id = %s", third.id)

    verification = begin_verification(TENANT, started_by="", now=NOW)
    finish_verification(verification.pk, now=NOW)

    entry = Entry.objects.latest("id")
    assert entry.event == "audit.verification.broken"
    with translation.override("en"):
        told = tell(entry.event, entry.detail.read["details"])
    assert "entry 3" in told
    assert [verification.pk for verification in broken_chains()] == [verification.pk]
