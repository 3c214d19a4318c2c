"""The signer's pages: ticking, the confirmation, undoing or going on, and what others meet (KP-SIGN)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.queries.own_requirement import signers_named
from arbeidsrom.modules.competence.tests.errand import Errand

pytestmark = pytest.mark.django_db


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("nb"):
        yield Errand(hospital)


@pytest.fixture
def sven(errand: Errand) -> Client:
    return errand.hospital.browser("Sven")


def request_url(request: models.Performance) -> str:
    return reverse("signature_request", args=[request.public_id])


def body(client: Client, url: str, **query: str) -> str:
    answer = client.get(url, query, headers={"accept-language": "nb"})
    assert answer.status_code == 200
    return answer.content.decode()


def sends_three(errand: Errand) -> list[models.Performance]:
    errand.begin("Veneflon", repetitions=3, requires_signing=True, has_comment=True)
    return [errand.sends(errand.today - timedelta(days=days), comment=f"Nr. {days}") for days in (3, 2, 1)]


def states() -> list[str]:
    return list(models.Performance.objects.order_by("performed_on").values_list("state", flat=True))


@pytest.mark.req("KP-SIGN-009")
def test_after_signing_a_confirmation_is_shown(errand: Errand, sven: Client) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    url = request_url(errand.sends())
    answer = sven.post(url, {"do": "sign", "comment": ""}, follow=True, headers={"accept-language": "nb"})
    assert "Signert." in answer.content.decode()


@pytest.mark.req("KP-SIGN-018")
def test_the_signer_ticks_among_the_performances_sent_to_them(errand: Errand, sven: Client) -> None:
    first, second, third = sends_three(errand)
    page = body(sven, request_url(second))
    for one in (first, second, third):
        assert f'value="{one.public_id}"' in page
    assert page.count('name="chosen"') == 3
    assert "Nr. 3" in page

    nothing = sven.post(request_url(second), {"do": "sign"}, headers={"accept-language": "nb"}).content.decode()
    assert 'id="id_chosen_error"' in nothing
    assert states() == ["waiting"] * 3
    sven.post(request_url(second), {"do": "sign", "chosen": [str(first.public_id), str(third.public_id)]})
    assert states() == ["done", "waiting", "done"]
    decline = {"do": "decline", "chosen": [str(second.public_id)], "reason": "not_seen", "comment": "Så det ikke"}
    sven.post(request_url(second), decline)
    assert states() == ["done", "declined", "done"]


@pytest.mark.req("KP-SIGN-021")
def test_what_was_done_is_stored_and_can_be_undone_or_one_goes_on_with_the_rest(errand: Errand, sven: Client) -> None:
    first, second, third = sends_three(errand)
    both = [str(first.public_id), str(second.public_id)]
    answer = sven.post(request_url(first), {"do": "sign", "chosen": both}, follow=True)
    page = answer.content.decode()
    assert states() == ["done", "done", "waiting"]
    assert "2 repetisjoner er signert" in page
    assert request_url(third) in page
    assert "Fortsett" in page

    undo = reverse("undo_decisions", args=[first.public_id])
    assert undo in page
    sven.post(undo)
    assert states() == ["waiting"] * 3
    sven.post(request_url(first), {"do": "sign", "chosen": [*both, str(third.public_id)]})
    done = body(sven, reverse("decided_requests", args=[third.public_id]))
    assert "Ikke mer av dette kravet venter på deg." in done


@pytest.mark.req("KP-SIGN-027")
def test_a_forwarded_link_opens_for_nobody_but_whoever_was_asked(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    errand.hospital.employ("Petter", "1020")
    for name in ("Nina", "Astrid", "Petter"):
        client = errand.hospital.browser(name)
        assert client.get(request_url(request)).status_code == 404
        assert client.post(request_url(request), {"do": "sign"}).status_code == 404
        decline = {"do": "decline", "reason": "other", "comment": "Nei"}
        assert client.post(request_url(request), decline).status_code == 404
    errand.signs(request)
    for name in ("Nina", "Astrid", "Petter"):
        client = errand.hospital.browser(name)
        for view in ("undo_decision", "undo_decisions"):
            assert client.post(reverse(view, args=[request.public_id])).status_code == 404
        assert client.get(reverse("decided_requests", args=[request.public_id])).status_code == 404
    assert states() == ["done"]


def test_whoever_signs_what_was_just_withdrawn_is_told_so(errand: Errand, sven: Client) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    errand.withdraws(request)
    answer = sven.post(request_url(request), {"do": "sign"}, headers={"accept-language": "nb"}, follow=True)
    assert "trukket tilbake" in answer.content.decode()
    assert "signed" not in errand.history()


def test_who_opens_a_list_where_one_was_withdrawn_meanwhile_is_told_at_the_field(errand: Errand, sven: Client) -> None:
    first, second, _third = sends_three(errand)
    errand.withdraws(second)
    chosen = [str(first.public_id), str(second.public_id)]
    page = sven.post(request_url(first), {"do": "sign", "chosen": chosen}).content.decode()
    assert "venter ikke på deg lenger" in page
    assert states() == ["waiting", "withdrawn", "draft", "waiting"]


@pytest.mark.req("KP-SIGN-034")
def test_several_wait_for_one_signer_the_oldest_first_and_can_be_searched(errand: Errand, sven: Client) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    errand.sends()
    errand.ward.requirement("Kateter", requires_signing=True)
    errand.ward.plan("Sykepleier på A", "Kateter", section="Mer")
    errand.name = "Kateter"
    errand.sends()
    old = models.Performance.objects.filter(requirement=errand.requirement)
    old.update(sent_at=errand.hospital.now - timedelta(days=2))

    page = body(sven, reverse("signing"))
    assert page.index("Kateter") < page.index("Blodtransfusjon")
    for text, there, gone in (("kateter", "Kateter", "Blodtransfusjon"), ("Nina", "Kateter", "xyz")):
        found = body(sven, reverse("signing"), q=text)
        assert there in found
        assert gone not in found


def test_the_employee_is_shown_what_waits_for_somebody_who_has_left(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    errand.sends()
    Position.objects.filter(pk=errand.sven.pk).update(valid_to=errand.today)
    nina, link = errand.hospital.browser("Nina"), (errand.mine.public_id, errand.link.public_id)
    mine = body(nina, reverse("own_plans"))
    assert "venter på noen som har sluttet" in mine
    assert reverse("own_requirement", args=link) in mine
    assert "Har sluttet" in body(nina, reverse("own_requirement", args=link))


MENU = "Signering krav / læringsaktivitet"


def in_the_menu(client: Client) -> bool:
    """Whether the main menu leads to the signer's list, under its own heading."""
    menu = re.search(r'<nav class="side".*?</nav>', body(client, reverse("own_plans")), re.DOTALL)
    assert menu is not None
    group = re.search(r"Signering / godkjenning</span>\s*<ul.*?</ul>", menu[0], re.DOTALL)
    inside = group is not None and f'href="{reverse("signing")}"' in group[0] and MENU in group[0]
    assert (reverse("signing") in menu[0]) == inside
    return inside


@pytest.mark.req("KP-SIGN-002", "KP-SIGN-005")
def test_the_menu_leads_to_what_waits_for_whoever_is_asked_and_nobody_else(errand: Errand, sven: Client) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    nina = errand.hospital.browser("Nina")
    assert not RoleOrder.objects.exists()
    assert not RoleGrant.objects.exists()
    assert not in_the_menu(sven)
    request = errand.sends()
    assert in_the_menu(sven)
    assert not in_the_menu(nina)
    assert not in_the_menu(errand.hospital.browser("Astrid"))
    listed = body(sven, reverse("signing"))
    assert request_url(request) in listed
    assert f'<h1 class="ds-heading" data-size="md">{MENU}</h1>' in listed

    errand.withdraws(request)
    assert not in_the_menu(sven)
    second = errand.sends()
    errand.signs(second)
    assert in_the_menu(sven)


@pytest.mark.req("KP-SIGN-005")
def test_the_menu_stays_with_whoever_declined_also_in_another_position(errand: Errand, sven: Client) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    errand.declines(errand.sends())
    assert in_the_menu(sven)
    Position.objects.filter(pk=errand.sven.pk).update(valid_to=errand.today)
    errand.hospital.employ("Sven", "2010")
    assert in_the_menu(errand.hospital.browser("Sven"))


@pytest.mark.req("KP-SIGN-005")
def test_anybody_in_the_organisation_is_found_as_signer_whatever_roles_they_have(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    elsewhere = errand.hospital.employ("Petter", "2010", title="Renholder")
    (found,) = signers_named("Petter", besides=errand.nina.person_id, today=errand.today)
    assert found.public_id == elsewhere.public_id
    request = errand.sends(to=elsewhere)
    assert in_the_menu(errand.hospital.browser("Petter"))
    errand.signs(request, by=elsewhere)
    assert states() == ["done"]


def test_the_list_opens_by_its_address_for_whoever_was_never_asked_and_says_why_it_is_empty(errand: Errand) -> None:
    assert "Når noen ber deg om å signere" in body(errand.hospital.browser("Nina"), reverse("signing"))


def test_the_menu_asks_once_where_it_is_shown_and_never_for_a_part_of_a_page(errand: Errand, sven: Client) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    errand.sends()
    for headers, times in (({}, 1), ({"HX-Request": "true"}, 0)):
        with CaptureQueriesContext(connection) as asked:
            assert sven.get(reverse("signing"), headers=headers).status_code == 200
        asks = 'SELECT 1 AS "a" FROM "competence_performance"'
        assert sum(one["sql"].startswith(asks) for one in asked) == times
