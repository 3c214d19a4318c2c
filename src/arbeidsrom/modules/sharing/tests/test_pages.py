import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.audit.queries import line, who_has_looked
from arbeidsrom.modules.sharing.actions import desk as desk_actions
from arbeidsrom.modules.sharing.actions import shipments
from arbeidsrom.modules.sharing.models import DeskCase, Generation, ReceiverAddress, Shipment
from arbeidsrom.modules.sharing.rules import codes
from arbeidsrom.modules.sharing.rules.orders import Receiver
from arbeidsrom.modules.sharing.tests.case_room import MEMBER
from arbeidsrom.modules.sharing.tests.conftest import messages_about


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
    assert answer.count(code) == 2
    again = kari.post(share_url(errand), form, follow=True)
    assert code not in again.content.decode()
    assert Generation.objects.count() == 1
    assert code not in text_of(kari.get(f"/shipments/{shipment.public_id}/"))


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
    assert entry.event in {each.event for each in who_has_looked([MEMBER])}


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
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

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


def test_home_tells_the_desk_what_nobody_has_taken(signed_in, at_the_desk):
    shipment, kjersti = at_the_desk(), signed_in("kjersti")
    assert "forsendelse ingen har tatt" in text_of(kjersti.get("/"))
    kjersti.post(f"/desk/{shipment.public_id}/take/")
    assert "forsendelse ingen har tatt" not in text_of(kjersti.get("/"))


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


def test_the_direct_way_from_the_form_shows_no_code(signed_in, errand):
    kari = signed_in("kari")
    form = filled_in(errand, text_of(kari.get(share_url(errand))), way="direct")
    page = text_of(kari.post(share_url(errand), form, follow=True))
    sms = messages_about(Shipment.objects.get())[1]
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", sms.content["text"])[0]
    assert code not in page
