import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications import actions
from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.sharing import access
from arbeidsrom.modules.sharing.actions import openings, shipments
from arbeidsrom.modules.sharing.actions.addresses import remove_address
from arbeidsrom.modules.sharing.models import DocumentKey, Generation, OpeningSession, Shipment
from arbeidsrom.modules.sharing.queries import orders
from arbeidsrom.modules.sharing.rules import codes, references
from arbeidsrom.modules.sharing.rules.orders import Receiver
from arbeidsrom.modules.sharing.states import ShipmentState, Way
from arbeidsrom.modules.sharing.subjects import NoSubject, get_subject
from arbeidsrom.modules.sharing.tests.case_room import CONSENT, order
from arbeidsrom.modules.sharing.tests.conftest import messages_about


@pytest.mark.req("KL-SHARE-001")
def test_a_steward_shares_chosen_documents_and_gets_a_reference_and_a_code(errand):
    chosen = errand.case.documents[0]
    issued = errand.share(chosen)
    shipment = Shipment.objects.get(public_id=issued.shipment.public_id)
    assert references.read_reference(shipment.reference) == shipment.reference
    assert codes.grouped(codes.read_code(issued.code)) == issued.code
    assert shipment.state == ShipmentState.SENT
    assert list(shipment.documents.values_list("version", flat=True)) == [chosen.version]
    assert shipment.message == "Se vedlagte dokumenter før møtet."
    assert shipment.expires_at == errand.now + timedelta(days=14)
    assert errand.room.told_of == [(errand.case.about, shipment.public_id)]


def test_the_code_opens_a_shipment_in_whatever_time_zone_the_moment_was_given(errand):
    sent = errand.sent(now=errand.now.astimezone(ZoneInfo("Europe/Oslo")))
    assert openings.open_with_code(
        token=sent.token, reference=sent.reference, code=sent.read_code, origin="", now=errand.now
    )


@pytest.mark.req("KL-SHARE-003")
def test_the_classic_way_mails_the_link_to_the_stewards_own_address_and_nothing_of_the_case(errand):
    issued = errand.share(way=Way.CLASSIC)
    (mail,) = messages_about(issued.shipment)
    assert (mail.channel, mail.recipient) == ("mail", "kari@example.no")
    text = mail.content["text"] + mail.content["subject"] + str(mail.content.get("html", ""))
    for needed in (issued.shipment.reference, "Kari Ødegård", "Sykehusklubben", "/forsendelse/"):
        assert needed in text
    assert re.search(r"8\.\s*(desember|12\.)", text)
    for forbidden in (
        issued.code,
        codes.read_code(issued.code),
        "Oppsigelse",
        "03.02.26",
        "2026/14",
        "Medlem",
        "Skjema",
    ):
        assert forbidden not in text


@pytest.mark.req("KL-SHARE-004")
def test_the_direct_way_mails_the_link_to_the_receiver_and_sends_the_code_by_sms(errand):
    issued = errand.share(way=Way.DIRECT)
    mail, sms = messages_about(issued.shipment)
    assert (mail.channel, mail.recipient) == ("mail", "berg@kommunen.example")
    assert (sms.channel, sms.recipient) == ("sms", "+4741234567")
    assert issued.code == ""
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", sms.content["text"])[0]
    assert codes.read_code(code)
    assert code not in mail.content["text"]
    assert "#" not in sms.content["text"]


@pytest.mark.req("KL-SHARE-004")
@pytest.mark.parametrize("mobile", ["berg@kommunen.example", "", "22 00 00 00", "123"])
def test_no_code_is_sent_where_no_mobile_number_stands(errand, mobile):
    with pytest.raises(Refused):
        errand.share(way=Way.DIRECT, receiver=Receiver("Berg", "berg@kommunen.example", mobile))
    assert not OutgoingMessage.objects.exists()
    assert not Shipment.objects.exists()


@pytest.mark.req("KL-SHARE-005")
def test_the_sms_text_for_the_steward_holds_sender_title_code_and_reference(errand):
    issued = errand.share(case_number="")
    for needed in ("Kari Ødegård", "Oppsigelse datert 03.02.26", issued.code, issued.shipment.reference):
        assert needed in issued.sms
    assert "Saksnummer" not in issued.sms


@pytest.mark.req("KL-SHARE-005")
def test_the_sms_of_a_later_shipment_holds_the_case_number(errand):
    assert "2026/14" not in errand.share().sms
    later = errand.now + timedelta(days=1)
    assert "Saksnummer: KS-2026-77" in errand.share(case_number="KS-2026-77", now=later).sms
    unnumbered = errand.share(now=later)
    assert "Saksnummer: 2026/14" in unnumbered.sms
    again = shipments.issue_code(unnumbered.shipment.public_id, actor=errand.kari, now=later + timedelta(days=1))
    assert "Saksnummer: 2026/14" in again.sms
    other = errand.share(receiver=Receiver("BHT", "bht@example.no", "412 34 567"), now=later)
    assert "Saksnummer" not in other.sms


@pytest.mark.req("KL-SHARE-011")
def test_what_has_not_gone_out_of_a_withdrawn_shipment_never_does(errand):
    shipment = errand.share(way=Way.DIRECT).shipment
    mail, sms = messages_about(shipment)
    OutgoingMessage.objects.filter(pk=mail.pk).update(state="sending")
    shipments.withdraw_shipment(shipment.public_id, actor=errand.kari, now=errand.now)
    mail.refresh_from_db()
    sms.refresh_from_db()
    assert (mail.state, sms.state, sms.content, sms.recipient) == ("sending", "expired", None, None)
    assert actions.deliver(sms.pk, now=errand.now) is None


def test_a_new_code_calls_back_what_was_refused_with_the_former(errand):
    first = errand.share(way=Way.DIRECT).shipment
    OutgoingMessage.objects.update(state="failed")
    shipments.issue_code(first.public_id, actor=errand.kari, now=errand.now + timedelta(days=1))
    states = [message.state for message in messages_about(first)]
    assert states == ["expired", "expired", "waiting", "waiting"]


@pytest.mark.req("KL-SHARE-002")
def test_no_new_code_is_made_when_the_consent_has_been_withdrawn(errand):
    issued = errand.share(legal_ground="consent", consent=CONSENT.id)
    errand.case.consents = ()
    with pytest.raises(Refused, match=r"[Ss]amtykke|consent"):
        shipments.issue_code(issued.shipment.public_id, actor=errand.kari, now=errand.now + timedelta(days=1))
    assert Generation.objects.count() == 1


def test_the_mail_says_to_the_minute_until_when_the_link_works(errand):
    (mail,) = messages_about(errand.share(days_open=1).shipment)
    assert "25. november 2026 kl. 10.30" in mail.content["text"]


def test_the_same_form_makes_one_shipment(errand):
    wanted = order(errand.case)
    shipments.create_shipment(errand.case.about, order=wanted, actor=errand.kari, now=errand.now)
    with pytest.raises(shipments.MadeAlready):
        shipments.create_shipment(errand.case.about, order=wanted, actor=errand.kari, now=errand.now)
    assert Shipment.objects.count() == 1
    assert Generation.objects.count() == 1


@pytest.mark.req("KL-SHARE-002")
@pytest.mark.parametrize(
    "changes",
    [
        {"legal_ground": ""},
        {"reason": "  "},
        {"legal_ground": "consent", "consent": None},
        {"legal_ground": "consent", "consent": uuid4()},
        {"legal_ground": "nobody_named"},
        {"category": "member", "legal_ground": "consent", "consent": None},
    ],
)
def test_what_a_category_demands_must_be_there(errand, changes):
    with pytest.raises(Refused):
        errand.share(**changes)
    assert not Shipment.objects.exists()


@pytest.mark.req("KL-SHARE-002")
def test_recorded_consent_is_remembered_with_the_shipment(errand):
    issued = errand.share(legal_ground="consent", consent=CONSENT.id)
    assert Shipment.objects.get().consent == CONSENT.id
    assert issued.shipment.category == "employer"


@pytest.mark.req("KL-SHARE-002")
def test_a_category_that_demands_approval_waits_for_somebody_else(errand):
    issued = errand.share(category="other_stewards")
    shipment = issued.shipment
    assert shipment.state == ShipmentState.AWAITING_APPROVAL
    assert issued.code == ""
    assert not Generation.objects.exists()
    (asked,) = messages_about(shipment)
    assert asked.recipient == "ola@example.no"
    assert "godkjenning" in asked.content["subject"]
    with pytest.raises(PermissionDenied, match="avsenderen"):
        shipments.approve_shipment(shipment.public_id, note="", actor=errand.kari, now=errand.now)
    with pytest.raises(PermissionDenied):
        shipments.issue_code(shipment.public_id, actor=errand.kari, now=errand.now)
    shipments.approve_shipment(shipment.public_id, note="Greit", actor=errand.ola, now=errand.now)
    assert shipments.issue_code(shipment.public_id, actor=errand.kari, now=errand.now).code


@pytest.mark.req("KL-SHARE-002")
def test_what_is_not_approved_is_never_sent(errand):
    shipment = errand.share(category="other_stewards").shipment
    with pytest.raises(Refused):
        shipments.reject_shipment(shipment.public_id, note=" ", actor=errand.ola, now=errand.now)
    shipments.reject_shipment(shipment.public_id, note="For mye", actor=errand.ola, now=errand.now)
    for actor in (errand.kari, errand.ola):
        with pytest.raises(PermissionDenied):
            shipments.issue_code(shipment.public_id, actor=actor, now=errand.now)


@pytest.mark.req("KL-SHARE-006")
def test_the_first_shipment_to_a_centre_must_hold_a_case_statement_and_later_ones_need_not(errand, centre_address):
    to_centre = {"receiver": Receiver("", address=centre_address.public_id), "category": "competence_centre"}
    letter, _note, statement = errand.case.documents
    with pytest.raises(Refused):
        errand.share(letter, **to_centre)
    errand.share(letter, statement, **to_centre)
    errand.share(letter, **to_centre)
    assert Shipment.objects.filter(desk=errand.cast.centre).count() == 2


@pytest.mark.req("KL-SHARE-006", "KL-SHARE-005")
def test_what_was_withdrawn_before_anybody_opened_it_was_not_sent_before(errand, centre_address):
    to_centre = {"receiver": Receiver("", address=centre_address.public_id), "category": "competence_centre"}
    letter = errand.case.documents[0]
    wrong = errand.share(**to_centre).shipment
    shipments.withdraw_shipment(wrong.public_id, actor=errand.kari, now=errand.now)
    subject, later = get_subject(errand.case.about, actor=errand.kari), errand.now + timedelta(days=1)
    proposed = orders.proposal(subject, to_centre["receiver"], "competence_centre")
    assert all(each.ticked and not each.sent_before for each in proposed.choices), "it is the first all the same"
    with pytest.raises(Refused):
        errand.share(letter, **to_centre, now=later)
    assert "Saksnummer" not in errand.share(**to_centre, now=later).sms


def test_what_was_opened_before_it_was_withdrawn_has_been_sent(errand, centre_address):
    to_centre = {"receiver": Receiver("", address=centre_address.public_id), "category": "competence_centre"}
    read = errand.share(**to_centre).shipment
    Shipment.objects.filter(pk=read.pk).update(opened_at=errand.now)
    shipments.withdraw_shipment(read.public_id, actor=errand.kari, now=errand.now)
    errand.share(errand.case.documents[0], **to_centre, now=errand.now + timedelta(days=1))


@pytest.mark.req("KL-DOC-005")
def test_a_document_that_has_not_been_cleared_cannot_be_shared(errand):
    letter = errand.case.documents[0]
    errand.room.refuse(errand.case, letter, "Filen er ikke skannet.")
    with pytest.raises(Refused, match="skannet"):
        errand.share(errand.case.documents[0])


@pytest.mark.parametrize("days", [0, 31])
@pytest.mark.req("KL-SHARE-011")
def test_a_shipment_is_open_for_at_most_thirty_days(errand, days):
    with pytest.raises(Refused):
        errand.share(days_open=days)
    assert errand.share(days_open=30).shipment.expires_at == errand.now + timedelta(days=30)


def test_a_colleague_without_access_to_the_case_can_neither_share_nor_see_the_shipment(errand):
    shipment = errand.share().shipment
    mona = errand.cast.mona
    with pytest.raises(NoSubject):
        shipments.create_shipment(errand.case.about, order=order(errand.case), actor=mona, now=errand.now)
    for act in (shipments.issue_code, shipments.withdraw_shipment):
        with pytest.raises(Shipment.DoesNotExist):
            act(shipment.public_id, actor=mona, now=errand.now)


@pytest.mark.req("KL-SHARE-009")
def test_a_new_code_keeps_the_reference_and_kills_the_former_link_and_code(errand):
    first = errand.sent()
    again = shipments.issue_code(first.shipment.public_id, actor=errand.ola, now=errand.now)
    assert again.shipment.reference == first.reference
    assert again.code != first.code
    old, new = Generation.objects.order_by("number")
    assert (old.wrapped_key, old.sealed_manifest) == (None, None)
    assert old.ended_at == errand.now
    assert not old.document_keys.exists()
    assert new.document_keys.count() == 3


@pytest.mark.req("KL-SHARE-011")
def test_withdrawing_deletes_every_key(errand):
    sent = errand.sent()
    shipments.withdraw_shipment(sent.shipment.public_id, actor=errand.kari, now=errand.now)
    assert Shipment.objects.get().state == ShipmentState.WITHDRAWN
    assert not DocumentKey.objects.exists()
    assert not OpeningSession.objects.exists()
    assert not Generation.objects.exclude(wrapped_key=None).exists()
    with pytest.raises(PermissionDenied):
        shipments.issue_code(sent.shipment.public_id, actor=errand.kari, now=errand.now)


@pytest.mark.req("KL-SHARE-016")
def test_everything_that_happens_is_in_the_audit_log_of_the_clubs_union(errand):
    sent = errand.sent()
    shipments.issue_code(sent.shipment.public_id, actor=errand.ola, now=errand.now)
    shipments.withdraw_shipment(sent.shipment.public_id, actor=errand.kari, now=errand.now)
    entries = Entry.objects.filter(thing=sent.shipment.public_id).order_by("id")
    assert [entry.event.rpartition(".")[2] for entry in entries] == [
        "created",
        "code_issued",
        "code_issued",
        "withdrawn",
    ]
    assert {entry.tenant for entry in entries} == {errand.cast.hospital_club.tenant}
    assert [entry.person for entry in entries[:2]] == [errand.kari.person] * 2


def test_what_is_about_people_lies_sealed(errand):
    errand.share()
    row = Shipment.objects.values().get()
    plain = " ".join(str(value) for value in row.values())
    for protected in ("Oppsigelse", "Berg", "berg@", "4123", "vedlagte", "drøftingsmøtet"):
        assert protected not in plain


@pytest.mark.req("KL-SHARE-017")
def test_a_shipment_whose_receiver_cannot_be_kept_is_not_sent_so_that_its_code_is_not_lost(errand):
    held = {key: spans for key, spans in errand.kari.permissions.items() if key != access.ADDRESS_BOOK}
    with pytest.raises(PermissionDenied):
        shipments.create_shipment(
            errand.case.about,
            order=order(errand.case),
            actor=replace(errand.kari, permissions=held),
            now=errand.now,
            keep_address=True,
        )
    assert not Shipment.objects.exists()
    assert not OutgoingMessage.objects.exists()


def test_a_shipment_knows_its_receiver_also_when_the_entry_was_removed(errand, centre_address):
    sent = errand.sent(receiver=Receiver("", address=centre_address.public_id), category="competence_centre").shipment
    named = sent.receiver_name, sent.receiver_email
    remove_address(centre_address.public_id, actor=errand.cast.admin, now=errand.now)
    shipment = Shipment.objects.get(pk=sent.pk)
    assert (shipment.receiver_name, shipment.receiver_email) == named
    assert "" not in named
