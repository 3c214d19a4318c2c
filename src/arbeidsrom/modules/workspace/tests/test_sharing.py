"""Sharing from a case, and what comes back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault import queries as vault_queries
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.core.vault.states import ScanState
from arbeidsrom.lib.actor import job
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.sharing import subjects
from arbeidsrom.modules.sharing.actions.addresses import Entry, add_address
from arbeidsrom.modules.sharing.actions.shipments import create_shipment, issue_code, withdraw_shipment
from arbeidsrom.modules.sharing.models import Shipment
from arbeidsrom.modules.sharing.rules.orders import Order, Receiver
from arbeidsrom.modules.workspace.actions import deadlines, documents, states
from arbeidsrom.modules.workspace.actions import stewards as steward_actions
from arbeidsrom.modules.workspace.actions import timeline as timeline_actions
from arbeidsrom.modules.workspace.actions.shipments import ConsentMissing
from arbeidsrom.modules.workspace.actions.statements import finish_statement, save_statement
from arbeidsrom.modules.workspace.actions.states import NotFinished
from arbeidsrom.modules.workspace.models import Case, Origin, Subject
from arbeidsrom.modules.workspace.models.timeline import WRITTEN_BY_HAND
from arbeidsrom.modules.workspace.queries import cases, statements
from arbeidsrom.modules.workspace.queries.documents import documents_of
from arbeidsrom.modules.workspace.queries.timeline import timeline_of
from arbeidsrom.modules.workspace.statements.answers import Happened
from arbeidsrom.modules.workspace.states import CaseState
from arbeidsrom.modules.workspace.tests.factories import a_case, a_member
from arbeidsrom.modules.workspace.tests.test_actions_consents import give
from arbeidsrom.web.components.formats import short_date
from tests.cast import Cast

FILLED = {
    "employment": "permanent",
    "employed_from": "2015-08-01",
    "employer_view": "Arbeidsgiver viser til budsjettet.",
    "tried": "Klubben foreslo omplassering.",
    "member_view": "Medlemmet ønsker å bli i stillingen.",
    "asked": ("assess",),
    "no_limits": True,
    "happened": (Happened("2026-02-03", "Oppsigelse"),),
    "steward_phone": "911 11 111",
}
"""What the case statement form asks for beside what the case knows."""


def add(cast: Cast, case: Case, title: str, kind: str = "") -> UUID:
    content = vault.receive([title.encode()], holder=case.holder, file_name="brev.txt")
    version = documents.add_document(
        case.public_id, content, title=title, dated=date(2026, 2, 3), kind=kind, actor=cast.kari, now=cast.now
    )
    return version.public_id


def share(
    cast: Cast,
    case: Case,
    *versions: UUID,
    category: str = "competence_centre",
    now: datetime | None = None,
    **more: object,
) -> None:
    receiver = Receiver("Personalsjef Berg", "berg@kommunen.example")
    if category == "competence_centre":
        entry = Entry(category, "Kompetansesenteret", "mottak@centre.example", "412 34 567")
        centre = add_address(cast.union, entry, actor=cast.admin, now=cast.now, is_central=True, desk=cast.centre)
        receiver = Receiver("", address=centre.public_id)
    order = Order(
        shipment=uuid4(),
        versions=frozenset(versions),
        category=category,
        receiver=receiver,
        title=case.title,
        **{"legal_ground": "union_activity", "reason": "Rådgivning", **more},
    )
    create_shipment(case.public_id, order=order, actor=cast.kari, now=now or cast.now)


@pytest.fixture
def case(cast: Cast) -> Case:
    return cases.get_case(a_case(cast).public_id, actor=cast.kari)


@pytest.mark.req("KL-DOC-008", "KL-CASE-003", "KL-CASE-004")
def test_a_shipment_to_the_centre_stands_in_the_timeline_changes_the_state_and_marks_its_documents(
    cast: Cast, case: Case
):
    sent = add(cast, case, "Saksfremstillingsskjema datert 03.02.26", "case_statement")
    add(cast, case, "Oppsigelse datert 03.02.26")
    share(cast, case, sent)
    after = cases.get_case(case.public_id, actor=cast.kari)
    assert after.state == CaseState.SENT
    told = timeline_of(after, kinds=["shipment"])
    assert len(told) == 1
    assert "Kompetansesenteret" in told[0].heading
    rows = {row.title: row for row in documents_of(after, actor=cast.kari)}
    statement = rows["Saksfremstillingsskjema datert 03.02.26"]
    assert not statement.is_new
    assert statement.sent[0].reference in told[0].heading
    assert statement.sent[0].sent_at == cast.now
    assert rows["Oppsigelse datert 03.02.26"].is_new
    kari = cast.browser("kari")
    assert kari.get(reverse("remove_document", args=[case.public_id, statement.public_id])).status_code == 403
    page = kari.get(reverse("case_documents", args=[case.public_id])).content.decode()
    lines = {title: re.search(rf"{re.escape(title)}.*?</tr>", page, re.DOTALL)[0] for title in rows}
    assert statement.sent[0].reference in lines[statement.title]
    assert short_date(cast.now) in lines[statement.title]
    assert "Ny</span>" in lines["Oppsigelse datert 03.02.26"].replace("\n", "")
    assert "Ny</span>" not in lines[statement.title]


def test_the_first_shipment_to_a_centre_needs_the_case_statement(cast: Cast, case: Case):
    letter = add(cast, case, "Oppsigelse datert 03.02.26")
    with pytest.raises(Refused):
        share(cast, case, letter)
    assert cases.get_case(case.public_id, actor=cast.kari).state == CaseState.OPEN


@pytest.mark.req("KL-CASE-007")
def test_sharing_needs_a_legal_basis_or_a_consent_that_covers_the_receiver(cast: Cast, case: Case):
    letter = add(cast, case, "Oppsigelse datert 03.02.26")
    with pytest.raises(Refused):
        share(cast, case, letter, category="employer", legal_ground="")
    narrow = give(cast, case, given_on=date(2026, 11, 1), receivers=["competence_centre"])
    with pytest.raises(ConsentMissing):
        share(cast, case, letter, category="employer", legal_ground="consent", consent=narrow.public_id)
    wide = give(cast, case, given_on=date(2026, 11, 1))
    share(cast, case, letter, category="employer", legal_ground="consent", consent=wide.public_id)
    assert documents_of(case, actor=cast.kari)[0].sent[0].category == "employer"


def test_a_consent_given_today_holds_from_midnight_in_norway(cast: Cast, case: Case):
    letter = add(cast, case, "Oppsigelse datert 03.02.26")
    midnight = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    with time_machine.travel(midnight, tick=False):
        today = give(cast, case, given_on=date(2026, 11, 25))
        share(cast, case, letter, now=midnight, category="employer", legal_ground="consent", consent=today.public_id)
    assert documents_of(case, actor=cast.kari)[0].sent[0].category == "employer"


def test_what_is_offered_says_what_may_not_be_shared_and_which_title_is_poor(cast: Cast, case: Case):
    add(cast, case, "scan001.pdf")
    offered = subjects.get_subject(case.public_id, actor=cast.kari).documents[0]
    assert offered.may_share
    assert offered.warnings
    DocumentVersion.objects.update(scan_state=ScanState.TOO_LARGE)
    assert not subjects.get_subject(case.public_id, actor=cast.kari).documents[0].may_share


@pytest.mark.parametrize("who", ["ola", "mona", "nina", "per", "nils", "dag", "kjersti", "admin"])
def test_nobody_else_can_share_from_the_case(cast: Cast, case: Case, who):
    actor = cast.actor(who)
    with pytest.raises(Case.DoesNotExist):
        subjects.get_subject(case.public_id, actor=actor)
    assert subjects.labels([case.public_id], actor=actor) == {}
    client = Client()
    client.force_login(cast.accounts[who])
    assert client.get(reverse("case_shipments", args=[case.public_id])).status_code == 404


def test_nothing_is_shared_from_a_closed_case(cast: Cast, case: Case):
    letter = add(cast, case, "Oppsigelse datert 03.02.26")
    states.close_case(
        case.public_id, outcome="settled", closed_on=cast.today, actor=cast.kari, now=cast.now, today=cast.today
    )
    with pytest.raises(PermissionDenied):
        share(cast, case, letter, category="employer")


@pytest.mark.req("KL-SHARE-013", "KL-WHO-008", "KL-CASE-009")
def test_an_answer_stands_in_the_case_unread_and_only_those_in_office_with_the_case_are_told(cast: Cast, case: Case):
    content = vault.receive([b"svar"], holder=case.holder, file_name="svar.txt")
    version = vault.keep(content, title="Svar datert 01.03.26", dated=None, actor=cast.kari, now=cast.now)
    source = subjects.source()
    source.take_in(
        subjects.ArrivedAnswer(
            case.public_id, uuid4(), "26-1", "Kompetansesenteret", "Se vedlegg", cast.now, [version.public_id]
        ),
        actor=job("sharing.answers", tenant=case.tenant),
        now=cast.now + timedelta(minutes=1),
    )
    row = documents_of(case, actor=cast.kari)[0]
    assert (row.origin, row.is_unread, row.received_from) == (Origin.RECEIVED, True, "Kompetansesenteret")
    assert "Se vedlegg" in timeline_of(case, kinds=["shipment"])[0].heading

    with pytest.raises(NotFinished):
        states.close_case(
            case.public_id, outcome="settled", closed_on=cast.today, actor=cast.kari, now=cast.now, today=cast.today
        )

    kari = cast.people["kari"].pk
    assert source.people_to_tell(case.public_id, today=cast.today) == [kari]
    steward_actions.declare_conflict(case.public_id, reason="", actor=cast.kari, now=cast.now)
    assert source.people_to_tell(case.public_id, today=cast.today) == []


@pytest.mark.req("KL-CASE-009")
def test_a_case_is_not_closed_while_a_shipment_stands_open_to_its_receiver(cast: Cast, case: Case):
    share(cast, case, add(cast, case, "Oppsigelse datert 03.02.26"), category="employer")

    def close(now: datetime) -> None:
        states.close_case(
            case.public_id, outcome="settled", closed_on=cast.today, actor=cast.kari, now=now, today=cast.today
        )

    with pytest.raises(NotFinished, match=r"1 shipment|1 forsendelse"):
        close(cast.now + timedelta(days=13))
    close(cast.now + timedelta(days=15))
    assert cases.get_case(case.public_id, actor=cast.kari).state == CaseState.CLOSED


@pytest.mark.req("KL-CASE-004")
def test_the_timeline_holds_notes_meetings_calls_documents_shipments_deadlines_and_states(cast: Cast, case: Case):
    for kind in WRITTEN_BY_HAND:
        timeline_actions.write_in_timeline(
            case.public_id, kind=kind, heading="x", text="", happened_at=cast.now, actor=cast.kari, now=cast.now
        )
    share(cast, case, add(cast, case, "Oppsigelse datert 03.02.26"), category="employer")
    deadlines.set_deadline(case.public_id, label="Svar", due=cast.today, actor=cast.kari, now=cast.now)
    states.let_wait(case.public_id, waiting_for="svar", until=cast.today, actor=cast.kari, now=cast.now)
    told = {row.kind for row in timeline_of(case)}
    assert told == {"note", "meeting", "phone_call", "document", "shipment", "deadline", "state"}
    for kind in told:
        assert {row.kind for row in timeline_of(case, kinds=[kind])} == {kind}


@pytest.mark.req("KL-CASE-015")
def test_the_member_is_given_chosen_documents_through_sharing(cast: Cast, case: Case):
    chosen = add(cast, case, "Oppsigelse datert 03.02.26")
    add(cast, case, "Notat fra samtale med medlemmet datert 03.02.26")
    share(cast, case, chosen, category="member", legal_ground="")
    sent = [row for row in documents_of(case, actor=cast.kari) if row.sent]
    assert [row.title for row in sent] == ["Oppsigelse datert 03.02.26"]
    everything = [row.latest.public_id for row in documents_of(case, actor=cast.kari)]
    share(cast, case, *everything, category="member", legal_ground="")
    whole = Shipment.objects.latest("id")
    assert set(whole.documents.values_list("version", flat=True)) == set(everything)
    assert cases.get_case(case.public_id, actor=cast.kari).state == CaseState.OPEN


def close(cast: Cast, case: Case) -> None:
    states.close_case(
        case.public_id, outcome="settled", closed_on=cast.today, actor=cast.kari, now=cast.now, today=cast.today
    )


def test_no_new_code_is_made_for_others_when_the_case_is_closed(cast: Cast, case: Case):
    letter = add(cast, case, "Oppsigelse datert 03.02.26")
    share(cast, case, letter, category="employer")
    later = cast.now + timedelta(days=15)
    states.close_case(
        case.public_id, outcome="settled", closed_on=cast.today, actor=cast.kari, now=later, today=cast.today
    )
    with pytest.raises(PermissionDenied):
        issue_code(Shipment.objects.get().public_id, actor=cast.kari, now=later)


def test_a_closed_case_about_no_member_is_shared_with_nobody(cast: Cast):
    case = a_case(cast, subject=Subject.CLUB)
    close(cast, case)
    assert not subjects.get_subject(case.public_id, actor=cast.kari).may_share
    shown = cast.browser("kari").get(reverse("case_shipments", args=[case.public_id])).content.decode()
    assert reverse("share", args=[case.public_id]) not in shown


def test_the_pages_of_sharing_open_from_the_case(cast: Cast, case: Case):
    sent = add(cast, case, "Saksfremstillingsskjema datert 03.02.26", "case_statement")
    share(cast, case, sent)
    client = Client()
    client.force_login(cast.accounts["kari"])
    page = client.get(reverse("case_shipments", args=[case.public_id])).content.decode()
    assert "Kompetansesenteret" in page
    assert client.get(reverse("share", args=[case.public_id])).status_code in (200, 302)


@pytest.mark.req("KL-DOC-004", "KL-SHARE-009", "KL-SHARE-012")
def test_a_form_made_again_is_offered_as_new_while_what_was_sent_of_it_stays_in_the_case(cast: Cast, case: Case):
    def finish(**changed: str) -> list[UUID]:
        draft = statements.draft_of(case)
        answers = replace(statements.answers_of(case, draft, today=cast.today), **{**FILLED, **changed})
        version = draft.lock_version if draft else 0
        saved = save_statement(case.public_id, answers, lock_version=version, actor=cast.kari, now=cast.now)
        finish_statement(
            case.public_id,
            lock_version=saved.lock_version,
            language="nb",
            actor=cast.kari,
            now=cast.now,
            today=cast.today,
        )
        return [each.version for each in subjects.get_subject(case.public_id, actor=cast.kari).documents]

    first = finish()
    share(cast, case, *first)
    second = finish(member_view="Medlemmet godtar sluttpakke.")
    assert len(first) == len(second) == 2
    assert not set(first) & set(second)

    sent = Shipment.objects.get()
    shown = cast.browser("kari").get(reverse("show_shipment", args=[sent.public_id])).content.decode()
    assert shown.count("Saksfremstillingsskjema") >= 2
    assert "Ikke lenger i saken" not in shown
    later = cast.now + timedelta(days=1)
    assert issue_code(sent.public_id, actor=cast.kari, now=later).code, "a new code opens what was sent"
    with pytest.raises(Refused, match=r"new version|ny versjon"):
        share(cast, case, *first, category="employer")


@pytest.mark.req("KL-WHO-006", "KL-SHARE-009")
def test_of_a_case_that_nobody_in_office_has_those_who_oversee_the_union_are_to_know(cast: Cast, case: Case):
    source, ended = subjects.source(), cast.today + timedelta(days=30)
    assert source.unattended([case.public_id], today=cast.today) == set()
    position = cast.positions["kari"]
    position.valid_to = cast.today + timedelta(days=7)
    position.save(update_fields=["valid_to"])
    assert source.unattended([case.public_id], today=ended) == {case.public_id}
    assert list(source.overseers(case.public_id, today=ended).people) == [cast.people["per"].pk]
    page = cast.browser("per").get(source.overseers(case.public_id, today=ended).url)
    assert page.status_code == 200


@pytest.mark.req("KL-SHARE-002")
def test_the_member_is_reached_as_the_register_has_them(cast: Cast):
    member = a_member(cast.hospital_club, "Unni", "Haug", email="unni@hjemme.example", phone="41234567")
    case = a_case(cast, member=member)
    (known,) = subjects.get_subject(case.public_id, actor=cast.kari).members
    assert (known.name, known.email, known.mobile) == ("Unni Haug", "unni@hjemme.example", "41234567")


@pytest.mark.req("KL-DOC-008")
def test_beside_a_document_one_reads_how_far_its_shipment_has_come_and_goes_there(cast: Cast, case: Case):
    letter = vault_queries.get_version(add(cast, case, "Oppsigelse datert 03.02.26"))
    share(cast, case, letter.public_id, category="employer")
    sent = Shipment.objects.get()
    kari = cast.browser("kari")
    pages = [
        reverse("case_documents", args=[case.public_id]),
        reverse("document", args=[case.public_id, letter.document.public_id]),
    ]

    def lines() -> list[str]:
        link = re.escape(reverse("show_shipment", args=[sent.public_id]))
        around = rf"(?s)(?:<li>|<div>)(?:(?!<li>|<div>).)*{link}.*?(?:</li>|</tr>)"
        return [re.search(around, kari.get(page).content.decode())[0] for page in pages]

    assert not documents_of(case, actor=cast.kari)[0].is_new
    with time_machine.travel(cast.now + timedelta(hours=1), tick=False):
        assert all("Sendt" in line for line in lines())
        withdraw_shipment(sent.public_id, actor=cast.kari, now=cast.now)
        assert all("Trukket tilbake" in line for line in lines())
    assert documents_of(case, actor=cast.kari)[0].is_new, "it reached nobody"
