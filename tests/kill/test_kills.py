"""Web, worker, database and receiving process are killed at random moments while stewards upload and send.

**Nothing confirmed is lost**: what a steward has had a 2xx or 3xx for is there in the end, with the same bytes: parts
of uploads, documents, shipments, and the receiver opens each with the link from the mail and the code from the SMS.

**Nothing is sent twice**: one mail and one SMS for each shipment. Between the mail server's «250» and our own commit no
program can know whether a mail has gone; a worker killed just there has it sent once more *under the same
identifier*, by which mail servers and SMS gateways know it, and the outbox page says that it may have come twice. So
there is exactly one identifier for each message, and it comes again only where the program itself tells so.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
from collections import Counter
from email.message import EmailMessage
from random import Random

import pytest

from tests.journeys.program import ROOT
from tests.kill import receiver
from tests.kill.steward import Steward
from tests.kill.town import Town, until
from tests.kill.visitor import PATIENCE

ROUND = ["web", "worker", "database"] * 2 + ["receiver"]
STEWARDS = ("Kari Ødegård", "Jørgen Tveit")


@pytest.mark.req("PL-OPS-002", "PL-MOD-004")
def test_a_first_start_that_was_killed_half_way_is_simply_started_again(town: Town) -> None:
    assert town.number("select count(*) from organisation_unit where kind = 'union'") == 1
    assert town.number("select count(*) from workspace_case") > 20


@pytest.mark.req("PL-OPS-002", "KL-DOC-001")
@pytest.mark.parametrize("rounds", [1, pytest.param(10, marks=pytest.mark.long)])
def test_nothing_confirmed_is_lost_and_nothing_is_sent_twice(town: Town, rounds: int) -> None:
    chance = Random(rounds)
    order = ROUND * rounds
    chance.shuffle(order)
    stewards = [Steward(town.program.url, name) for name in STEWARDS]
    for steward in stewards:
        steward.sign_in()
        steward.open_case()
        steward.start()

    kills = kill_all(town, stewards, order, chance)
    finish(stewards)
    until(town.has_come_to_rest, seconds=300)

    assert kills == len(order)
    for steward in stewards:
        assert len(steward.confirmed.shipments) >= rounds
        assert_documents_are_there_once(town, steward)
        for sent in steward.confirmed.shipments:
            assert_sent_once(town, sent.to, sent.address, steward, sent.digest)
    assert_repeated_only_where_told(town)
    assert town.number("select count(*) from procrastinate_jobs where status = 'failed'") == 0
    assert_audit_is_whole(town)


def kill_all(town: Town, stewards: list[Steward], order: list[str], chance: Random) -> int:
    """One after the other; before each, the program has gone on working since the one before."""
    kills = 0
    for kind in order:
        done = sum(steward.confirmed.count for steward in stewards)
        until(lambda done=done: goes_on(stewards) > done, seconds=PATIENCE)
        time.sleep(chance.uniform(0, 1.5))
        town.kill(kind, chance)
        kills += 1
        assert town.program.process.poll() is None, f"the launcher gave up after {kills} kills"
    return kills


def goes_on(stewards: list[Steward]) -> int:
    """How much has been confirmed; a steward who has found a fault tells it at once."""
    for steward in stewards:
        if steward.failure:
            raise steward.failure
    return sum(steward.confirmed.count for steward in stewards)


def finish(stewards: list[Steward]) -> None:
    """Everybody finishes what they were at."""
    for steward in stewards:
        steward.enough.set()
    for steward in stewards:
        steward.join(timeout=3 * PATIENCE)
        assert not steward.is_alive()
    goes_on(stewards)


def assert_documents_are_there_once(town: Town, steward: Steward) -> None:
    """Each confirmed document opens to the very bytes that were sent, and the case holds no other."""
    for version, digest in steward.confirmed.documents.items():
        answer = steward.visitor.ask("GET", f"/cases/{steward.case}/files/{version}/")
        assert hashlib.sha256(answer.content).hexdigest() == digest
    held = town.number(
        "select count(*) from workspace_casedocument d join workspace_case c on c.id = d.case_id"
        f" where c.public_id = '{steward.case}'"
    )
    assert held == len(steward.confirmed.documents)


def assert_sent_once(town: Town, to: str, address: str, steward: Steward, digest: str) -> None:
    """One mail and one SMS, by their identifiers, that open the shipment."""
    page = steward.visitor.page(address).text_content()
    reference = receiver.reference_in(page)
    mails = [mail for mail in town.mail.mails if mail["To"] == to]
    texts = [sms for sms in town.sms.received if reference in sms["body"]["text"]]
    assert len({mail["Message-ID"] for mail in mails}) == 1, f"{to}: {len(mails)} mails"
    assert len({sms["headers"]["Idempotency-Key"] for sms in texts}) == 1, f"{reference}: {len(texts)} SMS"
    assert receiver.fetch(town.program.receiver_url, mails[0], texts[0]["body"]["text"]) == [digest]


def assert_repeated_only_where_told(town: Town) -> None:
    """What came more than once is what the outbox page says may have come twice, and as often as was tried at most."""
    rows = town.ask("select public_id, message_id, attempts, unsure_at from notifications_outgoingmessage")
    tried = {str(key): (int(str(attempts)), unsure) for public_id, message_id, attempts, unsure in rows
             for key in (public_id, message_id)}  # fmt: skip
    came = Counter(str(mail["Message-ID"]) for mail in town.mail.mails)
    came += Counter(str(sms["headers"]["Idempotency-Key"]) for sms in town.sms.received)
    for key, times in came.items():
        attempts, unsure_at = tried[key]
        assert times <= attempts
        assert times == 1 or unsure_at is not None, f"{key} came {times} times and nobody is told"


def assert_audit_is_whole(town: Town) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "ARBEIDSROM_"))}
    environment = kept | {
        "ARBEIDSROM_HOME": str(town.program.home),
        "DATABASE_URL": town.server.url("app"),
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "arbeidsrom", "verify_audit"]
    told = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr
    assert re.search(r"\d+ chains are whole", told.stdout)


def one_shipment(town: Town, name: str, killed: str) -> str:
    """Somebody sends a shipment; while the mail server takes its mail, something is killed. Gives to whom it went."""
    steward = Steward(town.program.url, name)
    steward.sign_in()
    steward.open_case()
    hits: list[str] = []

    def kill_once(mail: EmailMessage) -> None:
        if not hits and str(mail["To"]).startswith(steward.case[:8]):
            hits.append(killed)
            town.victims(killed)[0].kill()

    town.mail.before_answer = kill_once
    try:
        steward.errand()
        (sent,) = steward.confirmed.shipments
        until(lambda: hits and town.has_come_to_rest(), seconds=300)
    finally:
        town.mail.before_answer = lambda _mail: None
    return sent.to


def told_of(town: Town, identifier: str) -> tuple[object, ...]:
    """State, attempts, and whether it is told as perhaps sent twice."""
    asked = "select state, attempts, unsure_at is not null from notifications_outgoingmessage where message_id = "
    (row,) = town.ask(f"{asked} '{identifier}'")
    return row


@pytest.mark.long  # most of two minutes go by until the message is taken up again
@pytest.mark.req("PL-OPS-002")
def test_a_mail_whose_worker_is_killed_before_the_answer_comes_again_under_the_same_identifier_and_is_told(
    town: Town,
) -> None:
    to = one_shipment(town, "Kari Ødegård", "worker")

    came = town.mails_to(to)
    assert len(came) == 2
    assert len(set(came)) == 1
    assert told_of(town, came[0]) == ("sent", 2, True)


@pytest.mark.req("PL-OPS-002")
def test_a_database_that_is_killed_while_the_mail_server_takes_a_mail_makes_no_second_mail(town: Town) -> None:
    to = one_shipment(town, "Jørgen Tveit", "database")

    (came,) = town.mails_to(to)
    assert told_of(town, came) == ("sent", 1, False)
