"""Words planted in every protected field are readable nowhere: in no table, no file and no line of the log."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.urls import reverse
from pytest_django import Settings

from arbeidsrom.core.exports import actions as exports
from arbeidsrom.core.keys.fields import SealedField
from arbeidsrom.core.membership import actions as membership
from arbeidsrom.core.membership.models import Member, MemberMessage
from arbeidsrom.core.membership.rules import Sender
from arbeidsrom.core.membership.tests.factories import member_of
from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.core.notifications.states import Channel
from arbeidsrom.core.preferences import actions as preferences
from arbeidsrom.core.vault.actions import receive
from arbeidsrom.modules.sharing.actions.addresses import Entry, add_address
from arbeidsrom.modules.sharing.actions.shipments import create_shipment
from arbeidsrom.modules.sharing.rules.orders import Order, Receiver
from arbeidsrom.modules.workspace.actions import (
    cases,
    consents,
    deadlines,
    documents,
    minutes,
    offers,
    retention,
    statements,
    states,
    stewards,
)
from arbeidsrom.modules.workspace.actions import timeline as lines
from arbeidsrom.modules.workspace.models import (
    Case,
    ConsentForm,
    ConsentKind,
    Deletion,
    EventKind,
    PartyRole,
    SignatureState,
    Subject,
)
from arbeidsrom.modules.workspace.statements.answers import Answers
from tests.canaries import Canaries
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PROVEN_ELSEWHERE = {
    "accounts.ProviderSession.id_token",  # core/accounts/tests/test_openid_provider.py
    "competence.Attachment.description",  # modules/competence/tests/test_canaries.py
    "competence.NotRelevant.comment",
    "competence.Performance.answer",
    "competence.Performance.comment",
    "competence.PointNotRelevant.comment",
    "competence.ProgressEvent.comment",
    "imports.ImportPart.content",  # core/imports/tests/test_runs.py
    "membership.Member.identity_number",  # core/membership/tests/test_actions.py
    "notifications.CalendarEntry.content",  # core/notifications/tests/test_calendars.py
    "organisation.Absence.note",  # core/people/tests/test_absences.py
    "organisation.Person.identity_number",  # core/organisation/tests/test_identity.py
    "people.Loan.comment",  # core/people/tests/test_loans.py
    "sharing.Answer.message",  # modules/sharing/tests/test_threats.py
    "sharing.Answer.sender",
    "sharing.Shipment.decision_note",
    "sharing.ReceiverAddress.mobile",  # numbers
    "sharing.Shipment.receiver_mobile",
    "vault.DocumentVersion.facts",
    "vault.DocumentVersion.release_reason",  # tests/vault/test_canaries.py
    "vault.Upload.key",
    "vault.Upload.meta",
    "workspace.CaseDocument.received_from",
    "workspace.CaseParty.member",
}


@pytest.fixture
def log_lines(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the program logs, as it is written."""
    handler = next(handler for handler in logging.getLogger().handlers if handler.name == "stderr")
    written: list[str] = []
    monkeypatch.setattr(handler, "emit", lambda record: written.append(handler.format(record)))
    return written


@pytest.fixture
def disk(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """All that the program writes to files, temporary ones too."""
    (tmp_path / "temporary").mkdir()
    settings.VAULT_FOLDER, settings.VAULT_UPLOADS = tmp_path / "files", tmp_path / "uploads"
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    return tmp_path


@pytest.mark.req("KL-DOC-002", "PL-KEY-001", "PL-OPS-001")
def test_what_is_written_in_protected_fields_is_readable_nowhere(cast: Cast, disk: Path, log_lines: list[str]) -> None:
    birds = Canaries()
    member = member_of(
        cast.hospital_club,
        f"{birds('first name')} {birds('last name')}",
        position_title=birds("position"),
        email=address(birds, "mail"),
    )
    case = plant_in_case(cast, birds, member)
    plant_beside(cast, birds, member)
    plant_in_sharing(cast, birds, case)
    look_around(cast, birds, case, member)

    assert planted(birds) >= sealed() - PROVEN_ELSEWHERE
    assert birds.found_in_texts(tables()) == []
    assert birds.found_in_folders(disk) == []
    assert len(log_lines) > 3
    assert birds.found_in_texts(log_lines) == []
    written = mails()
    assert len(written) > 2
    assert birds.found_in_texts(written) == []


def address(birds: Canaries, where: str) -> str:
    """An e-mail address with a word of its own, without Norwegian letters."""
    return birds.words.setdefault(where, f"kanarifugl{uuid4().hex[:12]}") + "@example.no"


def plant_in_case(cast: Cast, birds: Canaries, member: Member) -> Case:
    """A case with all that a steward writes in one."""
    by = {"actor": cast.kari, "now": cast.now}
    draft = cases.CaseDraft(
        type_key="dismissal",
        title=birds("case title"),
        subject=Subject.MEMBER,
        members=[member.public_id],
        employer=birds("employer"),
        workplace=birds("workplace"),
        summary=birds("summary"),
    )
    case = cases.open_case(cast.hospital_club, draft, today=cast.today, **by)
    plant_in_group_case(cast, birds)
    party = case.parties.get(role=PartyRole.MEMBER)
    cases.add_party(
        case.public_id, role=PartyRole.EMPLOYER_CONTACT, name=birds("party"), contact=birds("contact"), **by
    )
    agreed = consents.ConsentDraft(
        party.public_id, ConsentKind.SHARING, ConsentForm.WRITTEN, cast.today, scope=birds("scope")
    )
    consents.record_consent(case.public_id, agreed, **by)
    deadlines.set_deadline(case.public_id, label=birds("deadline"), due=cast.today + timedelta(days=9), **by)
    said = {"heading": birds("heading"), "text": birds("note"), "happened_at": cast.now}
    lines.write_in_timeline(case.public_id, kind=EventKind.NOTE, **said, **by)
    content = receive([birds("content").encode()], holder=case.holder, file_name=f"{birds('file name')}.txt")
    version = documents.add_document(case.public_id, content, title=birds("document"), dated=cast.today, **by)
    paper = version.document.public_id
    signer = minutes.add_signer(case.public_id, paper, name=birds("signer"), side=birds("side"), **by)
    refused = {"state": SignatureState.REFUSED, "answered_on": cast.today, "remark": birds("remark")}
    minutes.record_signature(case.public_id, paper, signer=signer.public_id, **refused, **by)
    answers = Answers(title=birds("statement"), member_view=birds("member's view"))
    statements.save_statement(case.public_id, answers, lock_version=0, **by)
    states.let_wait(case.public_id, waiting_for=birds("waiting for"), until=cast.today + timedelta(days=9), **by)
    barred, successor = cast.positions["mona"].public_id, cast.positions["ola"].public_id
    stewards.bar_steward(case.public_id, position=barred, reason=birds("conflict"), today=cast.today, **by)
    asked = offers.offer_cases([case.public_id], to=successor, note=birds("offer"), today=cast.today, **by).asked
    offers.decline_cases([asked[0].public_id], reason=birds("no"), actor=cast.ola, now=cast.now)
    stewards.hand_over_case(
        case.public_id, to=successor, note=birds("hand-over"), keep_access=True, today=cast.today, **by
    )
    return case


def plant_in_group_case(cast: Cast, birds: Canaries) -> None:
    """A case about a group, which the union keeps longer for a reason."""
    draft = cases.CaseDraft(type_key="dismissal", title="Turnus", subject=Subject.GROUP, group=birds("group"))
    case = cases.open_case(cast.hospital_club, draft, actor=cast.kari, now=cast.now, today=cast.today)
    asked = Deletion.objects.create(case=case, club=case.club, number=str(case.number), asked_at=cast.now)
    until = cast.today + timedelta(days=365)
    kept = {"reason": birds("reason to keep"), "actor": cast.per, "now": cast.now, "today": cast.today}
    retention.keep_longer(asked.public_id, until=until, **kept)


def plant_beside(cast: Cast, birds: Canaries, member: Member) -> None:
    """What is written about the member, to the member, and for oneself."""
    by = {"actor": cast.kari, "now": cast.now}
    membership.write_note(member.public_id, text=birds("member's note"), lock_version=0, **by)
    membership.send_message(
        uuid4(),
        members=[member.public_id],
        channel=Channel.MAIL,
        subject=birds("subject"),
        text=birds("message"),
        sender=Sender("Kari Ødegård", "Klubbleder", "kari@example.no"),
        **by,
    )
    preferences.save_view("workspace.cases", name=birds("view"), query=f"q={birds('query')}", **by)
    exports.begin_export("membership.members", address=f"/members/?q={birds('taken out')}", **by)
    preferences.keep_draft("workspace.case", None, {"title": [birds("draft")]}, **by)


def plant_in_sharing(cast: Cast, birds: Canaries, case: Case) -> None:
    """An entry of the address book, and a shipment."""
    by = {"actor": cast.kari, "now": cast.now}
    entry = Entry("employer", birds("entry"), address(birds, "entry mail"), note=birds("entry note"))
    add_address(cast.hospital_club, entry, **by)
    order = Order(
        shipment=uuid4(),
        versions=frozenset({case.documents.get().document.versions.get().public_id}),
        category="employer",
        receiver=Receiver(birds("receiver"), address(birds, "receiver mail"), "412 34 567"),
        title=birds("shipment"),
        message=birds("covering words"),
        legal_ground="legal_claim",
        reason=birds("reason"),
    )
    create_shipment(case.public_id, order=order, **by)


def look_around(cast: Cast, birds: Canaries, case: Case, member: Member) -> None:
    """Somebody reads all of it, searches for it, and follows a link that leads nowhere."""
    browser = cast.browser("kari")
    for name, thing in (("case", case), ("case_timeline", case), ("case_documents", case), ("member", member)):
        assert birds.found_in(browser.get(reverse(name, args=[thing.public_id])).content), name
    for name, word in (("cases", birds("case title")), ("members", birds("last name"))):
        assert birds.found_in(browser.get(reverse(name), {"q": word}).content), name
    assert browser.get(f"/nowhere/{birds('address')}/").status_code == 404


def sealed_models() -> Iterator[tuple[type[Model], list[str]]]:
    """Every model with sealed fields, and their names."""
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)]
        if names:
            yield model, names


def sealed() -> set[str]:
    """Every sealed field of the program."""
    return {f"{model._meta.label}.{name}" for model, names in sealed_models() for name in names}


def planted(birds: Canaries) -> set[str]:
    """The sealed fields that hold one of the words, for those who have the keys."""
    return {
        f"{model._meta.label}.{name}"
        for model, names in sealed_models()
        for row in model._default_manager.order_by("pk")
        for name in names
        if birds.found_in(str(getattr(row, name)).encode())
    }


def mails() -> list[str]:
    """All that mails say, those aside that a steward has written to members themselves."""
    to_members = MemberMessage.objects.values("public_id")
    sent = OutgoingMessage.objects.filter(channel=Channel.MAIL).exclude(about__in=to_members).order_by("id")
    return [json.dumps(message.content, ensure_ascii=False) for message in sent]


def tables() -> Iterator[str]:
    """Every row of every table as text, as a dump has it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT string_agg(row::text, chr(10)) FROM "{table}" row')
            yield cursor.fetchone()[0] or ""
