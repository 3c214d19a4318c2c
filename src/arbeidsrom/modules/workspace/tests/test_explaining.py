"""An administrator asks why somebody sees a case; the answer is what the case's own pages answer, and nothing of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.roles import explaining
from arbeidsrom.core.roles.explaining import SightRow
from arbeidsrom.core.roles.models import SupportAccess
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import stewards
from arbeidsrom.modules.workspace.explaining import ExplainedCases
from arbeidsrom.modules.workspace.models import Case, ClubSettings, Conflict, ConflictKind
from arbeidsrom.modules.workspace.queries import cases, lists
from arbeidsrom.modules.workspace.tests.factories import a_case
from tests.cast import ROLES_OF_CAST, Cast

pytestmark = pytest.mark.django_db
EVERYTHING = "Everything in the case"
NUMBER = "Its number"


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


def every_kind_of_case(cast: Cast) -> list[Case]:
    """Own, shared, handed to a colleague and to the union, of other clubs, with somebody barred, with nobody left."""
    at = {"now": cast.now, "today": cast.today}
    ola, per, mona = (cast.positions[who].public_id for who in ("ola", "per", "mona"))
    own = a_case(cast)
    shared = a_case(cast)
    stewards.give_access(shared.public_id, position=ola, actor=cast.kari, **at)
    handed = a_case(cast)
    stewards.hand_over_case(handed.public_id, to=mona, note="Takk", keep_access=False, actor=cast.kari, **at)
    to_union = a_case(cast)
    stewards.hand_over_case(to_union.public_id, to=per, note="Takk", keep_access=True, actor=cast.kari, **at)
    school = a_case(cast, by=cast.mona, club=cast.school_club)
    neighbour = a_case(cast, by=cast.nils, club=cast.neighbour_club)
    barred = a_case(cast)
    stewards.give_access(barred.public_id, position=ola, actor=cast.kari, **at)
    stewards.declare_conflict(barred.public_id, reason="Svoger", actor=cast.ola, now=cast.now)
    nobodys = a_case(cast)
    stewards.declare_conflict(nobodys.public_id, reason="Søster", actor=cast.kari, now=cast.now)
    return [own, shared, handed, to_union, school, neighbour, barred, nobodys]


def asked(cast: Cast, case: Case, *names: str) -> list[SightRow]:
    """What the administrator is told of a case: of some of the cast, or of everybody who sees anything."""
    (thing,) = explaining.find_things(ExplainedCases(), case.label, case.club.name, actor=cast.admin)
    at = {"actor": cast.admin, "now": cast.now, "today": cast.today}
    if not names:
        return explaining.who_sees(thing, ExplainedCases(), **at)
    return explaining.what_they_see(thing, ExplainedCases(), [cast.people[name] for name in names], **at)


@pytest.mark.req("PL-ORG-002")
@pytest.mark.parametrize("titles_open", [False, True])
def test_explanation_list_and_page_agree_for_all_of_the_cast_and_all_cases(cast: Cast, titles_open: bool):
    ClubSettings.objects.create(club=cast.hospital_club, titles_open=titles_open)
    for case in every_kind_of_case(cast):
        everybody = {row.person: row for row in asked(cast, case)}
        for who in ROLES_OF_CAST:
            actor = cast.actor(who)
            visible = access.visible_cases(actor).filter(pk=case.pk).exists()
            listed = lists.case_list(lists.Asked(tab="club"), actor=actor, today=cast.today).rows
            in_list = next((row for row in listed if row.public_id == case.public_id), None)
            (row,) = asked(cast, case, who)
            assert (row.sees == EVERYTHING) == visible == (in_list is not None and in_list.is_visible)
            assert (row.sees in (NUMBER, "Its number and title")) == (in_list is not None and not in_list.is_visible)
            assert (row.sees == "Its number and title") == bool(in_list and not visible and in_list.title)
            assert everybody.get(row.person) == (row if row.sees else None)
            assert row.why


@pytest.mark.req("PL-ORG-002")
def test_the_reasons_name_the_office_the_case_and_how_it_came(cast: Cast):
    case = a_case(cast)
    to = cast.positions["mona"].public_id
    stewards.hand_over_case(
        case.public_id, to=to, note="Takk", keep_access=True, actor=cast.kari, now=cast.now, today=cast.today
    )
    rows = {row.person: row for row in asked(cast, case)}
    assert list(rows["Mona Sælid"].why) == [
        "Responsible for the case.",
        "Among the stewards of the case since 24 November 2026.",
        "The case was handed over to them on 24 November 2026 by Kari Ødegård, Club leader, Sykehusklubben.",
        "Role “Steward” in Sykehusklubben from 1 January 2025 (follows from the office)",
    ]
    assert rows["Ola Nordmann"].sees == NUMBER
    assert rows["Ola Nordmann"].why[-1] == "Is not among the stewards of the case."


@pytest.mark.req("KL-WHO-008", "PL-ORG-002")
def test_who_is_kept_from_a_case_is_told_so_without_why(cast: Cast):
    case = a_case(cast)
    Conflict(
        case=case,
        person=cast.people["ola"],
        kind=ConflictKind.PARTY,
        reason="Gift med medlemmet",
        declared_at=cast.now,
        declared_by="Kari",
    ).save()
    (row,) = asked(cast, case, "ola")
    assert row.sees == ""
    assert row.why[1] == "Is kept from this case; its stewards know why."
    assert "Gift" not in str(row)


@pytest.mark.req("KL-WHO-006", "PL-ORG-002")
def test_the_union_is_named_for_a_case_that_nobody_is_responsible_for(cast: Cast):
    case = a_case(cast)
    stewards.declare_conflict(case.public_id, reason="Søster", actor=cast.kari, now=cast.now)
    (row,) = asked(cast, case, "per")
    assert row.sees == "Its number, type and state"


@pytest.mark.req("PL-AUTH-005", "PL-ORG-002")
def test_whoever_looks_on_by_support_access_is_named_too(cast: Cast):
    case = a_case(cast)
    SupportAccess.objects.create(
        position=cast.positions["kari"],
        asked_by=cast.people["admin"],
        asked_at=cast.now,
        reason="Kommer ikke inn",
        answered_by=cast.people["kari"],
        allowed_at=cast.now,
        valid_until=cast.now + timedelta(minutes=30),
    )
    rows = [row for row in asked(cast, case) if row.sees == EVERYTHING]
    assert [(row.person, row.position) for row in rows][1] == ("Admin Drift", "Support access")
    assert "Kari Ødegård" in rows[1].why[0]


@pytest.mark.req("PL-ORG-002")
def test_only_administrators_ask_and_the_club_can_read_that_they_did(cast: Cast):
    case = a_case(cast)
    asked(cast, case, "ola")
    entry = Entry.objects.get(event="roles.access.explained")
    assert (entry.thing, entry.tenant, entry.unit) == (case.public_id, case.tenant, cast.hospital_club.pk)
    assert not explaining.find_things(ExplainedCases(), case.label, "Sykehusklubben", actor=cast.per)
    (thing,) = explaining.find_things(ExplainedCases(), case.label, "sykehus", actor=cast.admin)
    with pytest.raises(PermissionDenied):
        explaining.who_sees(thing, ExplainedCases(), actor=cast.per, now=cast.now, today=cast.today)


@pytest.mark.req("KL-WHO-003", "PL-ORG-002")
def test_the_page_shows_the_number_and_the_reasons_and_nothing_of_the_case(cast: Cast, client: Client):
    case = a_case(cast, title="Kanarifugløya")
    client.force_login(cast.accounts["admin"])
    question = {"kind": "case", "reference": case.label, "unit": "Sykehus", "person": ""}
    text = client.get(reverse("explain_thing"), question).content.decode()
    assert f"{case.label}, Sykehusklubben" in text
    assert "Kari Ødegård" in text
    assert "Kanarifugløya" not in text
    assert "Bjørnstad" not in text
    with pytest.raises(Case.DoesNotExist):
        cases.get_case(case.public_id, actor=cast.admin)


@pytest.mark.parametrize(
    ("asked_for", "said"),
    [
        ({"reference": "2026/999"}, "Nothing with this number"),
        ({"reference": "Oppsigelse"}, "Nothing with this number"),
        ({"unit": "klubben"}, "Several fit"),
        ({"person": "Ingen Slik"}, "Nobody with this name"),
    ],
)
def test_a_question_that_fits_nothing_says_so_at_its_field(cast: Cast, client: Client, asked_for, said):
    case = a_case(cast)
    a_case(cast, by=cast.mona, club=cast.school_club)
    Account.objects.filter(pk=cast.accounts["admin"].pk).update(language="en")
    client.force_login(cast.accounts["admin"])
    question = {"kind": "case", "reference": case.label, "unit": "Sykehusklubben", "person": ""} | asked_for
    answer = client.get(reverse("explain_thing"), question)
    assert said in answer.content.decode()
