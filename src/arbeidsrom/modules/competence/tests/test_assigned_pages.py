"""The pages that everybody with access to an assigned plan has: why, how it stood on a day, history and print."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from arbeidsrom.core.audit.models import Entry, Subject
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.tests.test_papers import words_of_pdf
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions import assigning
from arbeidsrom.modules.competence.actions.versions import contents_of
from arbeidsrom.modules.competence.rules.settings import CheckPoint
from arbeidsrom.modules.competence.tests.errand import Errand

pytestmark = pytest.mark.django_db


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("nb"):
        yield Errand(hospital)


def body(client: Client, view: str, *ids: object, **query: str) -> str:
    answer = client.get(reverse(view, args=ids), query, headers={"accept-language": "nb"})
    assert answer.status_code == 200
    return answer.content.decode()


def chain() -> None:
    """Let the database chain what was written, as it does when a transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def why(errand: Errand, name: str, **query: str) -> str:
    ids = errand.mine.public_id, errand.link.public_id
    return body(errand.hospital.browser(name), "why_status", *ids, **query)


@pytest.mark.parametrize("name", ["Nina", "Astrid"])
def test_the_employee_and_the_leader_read_why_it_is_green(errand: Errand, name: str) -> None:
    errand.begin("HLR", validity_days=400)
    errand.fulfils(errand.today - timedelta(days=10))
    page = why(errand, name)
    for said in (
        "Fullført",
        "Gyldigheten er 400 dager fra da",
        "Det var 390 dager igjen av gyldigheten",
        "Sykepleier på A",
        "Nina Berg",
    ):
        assert said in page, said


def test_of_something_signed_the_log_shows_that_it_holds(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    errand.signs(errand.sends(), "Bra")
    chain()
    assert "Bekreftet i loggen" in why(errand, "Nina")

    entry = Entry.objects.get(event="competence.progress.signed")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_subject DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        changed = entry.statement.replace("Sven Berg", "Gunn Berg")
        cursor.execute("UPDATE audit_entry SET statement = %s WHERE id = %s", [changed, entry.pk])
    page = why(errand, "Nina")
    assert "Loggen stemmer ikke for dette" in page
    assert "Bekreftet i loggen" not in page


def test_a_status_that_is_not_what_follows_from_the_history_is_said_to_differ(errand: Errand) -> None:
    errand.begin("HLR")
    assert "ikke det som følger av historikken" not in why(errand, "Nina")
    models.RequirementStatus.objects.update(state=3, completed_on=errand.today)
    assert "ikke det som følger av historikken" in why(errand, "Nina")


def test_a_day_that_has_been_shows_the_plan_as_it_was(errand: Errand) -> None:
    errand.begin("HLR", "Brann")
    sections = [{"section": one.pk, "name": one.name} for one in errand.mine.plan.sections.all()]
    for section in sections:
        section["links"] = [
            {"link": one.pk, "requirement": one.requirement_id, "revision": None, "validity_days": None}
            for one in models.Link.objects.filter(section=section["section"])
        ]
    models.Assignment.objects.update(assigned_on=errand.today - timedelta(days=9))
    past = errand.hospital.now - timedelta(days=5)
    content = {"name": "Sykepleier på A", "description": "", "sections": sections}
    models.PlanRevision.objects.create(plan=errand.mine.plan, major=1, minor=0, content=content, made_at=past)
    for one in errand.ward.requirements.values():
        one.revisions.create(number=2, content=one.revisions.get().content, published_at=past)
    errand.fulfils()

    day, astrid = errand.today - timedelta(days=2), errand.hospital.browser("Astrid")
    page = body(astrid, "plan_on_day", errand.mine.public_id, on=day.isoformat())
    assert "0 av 2" in page
    assert page.count("Ikke påbegynt") >= 2
    now = body(astrid, "plan_on_day", errand.mine.public_id)
    assert "1 av 2" in now
    assert f"?on={day.isoformat()}" in page
    before = body(astrid, "plan_on_day", errand.mine.public_id, on=(errand.today - timedelta(days=20)).isoformat())
    assert "Planen gjaldt ikke" in before


def test_a_day_to_come_is_refused_at_the_field(errand: Errand) -> None:
    errand.begin("HLR")
    on = (errand.today + timedelta(days=400)).isoformat()
    assert "Velg i dag eller en dag som har vært." in why(errand, "Nina", on=on)


def test_that_somebody_elses_plan_was_looked_at_stands_in_the_log_and_others_see_nothing(errand: Errand) -> None:
    errand.begin("HLR")
    errand.hospital.employ("Petter", "1010")
    ids = errand.mine.public_id, errand.link.public_id
    for name in ("Petter", "Sven"):
        assert errand.hospital.browser(name).get(reverse("why_status", args=ids)).status_code == 404
        assert errand.hospital.browser(name).get(reverse("plan_on_day", args=ids[:1])).status_code == 404
    why(errand, "Nina")
    looked = Subject.objects.filter(subject=errand.nina.person.public_id, entry__event="competence.plan.viewed")
    assert not looked.exists()
    why(errand, "Astrid")
    assert looked.count() == 1


@pytest.mark.req("KP-PHIST-001", "KP-PHIST-002")
def test_employee_and_leader_read_what_happened_to_the_plan_who_did_it_when_and_the_status_after(
    errand: Errand,
) -> None:
    errand.begin("HLR")
    hospital, mine = errand.hospital, errand.mine.public_id
    leader, me = hospital.actor(errand.astrid), hospital.actor(errand.nina)
    assigning.deactivate_assignment(mine, actor=leader, now=hospital.now, today=hospital.today)
    assigning.reactivate_assignment(mine, actor=me, now=hospital.now + timedelta(hours=1))
    errand.fulfils()
    events = models.AssignmentEvent.objects.order_by("id")
    moments = [timezone.localtime(one.at) for one in events]
    for name in ("Nina", "Astrid"):
        page = body(hospital.browser(name), "assignment_history", mine)
        rows = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</tr>", page, re.S)
        told = {re.sub(r"<.*?>|\s+", " ", row) for row in rows}
        assert len(told) == 3
        for what, who, role, after in (
            ("Deaktivert", "Astrid Berg", "Leder", "Deaktivert"),
            ("Reaktivert", "Nina Berg", "Medarbeider", "Aktiv"),
            ("Sendes til leder", "Nina Berg", "", "Venter på godkjenning"),
        ):
            assert any(what in row and who in row and role in row and after in row for row in told), what
        for at in moments:
            assert f"{at:%d.%m.%Y}" in page
    hospital.employ("Petter", "1010")
    url = reverse("assignment_history", args=[mine])
    assert hospital.browser("Petter").get(url).status_code == 404
    linked = body(hospital.browser("Nina"), "own_plan", mine), body(hospital.browser("Astrid"), "employee_plan", mine)
    assert all(url in page for page in linked)


def begin_all(errand: Errand) -> None:
    points = (CheckPoint(UUID(int=1), "Finn utstyret"), CheckPoint(UUID(int=2), "Vask hendene", mandatory=False))
    errand.ward.requirement("Kateter", description="Etter prosedyre", checklist=points)
    errand.ward.requirement("Blodtransfusjon", requires_signing=True, validity_days=30)
    errand.begin("HLR", "Kateter", "Blodtransfusjon", validity_days=400)
    errand.fulfils(errand.today - timedelta(days=10))
    errand.name = "Blodtransfusjon"
    errand.signs(errand.sends(errand.today - timedelta(days=3)))
    errand.name = "Kateter"
    errand.drafts(ticked=frozenset({UUID(int=1)}))


@pytest.mark.req("KP-PRINT-001", "KP-PRINT-002", "KP-PRINT-003")
def test_a_plan_is_printed_as_a_summary_or_in_detail_with_or_without_checklists(errand: Errand) -> None:
    begin_all(errand)
    nina, mine = errand.hospital.browser("Nina"), errand.mine.public_id
    assert reverse("print_plan", args=[mine]) in body(nina, "own_plan", mine)
    summary = body(nina, "print_plan", mine)
    for said in ("Nina Berg", "Avdeling A", "Skrevet ut", "Fullført", "Påbegynt", "data-print", "HLR"):
        assert said in summary, said
    for detail in ("Etter prosedyre", "signert av", "Finn utstyret"):
        assert detail not in summary
    points = body(nina, "print_plan", mine, extent="summary", checklists="on")
    assert "Finn utstyret: utført" in points
    assert "Vask hendene: ikke utført" in points
    assert "Etter prosedyre" not in points
    detailed = body(nina, "print_plan", mine, extent="detailed")
    assert "Etter prosedyre" in detailed
    assert "signert av Sven Berg" in detailed
    assert "Finn utstyret" not in detailed


def confirm(errand: Errand, browser: Client, name: str) -> None:
    """They have just shown that it is them."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(errand.hospital.people[name].account.pk)
    session.save()


@pytest.mark.parametrize("name", ["Nina", "Astrid"])
def test_the_plan_is_taken_out_as_a_pdf_that_screen_readers_read_and_the_log_says_so(errand: Errand, name: str) -> None:
    begin_all(errand)
    query = {"extent": "detailed", "checklists": "on"}
    url = reverse("plan_pdf", args=[errand.mine.public_id])
    browser = errand.hospital.browser(name)
    asked = browser.get(url, query)
    assert asked.status_code == 302, "what leaves the program is confirmed first"
    confirm(errand, browser, name)
    answer = browser.get(url, query, headers={"accept-language": "nb"})
    assert answer.headers["Content-Type"] == "application/pdf"
    with pikepdf.open(BytesIO(answer.content)) as document:
        about = document.open_metadata()
        assert (about["pdfuaid:part"], document.Root.Lang, bool(document.Root.MarkInfo.Marked)) == ("1", "nb", True)
    text = words_of_pdf(answer.content)
    for said in ("Sykepleier på A", "Nina Berg", "Avdeling A", "Skrevet ut", "Fullført", "signert av Sven Berg"):
        assert said in text, said
    assert "Finn utstyret: utført" in text
    entry = Entry.objects.get(event="competence.plan.printed")
    assert entry.thing == errand.mine.public_id
    assert set(entry.subjects.values_list("subject", flat=True)) == {errand.nina.person.public_id}


def test_nobody_else_prints_a_plan(errand: Errand) -> None:
    errand.begin("HLR")
    errand.hospital.employ("Petter", "1010")
    for name in ("Petter", "Sven"):
        for view in ("print_plan", "plan_pdf"):
            url = reverse(view, args=[errand.mine.public_id])
            assert errand.hospital.browser(name).get(url).status_code == 404


def test_a_plan_that_is_put_away_is_printed_too(errand: Errand) -> None:
    begin_all(errand)
    hospital, mine = errand.hospital, errand.mine.public_id
    content = contents_of([errand.mine.plan_id])[errand.mine.plan_id]
    models.PlanRevision.objects.create(plan=errand.mine.plan, major=1, minor=0, content=content, made_at=hospital.now)
    leader = hospital.actor(errand.astrid)
    assigning.deactivate_assignment(mine, actor=leader, now=hospital.now + timedelta(hours=1), today=hospital.today)
    for name in ("Nina", "Astrid"):
        page = body(hospital.browser(name), "print_plan", mine, extent="detailed", checklists="on")
        assert "HLR" in page
        assert "Etter prosedyre" in page
