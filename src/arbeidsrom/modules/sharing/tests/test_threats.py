"""The rows of the threat model (docs/security/sharing.md), each tried."""

from __future__ import annotations

import re
import threading
import time
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError
from django.utils.module_loading import import_string

from arbeidsrom.core.keys import ring
from arbeidsrom.core.keys.ring import MasterKeyProblem, pepper
from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.sharing import subjects
from arbeidsrom.modules.sharing.actions import answers, deliveries, history, notices, openings, shipments
from arbeidsrom.modules.sharing.actions.generations import argon_cost
from arbeidsrom.modules.sharing.models import Answer, Generation, OpeningSession, Receipt, Shipment, ShipmentEvent
from arbeidsrom.modules.sharing.queries.shipments import get_shipment
from arbeidsrom.modules.sharing.rules import codes, links, two_channel
from arbeidsrom.modules.sharing.rules.two_channel import SealedKey, WrongKey
from arbeidsrom.modules.sharing.states import Way
from arbeidsrom.modules.sharing.tests.case_room import PDF, CaseRoom, order
from arbeidsrom.modules.sharing.tests.conftest import Errand
from arbeidsrom.modules.sharing.tests.receiver_browser import ReceiverBrowser, at
from arbeidsrom.modules.sharing.views import receiver
from tests.cast import make_cast

OPEN = "/forsendelse/"


class PrivilegedBrowser(ReceiverBrowser):
    """Each request is made with the database role of the receiving process."""

    def request(self, **request):
        with role("arbeidsrom_receiver"):
            response = super().request(**request)
            if response.streaming:
                response.sent = b"".join(response.streaming_content)
            return response


class role:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        _run(f"SET ROLE {self.name}")

    def __exit__(self, *_error):
        if not connection.needs_rollback:
            _run("RESET ROLE")


def _run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def roles(db):
    """The roles that the launcher makes, with what the apps declare."""
    with connection.cursor() as cursor:
        for name in ("arbeidsrom_app", "arbeidsrom_receiver"):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
            if not cursor.fetchone():
                cursor.execute(f"CREATE ROLE {name}")
    grant_privileges = import_string("arbeidsrom.config.database_privileges.grant_privileges")
    grant_privileges(connection, app="arbeidsrom_app", receiver="arbeidsrom_receiver")


@pytest.mark.req("KL-SHARE-010")
def test_the_receiving_process_does_all_its_work_with_its_own_role_and_without_the_master_key(
    roles, errand, on_the_day
):
    sent, browser = errand.sent(), PrivilegedBrowser()
    assert browser.post(OPEN, sent.fields(code=sent.wrong_code())).status_code == 200
    assert browser.post(OPEN, sent.fields()).status_code == 302
    assert "Oppsigelse datert" in browser.get(at(sent)).content.decode()
    assert browser.get(at(sent, "dokument/1/")).sent == PDF
    assert browser.get(at(sent, "alle.zip")).sent[:4] == b"PK\x03\x04"
    assert browser.post(at(sent, "svar/"), {"message": "Hei"}).status_code == 302
    assert browser.post(at(sent, "mottatt/")).status_code == 302
    assert browser.post("/forsendelse/feil-mottaker/", {"link_key": sent.key}).status_code == 200
    for _number in range(4):
        browser.post(OPEN, sent.fields(link_key=links.written(bytes(32))))
    assert browser.post(at(sent, "lukk/")).status_code == 200
    assert Receipt.objects.count() == 2
    assert answers.take_in_answers(now=errand.now) == 1
    assert errand.room.answers[0].message == "Hei"


FORBIDDEN = [
    "SELECT title FROM sharing_shipment",
    "SELECT message, receiver_email FROM sharing_shipment",
    "SELECT * FROM sharing_receiveraddress",
    "UPDATE sharing_shipment SET expires_at = now() + interval '1 year'",
    "UPDATE sharing_generation SET wrapped_key = NULL",
    "INSERT INTO sharing_generation DEFAULT VALUES",
    "DELETE FROM sharing_receipt",
    "SELECT sealed_message FROM sharing_answer",
    "SELECT wrapped FROM keys_tenantkey",
    "SELECT id FROM keys_keyholder",
    "SELECT id FROM vault_documentversion",
    "SELECT statement FROM audit_entry",
    "DELETE FROM audit_entry",
    "UPDATE audit_entry SET event = 'x'",
    "SELECT * FROM notifications_outgoingmessage",
    "SELECT * FROM organisation_person",
    "SELECT * FROM membership_member",
    "SELECT * FROM accounts_account",
    "SELECT * FROM django_session",
    "SELECT * FROM procrastinate_jobs",
]


@pytest.mark.req("KL-SHARE-010")
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_receiving_process_taken_over_gets_nothing_else_from_the_database(roles, statement):
    with role("arbeidsrom_receiver"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        _run(statement)


@pytest.mark.req("KL-SHARE-010")
def test_the_receiving_process_has_no_master_key(settings):
    settings.PROCESS = "receiver"
    with pytest.raises(MasterKeyProblem):
        ring.master_keys()


@pytest.mark.req("KL-SHARE-010")
def test_database_disk_and_the_receiving_process_own_secrets_open_nothing_without_link_and_code(errand):
    sent = errand.sent()
    row = Generation.objects.select_related("shipment").get()
    sealed = SealedKey(bytes(row.salt), bytes(row.wrapped_key), bytes(row.commitment))

    def opened(token, code):
        stretched = two_channel.stretch(code, sealed.salt, argon_cost())
        binding = row.binding(row.shipment)
        return two_channel.open_key(sealed, stretched=stretched, token=token, pepper=pepper(), binding=binding)

    assert opened(sent.token, sent.read_code)
    for token, code in ((sent.token, codes.new_code()), (links.new_token(), sent.read_code), (bytes(32), "2" * 12)):
        with pytest.raises(WrongKey):
            opened(token, code)


@pytest.mark.req("KL-SHARE-003", "KL-SHARE-004")
def test_no_code_is_in_any_mail_and_no_link_in_any_sms(errand, on_the_day):
    everything = [errand.sent(), errand.sent(way=Way.DIRECT), errand.sent(way=Way.DIRECT, case_number="KS-1")]
    read = _messages()  # a new code calls back what has not gone out
    for sent in everything[:2]:
        shipments.issue_code(sent.shipment.public_id, actor=errand.kari, now=errand.now)
    ReceiverBrowser().post(OPEN, everything[0].fields())
    notices.remind_of_unopened(now=errand.now + timedelta(days=13))
    notices.tell_stewards(now=errand.now)
    read |= _messages()
    assert len(read) == OutgoingMessage.objects.count()
    mails = [text for channel, text in read.values() if channel == "mail"]
    sms = [text for channel, text in read.values() if channel == "sms"]
    codes_sent = [re.search(r"\b[2-9B-Z]{4}-[2-9B-Z]{4}-[2-9B-Z]{4}\b", text)[0] for text in sms]
    codes_sent += [each.code for each in everything if each.code]
    keys = [key for text in mails for key in re.findall(r"#([\w-]{43})", text)]
    assert len(mails) > 6
    assert (len(sms), len(set(keys))) == (3, 5)
    for code in codes_sent:
        for written in (code, code.replace("-", ""), code.lower()):
            assert not any(written in text for text in mails)
    assert not any(re.search(r"\b[2-9B-Z]{4}-[2-9B-Z]{4}-[2-9B-Z]{4}\b", text) for text in mails)
    for key in keys:
        assert not any(key in text for text in sms)
    assert not any("forsendelse/" in text or "http" in text for text in sms)


def _messages():
    """Every message that can be read, by its id: the channel and all that it says."""
    readable = [each for each in OutgoingMessage.objects.all() if each.content]
    return {each.pk: (each.channel, " ".join(map(str, each.content.values()))) for each in readable}


CANARIES = {
    "title": "KANARITITTEL oppsigelse",
    "message": "KANARIMELDING",
    "reason": "KANARIGRUNN",
}


@pytest.mark.req("KL-DOC-002", "KL-SHARE-010")
def test_a_dump_of_the_database_shows_nothing_of_what_is_shared(errand, on_the_day):
    errand.room.store(
        errand.case, b"KANARIINNHOLD", "KANARIFIL.txt", "KANARIDOKUMENT", actor=errand.kari, now=errand.now
    )
    sent = errand.sent(way=Way.DIRECT, **CANARIES)
    classic = errand.sent(**CANARIES)
    browser = ReceiverBrowser()
    browser.post(OPEN, classic.fields())
    browser.post(at(classic, "svar/"), {"message": "KANARISVAR"})
    answers.take_in_answers(now=errand.now)
    dump = _dump()
    assert classic.reference in dump
    for secret in ("KANARI", "berg@kommunen", "41234567", "Personalsjef", classic.key, sent.key, classic.code):
        assert secret not in dump
    for raw in (classic.token, sent.token, classic.read_code.encode()):
        assert raw.hex() not in dump


def _dump():
    """Every row of every table as text, as a dump has it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT string_agg(row::text, chr(10)) FROM "{table}" row')
            found.append(cursor.fetchone()[0] or "")
    return "\n".join(found)


class Clock:
    """A clock that stands still but for the work that is told to take time, and what is slept."""

    def __init__(self):
        self.now, self.slept = 1000.0, []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


@pytest.mark.req("KL-SHARE-009")
@pytest.mark.parametrize(("work", "takes"), [(0.0, 3), (0.7, 3), (2.9, 3), (3.5, 6)])
def test_every_refusal_takes_the_same_fixed_time_however_long_the_code_takes(
    errand, settings, monkeypatch, work, takes
):
    settings.SHARING_REFUSAL_TAKES = 3
    clock = Clock()
    monkeypatch.setattr(receiver, "time", clock)
    slow = two_channel.stretch
    monkeypatch.setattr(two_channel, "stretch", lambda *args: setattr(clock, "now", clock.now + work) or slow(*args))
    with time_machine.travel(errand.now + timedelta(hours=1), tick=False):
        looked_at, *unseen = [_time_of(fields, clock) for fields in _refused(errand)]
    assert looked_at == pytest.approx(takes)
    assert unseen == [pytest.approx(3)] * 4
    assert len(clock.slept) == 5


def _refused(errand):
    """What is refused: first what the code is stretched for, then what is refused without a look at it."""
    wrong, withdrawn, expired = errand.sent(), errand.sent(), errand.sent()
    shipments.withdraw_shipment(withdrawn.shipment.public_id, actor=errand.kari, now=errand.now)
    Generation.objects.filter(shipment=expired.shipment).update(
        issued_at=errand.now - timedelta(days=20), expires_at=errand.now - timedelta(days=1)
    )
    return [
        wrong.fields(code=wrong.wrong_code()),
        wrong.fields(reference=expired.reference),
        withdrawn.fields(),
        expired.fields(),
        wrong.fields(link_key=links.written(bytes(32))),
    ]


def _time_of(fields, clock):
    """How long the browser waits for its answer."""
    began = clock.now
    assert ReceiverBrowser().post(OPEN, fields).status_code == 200
    return clock.now - began


@pytest.fixture
def committed(transactional_db):
    """A case and its shipments that other connections see too."""
    cast, before, room = make_cast(), subjects.source(), CaseRoom()
    subjects.register(room)
    kari = cast.kari
    case = room.open_case(cast.hospital_club, kari)
    room.store(case, PDF, "Oppsigelse.pdf", "Oppsigelse datert 03.02.26", actor=kari, now=cast.now)
    yield Errand(room, case, kari, cast.ola, cast, cast.now)
    subjects.register(before)


def at_once(count, work):
    """Run the work in so many threads, each with a connection of its own, and gather what it gave or raised."""
    results, barrier = [], threading.Barrier(count)

    def run(number):
        barrier.wait()
        try:
            results.append(work(number))
        except Exception as error:
            results.append(type(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_the_same_form_sent_twice_at_once_makes_one_shipment(committed):
    wanted = order(committed.case)

    def share(number):
        return shipments.create_shipment(committed.case.about, order=wanted, actor=committed.kari, now=committed.now)

    results = at_once(4, share)
    assert results.count(shipments.MadeAlready) == 3, results
    assert Shipment.objects.count() == 1


@pytest.mark.req("KL-SHARE-011")
def test_two_receivers_at_once_cannot_both_use_the_one_opening(committed):
    sent = committed.sent(is_strict=True)
    now = committed.now + timedelta(minutes=1)

    def open_it(number):
        return openings.open_with_code(
            token=sent.token, reference=sent.reference, code=sent.read_code, origin=f"198.51.100.{number}", now=now
        )

    results = at_once(4, open_it)
    assert sum(isinstance(result, bytes) for result in results) == 1
    assert results.count(openings.NotOpened) == 3
    assert OpeningSession.objects.count() == 1
    row = Generation.objects.get()
    assert row.openings == 1


@pytest.mark.req("KL-SHARE-009")
def test_many_wrong_codes_at_once_get_ten_tries_together_and_no_more(committed, monkeypatch):
    sent = committed.sent()
    looked_at = []
    real = two_channel.stretch
    monkeypatch.setattr(two_channel, "stretch", lambda *args: looked_at.append(1) or real(*args))
    monkeypatch.setattr(openings.openings, "next_try_at", lambda *args, **named: None)
    wrong, now = codes.read_code(sent.wrong_code()), committed.now + timedelta(minutes=1)

    def guess(number):
        return openings.open_with_code(
            token=sent.token, reference=sent.reference, code=wrong, origin=f"198.51.100.{number}", now=now
        )

    results = at_once(16, guess)
    assert results == [openings.NotOpened] * 16
    assert len(looked_at) == 10
    assert Generation.objects.get().attempts == 10
    assert Shipment.objects.get().state == "locked"


def test_at_most_two_codes_are_stretched_at_a_time_over_all_connections(committed, monkeypatch):
    sent = committed.sent()
    running, most, lock = [0], [0], threading.Lock()
    real = two_channel.stretch

    def counted(*args):
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.05)
        with lock:
            running[0] -= 1
        return real(*args)

    monkeypatch.setattr(two_channel, "stretch", counted)
    now = committed.now + timedelta(minutes=1)
    results = at_once(
        6,
        lambda number: openings.open_with_code(
            token=sent.token, reference=sent.reference, code=sent.read_code, origin=f"198.51.100.{number}", now=now
        ),
    )
    assert all(isinstance(result, bytes) for result in results)
    assert most[0] == 2


def meanwhile(first, second, then=lambda: None):
    """Begin the second in a connection of its own before the first has committed; gives what came of the second."""
    results = []

    def run():
        try:
            results.append(second())
        except Exception as error:
            results.append(type(error))
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        thread.join(0.5)  # until it waits for what the first holds
        then()
    thread.join()
    return results[0]


@pytest.mark.req("KL-SHARE-012")
def test_the_two_last_documents_delivered_at_once_complete_the_shipment(committed):
    committed.room.store(
        committed.case, PDF, "Notat.pdf", "Notat datert 04.02.26", actor=committed.kari, now=committed.now
    )
    sent, now = committed.sent(), committed.now + timedelta(minutes=1)
    secret = openings.open_with_code(
        token=sent.token, reference=sent.reference, code=sent.read_code, origin="198.51.100.1", now=now
    )
    opened = openings.openings.open_shipment(secret, reference=sent.reference, now=now)

    def deliver(place):
        deliveries.record_delivery(opened, place, start=0, end=len(PDF), origin="198.51.100.1", now=now)

    meanwhile(lambda: deliver(1), lambda: deliver(2))
    assert Shipment.objects.get().state == "completed"


@pytest.mark.req("KL-SHARE-011")
def test_a_shipment_opened_while_it_is_withdrawn_stays_shut_and_the_sender_is_not_held_up(committed):
    sent, now = committed.sent(), committed.now + timedelta(minutes=1)

    def open_it():
        return openings.open_with_code(
            token=sent.token, reference=sent.reference, code=sent.read_code, origin="198.51.100.1", now=now
        )

    answer = meanwhile(
        lambda: get_shipment(sent.shipment.public_id, actor=committed.kari, lock=True),
        open_it,
        lambda: shipments.withdraw_shipment(sent.shipment.public_id, actor=committed.kari, now=now),
    )
    assert answer is openings.NotOpened
    assert Shipment.objects.get().state == "withdrawn"


def test_who_withdraws_a_shipment_and_who_takes_back_its_consent_do_not_wait_for_each_other(committed):
    shipment = committed.sent().shipment

    @transaction.atomic
    def lose_consent():
        _run("SET LOCAL lock_timeout = '200ms'")
        history.lose_consent([shipment], actor=committed.ola, now=committed.now)
        _run("SET CONSTRAINTS ALL IMMEDIATE")
        return "written"

    holding = lambda: get_shipment(shipment.public_id, actor=committed.kari, lock=True)  # noqa: E731
    assert meanwhile(holding, lose_consent) == "written"


@pytest.mark.req("KL-SHARE-013")
def test_answers_given_at_once_are_no_more_than_the_shipment_takes(committed):
    opened = opened_by(committed.sent(), committed.now + timedelta(minutes=1))
    earlier = (Answer(shipment=opened.shipment, sealed_message=b"x", arrived_at=committed.now) for _number in range(19))
    Answer.objects.bulk_create(earlier)

    def answer(number):
        return answers.give_answer(opened, message="Hei", files=(), origin="198.51.100.1", now=committed.now)

    results = at_once(4, answer)
    assert results.count(Refused) == 3, results
    assert Answer.objects.count() == 20


def opened_by(sent, now):
    """The shipment in the browser of its receiver."""
    secret = openings.open_with_code(
        token=sent.token, reference=sent.reference, code=sent.read_code, origin="198.51.100.1", now=now
    )
    return openings.openings.open_shipment(secret, reference=sent.reference, now=now)


def test_the_wrong_receiver_who_presses_twice_is_heard_once(committed):
    sent = committed.sent()
    hashed = links.token_hash(sent.token)
    at_once(
        4, lambda number: deliveries.report_wrong_receiver(token_hash=hashed, origin="198.51.100.1", now=committed.now)
    )
    assert ShipmentEvent.objects.filter(kind="wrong_receiver").count() == 1
