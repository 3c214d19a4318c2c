"""«Bruksrapport»: to what degree a plan is assigned and completed, by department, without a name."""

from __future__ import annotations

import io
import time
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl.workbook import Workbook

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions.plans import archiving
from arbeidsrom.modules.competence.queries.plans.usage import usage_of
from arbeidsrom.modules.competence.rules.sheets import sheet_names
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.statuses.refresh import refresh
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.modules.competence.tests.ward import Ward

PLAN = "Medikamentregning"


@pytest.fixture
def ward(hospital: Hospital) -> Ward:
    ward = Ward(hospital)
    ward.plan(PLAN, "HLR", "Brann")
    with_role(hospital, "Ragna", roles.PLAN_RESPONSIBLE, "klinikken")
    position = Position.objects.get(person=hospital.people["Ragna"])
    ward.plans[PLAN].responsible.create(position=position, named_at=hospital.now)
    return ward


def let_have(ward: Ward, name: str, unit: str, *fulfilled: str, ago: int = 1) -> models.Assignment:
    """Somebody has the plan, and has fulfilled these."""
    given = ward.assign(PLAN, ward.hospital.employ(name, unit))
    for one in fulfilled:
        requirement = ward.requirements[one]
        models.Progress.objects.create(
            person=given.person,
            requirement=requirement,
            state=State.FULFILLED,
            completed_on=ward.hospital.today - timedelta(days=ago),
        )
        refresh([(given.person_id, requirement.pk)], by="test", now=ward.hospital.now)
    return given


def report(ward: Ward) -> tuple[str, Workbook]:
    """The file that Ragna fetches, with its name."""
    with time_machine.travel("2026-11-24T09:30:00Z", tick=False):
        browser = ward.hospital.browser("Ragna")
        session = browser.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session["account_authentication_methods_user"] = browser.session["_auth_user_id"]
        session.save()
        answer = browser.get(reverse("report_plan_usage", args=[ward.plans[PLAN].public_id]))
    assert answer.status_code == 200
    return answer["Content-Disposition"], openpyxl.load_workbook(io.BytesIO(b"".join(answer)))  # type: ignore[arg-type]


def rows(book: Workbook, sheet: str) -> list[tuple[object, ...]]:
    found = [tuple(cell for cell in row if cell is not None) for row in book[sheet].iter_rows(values_only=True)]
    return [row for row in found if row]


@pytest.mark.django_db
@pytest.mark.req("KP-KPA-018", "KP-KPA-020", "KP-KPA-021", "KP-KPA-022", "KP-KPA-023", "KP-KPA-024")
def test_the_report_counts_by_department_and_names_nobody(ward: Ward) -> None:
    let_have(ward, "Nina", "1010", "HLR", "Brann")
    let_have(ward, "Odd", "1010", "HLR")
    let_have(ward, "Pia", "1020")
    models.Requirement.objects.filter(name="HLR").update(validity_days=365)
    let_have(ward, "Rut", "1020", "HLR", ago=400)

    name, book = report(ward)

    assert "2026-11-24.xlsx" in name
    assert book.sheetnames == ["Oversikt", "Avdeling A", "Avdeling B"]
    assert rows(book, "Oversikt") == [
        (PLAN,),
        ("Bruksrapport 24. november 2026",),
        ("Avdeling", "Ansatte med planen", "Fullføring", "Status"),
        ("Avdeling A", 2, 0.75, "Underveis"),
        ("Avdeling B", 2, 0, "Ikke begynt"),
        ("Alle avdelinger", 4, 0.375, "Underveis"),
    ]
    assert rows(book, "Avdeling A")[2:] == [
        ("Tildelinger", 2),
        ("Fullføring", 0.75, "Underveis"),
        ("Krav", "Delplan", "Framdrift", "Status"),
        ("HLR", "Generelt", 1, "Fullført av alle"),
        ("Brann", "Generelt", 0.5, "Underveis"),
    ]
    colours = {book["Oversikt"].cell(line, 3).fill.start_color.rgb for line in (5, 6)}
    assert colours == {"FFFFEB9C", "FFFFC7CE"}
    everything = str([rows(book, sheet) for sheet in book.sheetnames]) + str(book.properties.creator) + name
    assert not any(person in everything for person in ("Nina", "Odd", "Pia", "Rut", "Berg"))
    assert Entry.objects.filter(event="competence.plan.usage_reported").count() == 1


@pytest.mark.django_db
@pytest.mark.req("KP-ADM-250", "KP-ADM-253")
def test_deactivated_and_archived_plans_are_left_out_of_the_report(ward: Ward) -> None:
    let_have(ward, "Nina", "1010", "HLR", "Brann")
    odd, pia = let_have(ward, "Odd", "1010"), let_have(ward, "Pia", "1020")
    gone = {"deactivated": odd, "archived": pia}
    for state, one in gone.items():
        day = ward.hospital.today if state == "deactivated" else None
        models.Assignment.objects.filter(pk=one.pk).update(state=state, deactivated_on=day)
    _name, book = report(ward)
    assert book.sheetnames == ["Oversikt", "Avdeling A"]
    assert rows(book, "Oversikt")[-1] == ("Alle avdelinger", 1, 1, "Fullført av alle")

    plan, turid = ward.plans[PLAN], with_role(ward.hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    archiving.archive_plan(plan.public_id, reason="Utgått", employees=1, actor=turid, now=ward.hospital.now)
    assert usage_of(plan, today=ward.hospital.today).employees == 0
    refused = ward.hospital.browser("Ragna").get(reverse("report_plan_usage", args=[plan.public_id]))
    assert refused.status_code == 403
    assert "arkivert" in refused.content.decode()


@pytest.mark.django_db
def test_what_is_not_relevant_or_put_away_does_not_count(ward: Ward) -> None:
    nina = let_have(ward, "Nina", "1010", "HLR")
    odd = let_have(ward, "Odd", "1010")
    models.Assignment.objects.filter(pk=odd.pk).update(state="deactivated", deactivated_on=ward.hospital.today)
    models.NotRelevant.objects.create(
        person=nina.person,
        plan=nina.plan,
        link=nina.plan.links.get(requirement__name="Brann"),
        comment="Nei",
        marked_at=ward.hospital.now,
        marked_by="Nina",
    )
    usage = usage_of(ward.plans[PLAN], today=ward.hospital.today)
    assert (usage.employees, usage.degree.share) == (1, 1)


@pytest.mark.django_db
@pytest.mark.req("KP-KPA-032")
def test_a_plan_that_nobody_has_gives_an_overview_with_zero(ward: Ward) -> None:
    _name, book = report(ward)
    assert book.sheetnames == ["Oversikt"]
    assert rows(book, "Oversikt")[-1] == ("Alle avdelinger", 0, "–", "Ikke bedt om av noen")


@pytest.mark.django_db
@pytest.mark.req("KP-KPA-019")
def test_the_button_stands_in_the_editor_of_a_plan_that_one_is_responsible_for(ward: Ward) -> None:
    ward.plan("Annen plan", "HLR")
    with_role(ward.hospital, "Hanne", roles.SUBJECT_A, "1010")
    address = reverse("report_plan_usage", args=[ward.plans[PLAN].public_id])
    edit = reverse("edit_plan", args=[ward.plans[PLAN].public_id])
    page = ward.hospital.browser("Ragna").get(edit).content.decode()
    assert address in page[: page.index("plan-section")]
    assert "Bruksrapport" in page
    assert address not in ward.hospital.browser("Hanne").get(edit).content.decode()
    assert ward.hospital.browser("Hanne").get(address).status_code == 403
    other = reverse("report_plan_usage", args=[ward.plans["Annen plan"].public_id])
    assert ward.hospital.browser("Ragna").get(other).status_code == 403
    assert report(ward)[0].startswith("attachment")


@pytest.mark.django_db
def test_the_report_takes_as_many_statements_for_many_as_for_one(ward: Ward) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            usage_of(ward.plans[PLAN], today=ward.hospital.today)
        return len(seen)

    let_have(ward, "Nina", "1010")
    before = asked()
    for number in range(10):
        let_have(ward, f"Nr{number}", "1020" if number % 2 else "1010")
    assert asked() == before == 3


@pytest.mark.req("KP-KPA-033")
def test_names_of_sheets_are_shortened_and_each_unlike_the_others() -> None:
    long = "Avdeling for anestesi, intensiv og operasjon"
    wanted = ["Oversikt", long, long + " dag", "A/B: [natt]?*", "oversikt", "History", "", "'Post'"]
    names = sheet_names(wanted)
    assert names == [
        "Oversikt",
        "Avdeling for anestesi, intensiv",
        "Avdeling for anestesi, inte (2)",
        "A B natt",
        "oversikt (2)",
        "History –",
        "–",
        "Post",
    ]
    for name in names:
        openpyxl.Workbook().create_sheet(name)
        assert len(name) <= 31
    assert len({name.casefold() for name in sheet_names(["a" * 40] * 200)}) == 200
