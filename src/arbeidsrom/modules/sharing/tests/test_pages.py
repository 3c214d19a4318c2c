import html
import re
from datetime import date, timedelta
from urllib.parse import unquote
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.audit.queries import line, who_has_looked
from arbeidsrom.core.organisation.models import Unit, UnitKind
from arbeidsrom.modules.sharing.actions import desk as desk_actions
from arbeidsrom.modules.sharing.actions import shipments
from arbeidsrom.modules.sharing.actions.addresses import Entry as AddressEntry
from arbeidsrom.modules.sharing.actions.addresses import add_address
from arbeidsrom.modules.sharing.models import DeskCase, Generation, ReceiverAddress, Shipment
from arbeidsrom.modules.sharing.rules import codes
from arbeidsrom.modules.sharing.rules.members import ConcernedMember
from arbeidsrom.modules.sharing.rules.orders import Receiver
from arbeidsrom.modules.sharing.tests.case_room import MEMBER
from arbeidsrom.modules.sharing.tests.conftest import messages_about
from arbeidsrom.web.components.formats import moment


@pytest.fixture
def signed_in(errand):
    """A browser for anybody of the cast."""

    def browser(name: str) -> Client:
        return errand.cast.browser(name, headers={"accept-language": "nb"})

    return browser


def text_of(response, status=200):
    assert response.status_code == status, response.content.decode()[-3000:]
    return response.content.decode()


def share_url(errand, query="category=employer"):
    return f"/shipments/new/{errand.case.about}/?{query}"


def filled_in(errand, page, **changes):
    shipment = re.search(r'name="shipment" value="([^"]+)"', page)[1]
    return {
        "shipment": shipment,
        "documents": [str(errand.case.documents[0].version)],
        "receiver_name": "Personalsjef Berg",
        "receiver_email": "berg@kommunen.example",
        "receiver_mobile": "412 34 567",
        "language": "nb",
        "title": "Oppsigelse datert 03.02.26",
        "message": "Hei",
        "reason": "Drøftingsmøtet",
        "legal_ground": "legal_claim",
        "consent": "",
        "way": "classic",
        "days_open": "14",
        "max_openings": "",
    } | changes


@pytest.mark.req("KL-SHARE-001", "KL-SHARE-005")
def test_a_steward_shares_from_the_case_and_sees_the_code_once_with_a_ready_sms(signed_in, errand):
    kari = signed_in("kari")
    assert "Arbeidsgiver" in text_of(kari.get(f"/shipments/new/{errand.case.about}/"))
    page = text_of(kari.get(share_url(errand)))
    assert "Oppsigelse datert 03.02.26" in page
    form = filled_in(errand, page)
    answer = text_of(kari.post(share_url(errand), form))
    shipment = Shipment.objects.get()
    code = re.search(r"<code[^>]*>([^<]+)</code>", answer)[1]
    assert codes.grouped(codes.read_code(code)) == code
    assert answer.count(code) == 3, "by itself, in the SMS, and in the link that writes it on a phone"
    again = kari.post(share_url(errand), form, follow=True)
    assert code not in again.content.decode()
    assert Generation.objects.count() == 1
    assert code not in text_of(kari.get(f"/shipments/{shipment.public_id}/"))


@pytest.mark.req("KL-SHARE-005", "KL-SHARE-011")
@pytest.mark.parametrize(("strict", "lasts"), [({}, timedelta(days=3)), ({"is_strict": "on"}, timedelta(hours=4))])
def test_the_mail_is_shown_beforehand_with_the_end_that_the_sent_one_has(signed_in, errand, on_the_day, strict, lasts):
    kari = signed_in("kari")
    form = filled_in(errand, text_of(kari.get(share_url(errand))), days_open="3", **strict)
    ends = moment(timezone.now() + lasts)
    assert ends in text_of(kari.post(share_url(errand), form | {"reason": ""})), "not sent: the reason is missing"
    assert not Shipment.objects.exists()

    text_of(kari.post(share_url(errand), form))
    (mail,) = [each for each in messages_about(Shipment.objects.get()) if each.channel == "mail"]
    assert ends in mail.content["text"]
    assert Generation.objects.get().expires_at == timezone.now() + lasts


@pytest.mark.parametrize("typed", ["9" * 5000, "0", "-3", "1.5", "snart"])
def test_a_number_of_days_that_cannot_be_is_told_at_its_field_and_the_mail_still_shown(signed_in, errand, typed):
    kari = signed_in("kari")
    form = filled_in(errand, text_of(kari.get(share_url(errand))), days_open=typed)
    page = text_of(kari.post(share_url(errand), form))
    assert re.search(r'<input[^>]*name="days_open"[^>]*aria-invalid="true"', page)
    assert "Kari Ødegård" in page
    assert not Shipment.objects.exists()


def test_what_is_begun_waits_for_the_same_receiver_until_it_is_shared(signed_in, errand, on_the_day):
    kari = signed_in("kari")
    page = text_of(kari.get(share_url(errand)))
    begun = filled_in(errand, page, message="Ring meg først", documents=[]) | {
        "draft": re.search(r'name="draft" value="([^"]+)"', page)[1]
    }
    kari.post(reverse("keep_draft"), begun)
    again = text_of(kari.get(share_url(errand)))
    assert "Ring meg først" in again
    assert not re.search(r'name="documents"[^>]* checked', again)
    assert re.search(r'name="shipment" value="([^"]+)"', again)[1] != begun["shipment"]
    assert "Ring meg først" not in text_of(kari.get(share_url(errand, "category=safety_service")))

    one = [str(errand.case.documents[0].version)]
    kari.post(reverse("keep_draft"), begun | {"documents": one})
    again = text_of(kari.get(share_url(errand)))
    assert re.findall(r'name="documents"[^>]*value="([^"]+)"[^>]* checked', again) == one
    text_of(kari.post(share_url(errand), filled_in(errand, again, draft=begun["draft"])))
    assert "Ring meg først" not in text_of(kari.get(share_url(errand)))


@pytest.mark.req("KL-CASE-015")
def test_a_draft_ticks_nothing_that_was_left_out_since_and_what_has_come_since_is_ticked(signed_in, errand, on_the_day):
    """The steward goes back, leaves out a document with a reason, and the new copy for the member is there."""
    kari, url = signed_in("kari"), share_url(errand, "category=member&everything=1")
    page = text_of(kari.get(url))
    kept, left_out, _third = ticked = ticked_in(page)
    draft = re.search(r'name="draft" value="([^"]+)"', page)[1]
    kari.post(reverse("keep_draft"), filled_in(errand, page, documents=ticked[:2], draft=draft))
    on_the_day.shift(timedelta(minutes=10))
    copy = errand.room.store(
        errand.case, b"kopi", "Kopi.txt", "Kopi datert 20.11.26", actor=errand.kari, now=timezone.now()
    )
    assert ticked_in(text_of(kari.get(f"{url}&without={left_out}"))) == [kept, str(copy.version)]


def ticked_in(page):
    """The documents that are ticked in the form."""
    return re.findall(r'<input[^>]*name="documents"[^>]*value="([^"]+)"[^>]* checked', page)


@pytest.mark.req("KL-SHARE-006")
def test_a_receiver_kept_in_the_address_book_is_known_as_the_one_who_got_the_first_shipment(signed_in, errand):
    with time_machine.travel(errand.now + timedelta(hours=1), tick=False):
        kari = signed_in("kari")
        form = filled_in(errand, text_of(kari.get(share_url(errand))), keep_address="on")
        text_of(kari.post(share_url(errand), form))
        kept, later = ReceiverAddress.objects.get(), errand.now + timedelta(hours=2)
        new = errand.room.store(errand.case, b"ny", "Ny.txt", "Tilsvar datert 20.11.26", actor=errand.kari, now=later)
        page = text_of(kari.get(share_url(errand, f"address={kept.public_id}")))
    assert re.findall(r'<input[^>]*name="documents"[^>]*value="([^"]+)"[^>]*checked', page) == [str(new.version)]


def test_the_list_of_shipments_is_filtered_as_the_status_of_each_says(signed_in, errand):
    going, gone, taken_back = errand.share(), errand.share(days_open=1), errand.share(days_open=1)
    shipments.withdraw_shipment(taken_back.shipment.public_id, actor=errand.kari, now=errand.now)
    with time_machine.travel(errand.now + timedelta(days=2), tick=False):
        kari = signed_in("kari")

        def found(query):
            page = text_of(kari.get(f"/shipments/?{query}"))
            return [each for each in (going, gone, taken_back) if each.shipment.reference in page]

        assert found("f-state=sent") == [going]
        assert found("f-state=expired") == [gone]
        assert found("f-state=withdrawn") == [taken_back]
        assert found(f"q={gone.shipment.reference.replace('-', '')}") == [gone]


@pytest.mark.req("PL-AUD-001")
def test_opening_the_address_book_is_written_to_the_log(signed_in):
    text_of(signed_in("kari").get("/addresses/"))
    assert Entry.objects.filter(event="sharing.address_book.viewed").count() == 1


@pytest.mark.req("PL-AUD-001", "PL-AUD-002")
def test_a_page_of_the_list_of_shipments_is_one_look_at_all_of_them(signed_in, errand):
    sent = [errand.sent(), errand.sent()]
    text_of(signed_in("kari").get("/shipments/"))
    entry = Entry.objects.get(event="sharing.shipment_list.viewed")
    assert all(each.reference in line(entry).sentence for each in sent)
    told = next(each for each in who_has_looked([MEMBER]) if each.event == entry.event)
    assert not any(each.reference in told.sentence for each in sent), "what else stood in the list is of others"


@pytest.mark.req("PL-AUD-001", "PL-AUD-002")
def test_looking_at_what_can_be_shared_and_at_a_shipment_is_told_to_the_member(signed_in, errand):
    shipment = errand.sent().shipment
    kari = signed_in("kari")
    text_of(kari.get(share_url(errand)))
    text_of(kari.get(f"/shipments/{shipment.public_id}/"))
    seen = [each.event for each in who_has_looked([MEMBER])]
    assert {"sharing.subject.viewed", "sharing.shipment.viewed"} <= set(seen)


@pytest.mark.req("KL-SHARE-004")
def test_the_form_refuses_an_email_address_where_a_phone_number_belongs(signed_in, errand):
    kari = signed_in("kari")
    form = filled_in(
        errand, text_of(kari.get(share_url(errand))), way="direct", receiver_mobile="berg@kommunen.example"
    )
    page = text_of(kari.post(share_url(errand), form))
    assert "Dette er en e-postadresse" in page
    assert not Shipment.objects.exists()


@pytest.mark.req("KL-DOC-003")
def test_the_form_warns_of_titles_that_name_somebody_before_anything_is_shared(signed_in, errand):
    kari = signed_in("kari")
    form = filled_in(errand, text_of(kari.get(share_url(errand))), title="Saken til Kari Medlem")
    page = text_of(kari.post(share_url(errand), form))
    assert "Tittelen nevner noen" in page
    assert not Shipment.objects.exists()
    text_of(kari.post(share_url(errand), form | {"seen_warnings": "on"}))
    assert Shipment.objects.get().title == "Saken til Kari Medlem"


@pytest.mark.req("KL-SHARE-006")
def test_the_form_ticks_everything_for_a_centre_first_and_then_only_what_is_new(signed_in, errand, centre_address):
    kari = signed_in("kari")
    url = share_url(errand, f"address={centre_address.public_id}")
    assert len(re.findall(r'name="documents"[^>]* checked', text_of(kari.get(url)))) == 3
    form = filled_in(errand, text_of(kari.get(url)), documents=[str(each.version) for each in errand.case.documents])
    text_of(kari.post(url, form | {"seen_warnings": "on"}))
    assert len(re.findall(r'name="documents"[^>]* checked', text_of(kari.get(url)))) == 0
    later = errand.now.replace(year=2100)
    errand.room.store(errand.case, b"ny", "ny.txt", "Nytt brev datert 01.12.26", actor=errand.kari, now=later)
    page = text_of(kari.get(url))
    assert len(re.findall(r'name="documents"[^>]* checked', page)) == 1
    assert "Mottakerens saksnummer" in page


@pytest.mark.req("KL-SHARE-012", "KL-SHARE-016")
def test_the_shipment_page_shows_receipts_and_history_and_looking_is_logged(signed_in, errand):
    shipment = errand.share().shipment
    page = text_of(signed_in("ola").get(f"/shipments/{shipment.public_id}/"))
    for needed in (
        shipment.reference,
        "Personalsjef Berg",
        "Oppsigelse.pdf",
        "Det ble laget lenke og kode",
        "Kari Ødegård",
    ):
        assert needed in page
    assert Entry.objects.filter(event="sharing.shipment.viewed", person=errand.ola.person).count() == 1


def test_what_one_may_not_see_does_not_exist(signed_in, errand):
    shipment = errand.share().shipment
    for name in ("mona", "nina", "per", "nils", "kjersti", "admin"):
        browser = signed_in(name)
        for path in ("", "withdraw/"):
            assert browser.get(f"/shipments/{shipment.public_id}/{path}").status_code == 404
        assert browser.get(f"/shipments/new/{errand.case.about}/").status_code == 404
        assert browser.post(f"/shipments/{shipment.public_id}/code/").status_code == 404
        assert shipment.reference not in browser.get("/shipments/").content.decode()
    assert Client().get(f"/shipments/{shipment.public_id}/").status_code == 302


def test_withdrawing_is_asked_once_more(signed_in, errand):
    kari, shipment = signed_in("kari"), errand.share().shipment
    url = f"/shipments/{shipment.public_id}/withdraw/"
    text_of(kari.get(url))
    assert Shipment.objects.get().state == "sent"
    assert kari.post(url).status_code == 302
    assert Shipment.objects.get().state == "withdrawn"


@pytest.mark.req("KL-SHARE-009")
def test_a_new_code_is_made_once_from_the_same_page(signed_in, errand):
    kari, shipment = signed_in("kari"), errand.share().shipment
    url = f"/shipments/{shipment.public_id}/code/"
    first = text_of(kari.post(url, {"after": "1"}))
    assert "<code" in first
    assert kari.post(url, {"after": "1"}).status_code == 302
    assert Generation.objects.count() == 2


@pytest.mark.req("KL-SHARE-002")
def test_a_colleague_approves_on_the_page(signed_in, errand):
    shipment = errand.share(category="other_stewards").shipment
    url = f"/shipments/{shipment.public_id}/"
    assert "Noen andre enn avsenderen" in text_of(signed_in("kari").get(url))
    assert signed_in("kari").get(f"{url}approve/").status_code == 403
    ola = signed_in("ola")
    text_of(ola.get(f"{url}reject/"))
    assert ola.post(f"{url}approve/", {"note": ""}).status_code == 302
    assert "Lag lenke og kode" in text_of(signed_in("kari").get(url))


def test_the_list_takes_the_same_queries_for_one_and_many(signed_in, errand, django_assert_num_queries):
    kari = signed_in("kari")
    errand.share()
    kari.get("/shipments/")
    with CaptureQueriesContext(connection) as few:
        text_of(kari.get("/shipments/"))
    for _number in range(6):
        errand.share()
    with CaptureQueriesContext(connection) as many:
        page = text_of(kari.get("/shipments/"))
    assert page.count("Personalsjef Berg") == 7
    assert len(many) == len(few)


@pytest.fixture
def at_the_desk(errand, centre_address):
    to_centre = {"receiver": Receiver("", address=centre_address.public_id), "category": "competence_centre"}
    return lambda **changes: errand.share(**to_centre, **changes).shipment


@pytest.mark.req("KL-SHARE-015")
def test_the_desk_sees_reference_case_and_state_and_never_the_content(signed_in, errand, at_the_desk):
    shipment = at_the_desk()
    errand.share()
    kjersti = signed_in("kjersti")
    page = text_of(kjersti.get("/desk/"))
    for needed in (shipment.reference, "2026/14", "Sykehusklubben", "Kari Ødegård", "Sendt"):
        assert needed in page
    detail = text_of(kjersti.get(f"/desk/{shipment.public_id}/"))
    for hidden in ("Oppsigelse", "Se vedlagte", "Medlem", "Saksfremstilling"):
        assert hidden not in page + detail
    assert Shipment.objects.count() == 2
    assert page.count("26-") < 12


def test_home_tells_the_desk_what_nobody_has_taken_and_leads_to_just_those(signed_in, errand, at_the_desk):
    waiting, expired = at_the_desk(), at_the_desk()
    Shipment.objects.filter(pk=expired.pk).update(expires_at=errand.now - timedelta(days=1))
    with time_machine.travel(errand.now + timedelta(hours=1)):
        kjersti = signed_in("kjersti")
        home = text_of(kjersti.get("/"))
        assert re.search(r">\s*1\s*<.*?forsendelse ingen har tatt", home, re.DOTALL)
        listed = text_of(kjersti.get(html.unescape(re.search(r'href="(/desk/\?[^"]+)"', home)[1])))
        assert waiting.reference in listed
        assert expired.reference not in listed
        assert expired.reference in text_of(kjersti.get("/desk/?f-taken=no"))
        kjersti.post(f"/desk/{waiting.public_id}/take/")
        assert "forsendelse ingen har tatt" not in text_of(kjersti.get("/"))


@pytest.mark.req("KL-SHARE-015")
def test_the_desk_finds_by_reference_number_and_sender_whatever_was_sent_before(signed_in, errand, at_the_desk):
    first, kjersti = at_the_desk(), signed_in("kjersti")
    other = errand.room.open_case(errand.cast.hospital_club, errand.kari, number="2026/99")
    Shipment.objects.filter(pk=at_the_desk().pk).update(about=other.about, own_number="2026/99", sender_name="Ola Åsen")
    second = Shipment.objects.latest("id")
    desk_actions.assign_case_number(
        first.public_id, case_number="KS-2026-118", before="", actor=errand.cast.kjersti, now=errand.now
    )

    def found(typed):
        page = text_of(kjersti.get("/desk/", {"q": typed}))
        return [each for each in (first, second) if each.reference in page]

    for typed in (first.reference, first.reference.replace("-", ""), "ks-2026-118"):
        assert found(typed) == [first], typed
    for typed in (second.reference[:9], "2026/99", "ola åsen"):
        assert found(typed) == [second], typed
    assert found("sykehusklubben") == [first, second]


def test_the_desk_reads_one_page_of_all_that_was_ever_sent(signed_in, at_the_desk):
    sent = [at_the_desk() for _number in range(27)]
    kjersti = signed_in("kjersti")
    with CaptureQueriesContext(connection) as asked:
        first = text_of(kjersti.get("/desk/"))
    rows = [query["sql"] for query in asked if 'ORDER BY "sharing_shipment"."sent_at"' in query["sql"]]
    assert len(rows) == 1
    assert rows[0].endswith("LIMIT 25")
    behind = html.unescape(re.search(r'href="(\?[^"]*after=[^"]*)"', first)[1])
    second = text_of(kjersti.get(f"/desk/{behind}"))
    assert [each.reference for each in sent if each.reference not in first] == [
        each.reference for each in sent if each.reference in second
    ]


@pytest.mark.req("KL-SHARE-015")
def test_the_desk_takes_a_shipment_and_its_number_goes_into_later_ones(signed_in, errand, at_the_desk):
    first, kjersti = at_the_desk(), signed_in("kjersti")
    assert kjersti.post(f"/desk/{first.public_id}/take/").status_code == 302
    assert (
        kjersti.post(f"/desk/{first.public_id}/number/", {"case_number": "KS-2026-118", "before": ""}).status_code
        == 302
    )
    page = text_of(kjersti.get(f"/desk/{first.public_id}/"))
    assert "Kjersti Moe" in page
    assert "KS-2026-118" in page
    later = at_the_desk()
    assert later.case_number == "KS-2026-118"
    assert DeskCase.objects.count() == 1
    assert "KS-2026-118" in shipments.issue_code(later.public_id, actor=errand.kari, now=errand.now).sms


@pytest.mark.req("KL-SHARE-005", "KL-SHARE-015")
def test_the_form_proposes_the_number_that_the_centre_last_gave_the_case(
    signed_in, errand, at_the_desk, centre_address
):
    def number(before, given):
        desk_actions.assign_case_number(
            first.public_id, case_number=given, before=before, actor=errand.cast.kjersti, now=errand.now
        )

    first = at_the_desk(case_number="KS-GAMMEL")
    number("", "KS-1")
    kari, url = signed_in("kari"), share_url(errand, f"address={centre_address.public_id}")
    page = text_of(kari.get(url))
    assert re.search(r'name="case_number"[^>]*value="KS-1"', page)
    assert "Saksnummer: KS-1" in page, "what is sent is shown as it will be"
    number("KS-1", "KS-2")
    page = text_of(kari.get(url))
    assert "nummeret som senteret har gitt saken" in page, "what an empty field means"
    every = [str(each.version) for each in errand.case.documents]
    form = filled_in(errand, page, documents=every, case_number="", title="Anna tittel", seen_warnings="on")
    assert "Saksnummer: KS-2" in text_of(kari.post(url, form | {"days_open": "99"})), "so when the field is empty"
    assert "Saksnummer: KS-2" in text_of(kari.post(url, form))
    assert Shipment.objects.latest("id").case_number == "KS-2"


def test_two_at_the_desk_do_not_overwrite_each_others_number(signed_in, errand, at_the_desk):
    shipment, kjersti = at_the_desk(), signed_in("kjersti")
    desk_actions.assign_case_number(
        shipment.public_id, case_number="KS-1", before="", actor=errand.cast.kjersti, now=errand.now
    )
    answer = kjersti.post(f"/desk/{shipment.public_id}/number/", {"case_number": "KS-2", "before": ""})
    assert answer.status_code == 409
    assert DeskCase.objects.get().case_number == "KS-1"


@pytest.mark.req("KL-SHARE-015")
def test_only_the_desk_it_was_sent_to_sees_it(signed_in, errand, at_the_desk):
    shipment = at_the_desk()
    for name in ("kari", "per", "dag", "nils", "admin"):
        assert signed_in(name).get("/desk/").status_code == 403
        assert signed_in(name).get(f"/desk/{shipment.public_id}/").status_code == 404


@pytest.mark.req("KL-SHARE-017")
def test_clubs_keep_their_own_entries_and_cannot_change_the_central_ones(signed_in, errand, centre_address):
    kari = signed_in("kari")
    page = text_of(kari.get("/addresses/"))
    assert "Kompetansesenteret" in page
    assert f"/addresses/{centre_address.public_id}/" not in page
    for path in ("", "remove/"):
        assert kari.get(f"/addresses/{centre_address.public_id}/{path}").status_code == 403
    owner = errand.cast.hospital_club.pk
    entry = {
        "owner": owner,
        "category": "employer",
        "name": "HR Øst",
        "email": "hr@ost.example",
        "mobile": "412 34 567",
        "language": "nb",
        "note": "",
        "verified_date": "",
        "lock_version": "0",
    }
    assert kari.post("/addresses/new/", entry).status_code == 302
    made = ReceiverAddress.objects.get(is_central=False)
    assert (made.name, made.mobile) == ("HR Øst", "+4741234567")
    assert kari.post(f"/addresses/{made.public_id}/", entry | {"name": "HR Vest"}).status_code == 302
    assert kari.post(f"/addresses/{made.public_id}/", entry | {"name": "HR Sør"}).status_code == 409
    assert "HR Vest" not in text_of(signed_in("nina").get("/addresses/"))
    assert signed_in("nina").get(f"/addresses/{made.public_id}/").status_code == 404
    assert kari.post(f"/addresses/{made.public_id}/remove/").status_code == 302
    assert "HR Vest" not in text_of(kari.get("/addresses/"))


@pytest.mark.req("KL-SHARE-017")
def test_the_union_keeps_the_central_entries(signed_in, errand, centre_address):
    admin = signed_in("admin")
    assert f"/addresses/{centre_address.public_id}/" in text_of(admin.get("/addresses/"))
    form = {
        "owner": errand.cast.union.pk,
        "category": "competence_centre",
        "name": "Senteret i nord",
        "email": "post@nord.example",
        "mobile": "",
        "language": "nb",
        "note": "",
        "verified_date": "2026-11-01",
        "lock_version": "0",
        "desk": errand.cast.centre.pk,
    }
    assert admin.post("/addresses/new/", form).status_code == 302
    made = ReceiverAddress.objects.exclude(pk=centre_address.pk).get()
    assert made.is_central
    assert made.desk == errand.cast.centre


def entry_of(address, **changes):
    """The form of an entry as it stands."""
    return {
        "owner": address.owner_id,
        "category": address.category,
        "name": address.name,
        "email": address.email,
        "mobile": "908 76 543",
        "language": "nb",
        "note": "",
        "verified_date": "2026-11-01",
        "lock_version": str(address.lock_version),
        "desk": address.desk_id or "",
    } | changes


def a_centre(cast, name, valid_from, valid_to=None):
    """One more competence centre of the union."""
    kind = UnitKind.COMPETENCE_CENTRE
    made = Unit.objects.create(
        kind=kind, name=name, code=name, parent=cast.union, valid_from=valid_from, valid_to=valid_to
    )
    made.placements.create(parent=cast.union, valid_from=valid_from, valid_to=valid_to)
    return made


@pytest.mark.req("KL-SHARE-017")
def test_the_union_moves_a_central_entry_to_another_centre_of_today(signed_in, errand, centre_address):
    first, today = errand.cast.centre, errand.cast.today
    other = a_centre(errand.cast, "Senter vest", today)
    ended = a_centre(errand.cast, "Senter som var", today - timedelta(days=9), today)
    coming = a_centre(errand.cast, "Senter som kommer", today + timedelta(days=9))
    url = f"/addresses/{centre_address.public_id}/"
    with time_machine.travel(errand.now):
        admin = signed_in("admin")
        page = text_of(admin.get(url))
        offered = re.search(r'<select[^>]*name="desk".*?</select>', page, re.DOTALL)[0]
        assert re.search(rf'value="{first.pk}"[^>]*selected', offered)
        assert "Senter vest" in offered
        assert ended.name not in offered
        assert coming.name not in offered
        assert admin.post(url, entry_of(centre_address, desk=other.pk)).status_code == 302
    centre_address.refresh_from_db()
    assert centre_address.desk == other


@pytest.mark.req("KL-SHARE-017")
def test_an_entry_with_a_new_address_was_not_checked_until_somebody_says_so(signed_in, centre_address):
    admin, url = signed_in("admin"), f"/addresses/{centre_address.public_id}/"

    def checked(**changes):
        centre_address.refresh_from_db()
        assert admin.post(url, entry_of(centre_address, **changes)).status_code == 302
        centre_address.refresh_from_db()
        return centre_address.verified_date

    assert checked() == date(2026, 11, 1)
    assert checked(note="Ring først") == date(2026, 11, 1)
    assert checked(email="ny@senteret.example") is None
    assert checked(mobile="412 34 567", email="ny@senteret.example", verified_date="2026-11-20") == date(2026, 11, 20)


@pytest.mark.req("KL-SHARE-002")
def test_new_receivers_stand_under_whether_they_are_inside_or_outside_the_union(signed_in, errand):
    page = text_of(signed_in("kari").get(f"/shipments/new/{errand.case.about}/"))
    inside, outside = page.index("I forbundet<"), page.index("Utenfor forbundet<")
    assert inside < page.index("?category=local_union") < outside < page.index("?category=employer")


@pytest.mark.req("KL-SHARE-004", "KL-SHARE-017")
def test_the_steward_sees_where_a_kept_receiver_is_reached_and_whether_it_has_been_checked(
    signed_in, errand, centre_address
):
    kari, url = signed_in("kari"), share_url(errand, f"address={centre_address.public_id}")
    for page in (text_of(kari.get(f"/shipments/new/{errand.case.about}/")), text_of(kari.get(url))):
        assert "post@senteret.example" in page
        assert "90 87 65 43" in page
        assert "Ikke kontrollert" in page
    every = [str(each.version) for each in errand.case.documents]
    form = filled_in(errand, text_of(kari.get(url)), documents=every, way="direct")
    assert "Ingen har kontrollert" in text_of(kari.post(url, form))
    assert not Shipment.objects.exists()
    ReceiverAddress.objects.update(verified_date=errand.cast.today)
    assert "Ikke kontrollert" not in text_of(kari.get(url))
    text_of(kari.post(url, form, follow=True))
    assert Shipment.objects.get().way == "direct"


@pytest.mark.req("KL-SHARE-004")
def test_a_kept_receiver_without_a_mobile_number_is_said_beside_the_way_with_a_link_to_the_entry(signed_in, errand):
    entry = AddressEntry("employer", "HR Øst", "hr@ost.example")
    kept = add_address(errand.cast.hospital_club, entry, actor=errand.kari, now=errand.now)
    kari, url = signed_in("kari"), share_url(errand, f"address={kept.public_id}")
    form = filled_in(errand, text_of(kari.get(url)), way="direct", seen_warnings="on")
    page = text_of(kari.post(url, form))
    assert re.search(r'id="id_way[^>]*error[^>]*>[^<]*ikke noe mobilnummer', page)
    assert f'href="/addresses/{kept.public_id}/"' in page
    assert not Shipment.objects.exists()


@pytest.mark.req("KL-SHARE-002")
def test_the_member_is_proposed_as_the_register_has_them_and_another_receiver_is_asked_about(signed_in, errand):
    liv = ConcernedMember(uuid4(), "Liv Bjørnstad", "liv@hjemme.example", "41234567")
    unni = ConcernedMember(uuid4(), "Unni Haug")
    errand.case.members = (liv, unni)
    kari = signed_in("kari")
    choose = html.unescape(text_of(kari.get(f"/shipments/new/{errand.case.about}/")))
    for member in errand.case.members:
        assert f"?category=member&member={member.id}" in choose
        assert member.name in choose
    assert '?category=member"' not in choose

    url = share_url(errand, f"category=member&member={liv.id}")
    page = text_of(kari.get(url))
    for field, value in (("name", liv.name), ("email", liv.email), ("mobile", "41 23 45 67")):
        assert re.search(rf'name="receiver_{field}"[^>]*value="{value}"', page), field
    form = filled_in(errand, page, receiver_name=liv.name, receiver_email="feil@hjemme.example")
    assert "en annen e-postadresse" in text_of(kari.post(url, form))
    assert "ikke om noe medlem med det navnet" in text_of(kari.post(url, form | {"receiver_name": "Leif Bjørn"}))
    assert not Shipment.objects.exists()
    text_of(kari.post(url, form | {"receiver_email": "Liv@hjemme.example"}))
    text_of(kari.post(url, form | {"shipment": str(uuid4()), "seen_warnings": "on"}))
    assert Shipment.objects.count() == 2


@pytest.mark.req("KL-SHARE-002")
def test_that_nobody_else_can_approve_is_said_before_the_steward_has_waited_for_it(signed_in, errand):
    errand.case.stewards = {errand.kari.person_id}
    kari, url = signed_in("kari"), share_url(errand, "category=other_stewards")
    page = text_of(kari.get(url))
    assert "Ingen andre kan godkjenne" in page
    assert 'href="/people/"' in page
    assert "ingen andre arbeider med saken" in text_of(kari.post(url, filled_in(errand, page)))
    assert not Shipment.objects.exists()
    errand.case.stewards.add(errand.ola.person_id)
    assert "Ingen andre kan godkjenne" not in text_of(kari.get(url))
    text_of(kari.post(url, filled_in(errand, page), follow=True))
    assert Shipment.objects.get().state == "awaiting_approval"


@pytest.mark.req("KL-SHARE-003", "KL-SHARE-005")
def test_the_code_stands_with_whom_to_give_it_to_and_an_sms_ready_to_send(signed_in, errand):
    kari = signed_in("kari")
    page = text_of(kari.post(share_url(errand), filled_in(errand, text_of(kari.get(share_url(errand))))))
    for needed in ("Personalsjef Berg", "berg@kommunen.example", "41 23 45 67", "Kopier SMS-en"):
        assert needed in page
    sms = html.unescape(re.search(r"<textarea[^>]*>([^<]+)</textarea>", page)[1])
    number, written = html.unescape(re.search(r'href="sms:([^"]+)"', page)[1]).split("?body=")
    assert (number, unquote(written)) == ("+4741234567", sms)


def test_the_direct_way_from_the_form_shows_no_code(signed_in, errand):
    kari = signed_in("kari")
    form = filled_in(errand, text_of(kari.get(share_url(errand))), way="direct")
    page = text_of(kari.post(share_url(errand), form, follow=True))
    sms = messages_about(Shipment.objects.get())[1]
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", sms.content["text"])[0]
    assert code not in page
