"""«Mine oppgaver»: everything that waits for one's approval, in one place."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from arbeidsrom.core.people import waiting
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence.actions import assigning
from arbeidsrom.modules.competence.models import Performance
from arbeidsrom.modules.competence.tests.errand import Errand

pytestmark = pytest.mark.django_db

PLANS, REQUESTS = "Godkjenning av kompetanseplaner", "Signering av kompetansekrav"


@pytest.fixture
def errand(hospital: Hospital) -> Errand:
    return Errand(hospital)


def shown(client: Client) -> dict[str, tuple[str, list[str]]]:
    """Each kind with its number, and where what waits is opened."""
    html = client.get(reverse("my_tasks"), headers={"accept-language": "nb"}).content.decode()
    parts = re.findall(r'<h2[^>]*id="tasks-\d+">(.*?) \((.*?)\)</h2>(.*?)</section>', html, re.S)
    return {name: (count, re.findall(r'<li><a class="ds-link" href="([^"]+)"', rest)) for name, count, rest in parts}


@pytest.mark.req("KP-TASKS-001")
def test_everything_that_waits_for_ones_approval_stands_there_and_is_opened_from_there(errand: Errand) -> None:
    errand.begin("HLR", requires_signing=True)
    astrid = errand.hospital.browser("Astrid")
    assert shown(astrid) == {PLANS: ("0", []), REQUESTS: ("0", [])}

    request = errand.sends(to=errand.astrid)
    assert shown(astrid)[REQUESTS] == ("1", [reverse("signature_request", args=[request.public_id])])
    errand.signs(request, by=errand.astrid)
    mine = errand.mine.public_id
    assert shown(astrid) == {PLANS: ("1", [reverse("employee_plan", args=[mine])]), REQUESTS: ("0", [])}
    for _count, urls in shown(astrid).values():
        assert {astrid.get(url).status_code for url in urls} <= {200}

    assigning.approve_assignment(mine, actor=errand.hospital.actor(errand.astrid), now=errand.hospital.now)
    assert shown(astrid) == {PLANS: ("0", []), REQUESTS: ("0", [])}


@pytest.mark.req("KP-TASKS-002")
def test_the_employee_overview_leads_there(errand: Errand) -> None:
    page = errand.hospital.browser("Astrid").get(reverse("employees"), headers={"accept-language": "nb"})
    assert re.search(rf'href="{reverse("my_tasks")}"[^>]*>\s*Mine oppgaver', page.content.decode())


def test_what_waits_for_others_is_nobody_elses_task(errand: Errand) -> None:
    bodil = errand.hospital.employ("Bodil", "1020")
    errand.hospital.employ("Odd", "1020", led_by=bodil)
    errand.begin("HLR", requires_signing=True)
    errand.signs(errand.sends())
    assert shown(errand.hospital.browser("Bodil")) == {PLANS: ("0", []), REQUESTS: ("0", [])}


def test_whoever_follows_up_nobody_has_no_such_page(errand: Errand) -> None:
    assert errand.hospital.browser("Sven").get(reverse("my_tasks")).status_code == 403


def test_only_the_first_stand_there_and_the_rest_is_a_click_away(
    errand: Errand, monkeypatch: pytest.MonkeyPatch
) -> None:
    errand.ward.requirement("Brann", requires_signing=True)
    errand.begin("HLR", "Brann", requires_signing=True)
    for errand.name in ("HLR", "Brann"):
        errand.sends(to=errand.astrid)
    astrid, url = errand.hospital.browser("Astrid"), reverse("my_tasks")
    with CaptureQueriesContext(connection) as both:
        assert len(shown(astrid)[REQUESTS][1]) == 2
    monkeypatch.setattr("arbeidsrom.modules.competence.waiting.SHOWN", 1)
    with CaptureQueriesContext(connection) as one:
        assert shown(astrid)[REQUESTS][0] == "2"
    assert len(shown(astrid)[REQUESTS][1]) == 1
    assert "Se alle 2" in astrid.get(url, headers={"accept-language": "nb"}).content.decode()
    assert len(one) == len(both)
    assert Performance.objects.count() == 2


def test_a_kind_that_concerns_nobody_is_left_out_and_the_rest_stands_in_order(
    errand: Errand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "_makers", {})
    astrid = errand.hospital.browser("Astrid")
    empty = astrid.get(reverse("my_tasks"), headers={"accept-language": "nb"}).content.decode()
    assert "Ingenting venter på deg" in empty
    waiting.register("a", lambda actor, today: waiting.Tasks("Sist", 0, (), "/", order=2))
    waiting.register("b", lambda actor, today: None)
    waiting.register("c", lambda actor, today: waiting.Tasks("Først", 0, (), "/", order=1))
    assert list(shown(astrid)) == ["Først", "Sist"]
