"""Closed cases whose stewards have all left office: the union gives them to somebody who can read them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
import time_machine
from django.urls import reverse

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation import actions as organisation
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import stewards as actions
from arbeidsrom.modules.workspace.actions import unattended
from arbeidsrom.modules.workspace.actions.states import close_case, reopen_case
from arbeidsrom.modules.workspace.explaining import ExplainedCases
from arbeidsrom.modules.workspace.models import Case, HandOver
from arbeidsrom.modules.workspace.queries import hand_overs, home, stewards
from arbeidsrom.modules.workspace.states import CaseState
from arbeidsrom.modules.workspace.tests.factories import a_case
from arbeidsrom.modules.workspace.tests.test_actions_stewards import end_term
from arbeidsrom.modules.workspace.tests.test_views import signed_in
from tests.cast import Cast

TITLE = "Oppsigelse av navngitt"


@pytest.fixture(autouse=True)
def today(cast: Cast):
    with time_machine.travel(cast.now, tick=False):
        yield


def closed(cast: Cast, who: str = "kari", club: Unit | None = None) -> Case:
    """A case that somebody has closed."""
    case = a_case(cast, by=cast.actor(who), club=club, title=TITLE)
    return close_case(
        case.public_id, outcome="settled", closed_on=cast.today, actor=cast.actor(who), now=cast.now, today=cast.today
    )


def merge(cast: Cast, unit: Unit, into: Unit) -> None:
    organisation.merge_unit(
        unit.public_id, into_id=into.public_id, on=cast.today, actor=cast.admin, now=cast.now, today=cast.today
    )


def labels(cast: Cast, who: str = "per", *, number: str = "", club: str = "", today: date | None = None) -> list[UUID]:
    rows, count = stewards.closed_out_of_reach(
        cast.actor(who), number=number, club=club, today=today or cast.today, at_most=slice(0, 25)
    )
    assert count == len(rows)
    return [row.public_id for row in rows]


def place(cast: Cast, case: Case, to: str, by: str = "per") -> HandOver:
    position = cast.positions[to].public_id
    return actions.place_case(
        case.public_id, to=position, note="", actor=cast.actor(by), now=cast.now, today=cast.today
    )


@pytest.mark.req("KL-CASE-009", "KL-CASE-014")
def test_the_union_gives_a_closed_case_that_nobody_can_open_to_a_steward_who_reads_it(cast: Cast):
    case = closed(cast)
    end_term(cast, "kari")
    union, url = signed_in(cast, "per"), reverse("place_case", args=[case.public_id])
    listed = union.get(reverse("closed_out_of_reach")).content.decode()
    assert url in listed
    form = union.get(url).content.decode()
    assert "forblir det" in form
    assert TITLE not in listed + form

    given = {"position": str(cast.positions["ola"].public_id), "note": "Medlemmet ber om innsyn."}
    assert union.post(url, given).url == reverse("closed_out_of_reach")

    reader = signed_in(cast, "ola")
    assert TITLE in reader.get(reverse("case", args=[case.public_id])).content.decode()
    after = Case.objects.get(pk=case.pk)
    assert (after.state, after.closed_on, after.keep_until, after.outcome) == (
        CaseState.CLOSED, case.closed_on, case.keep_until, "settled",
    )  # fmt: skip
    assert not access.may_work_on(cast.ola, after)
    assert access.may_give_out(cast.ola, after), "the member asks for access"
    assert [row.note for row in hand_overs.hand_overs_of(cast.ola)] == ["Medlemmet ber om innsyn."]
    assert Entry.objects.filter(event="workspace.case.handed_over", thing=case.public_id).count() == 1
    assert Notification.objects.filter(type="workspace.case.given", person_id=cast.people["ola"].pk).count() == 1
    assert union.get(reverse("case", args=[case.public_id])).status_code == 404
    assert union.get(url).status_code == 404, "placed once"
    assert labels(cast) == []


@pytest.mark.req("KL-WHO-006")
def test_a_closed_case_that_somebody_can_open_is_not_the_unions_to_give(cast: Cast):
    case = a_case(cast)
    ola = cast.positions["ola"].public_id
    actions.give_access(case.public_id, position=ola, actor=cast.kari, now=cast.now, today=cast.today)
    close_case(case.public_id, outcome="settled", closed_on=cast.today, actor=cast.kari, now=cast.now, today=cast.today)
    end_term(cast, "kari")
    assert labels(cast) == []
    with pytest.raises(Case.DoesNotExist):
        place(cast, case, "mona")
    end_term(cast, "ola")
    assert labels(cast) == [case.public_id]
    assert place(cast, case, "mona").from_position == cast.positions["kari"]


@pytest.mark.req("KL-WHO-003")
def test_only_the_union_of_the_club_finds_and_places_it(cast: Cast):
    case = closed(cast)
    end_term(cast, "kari")
    assert labels(cast, number=case.label) == labels(cast, club=cast.hospital_club.code) == [case.public_id]
    assert labels(cast, number="9999") == labels(cast, number="oppsigelse") == labels(cast, club="skoleklubben") == []
    for who in ("ola", "nils", "admin"):
        assert labels(cast, who) == []
        assert signed_in(cast, who).get(reverse("closed_out_of_reach")).status_code == 403
        assert signed_in(cast, who).get(reverse("place_case", args=[case.public_id])).status_code == 404
        with pytest.raises(Case.DoesNotExist):
            place(cast, case, "mona", by=who)


def test_the_union_is_not_told_of_closed_cases_every_night(cast: Cast):
    closed(cast)
    end_term(cast, "kari")
    assert unattended.tell_of_unattended(now=cast.now, today=cast.today) == 0
    assert home.unattended_count(cast.per, cast.today) == 0


@pytest.mark.req("PL-ORG-001", "KL-CASE-009")
def test_the_closed_cases_of_a_merged_club_are_read_by_a_steward_of_the_one_that_took_over(cast: Cast):
    case = closed(cast, "nina", cast.school_club)
    merge(cast, cast.school_club, cast.hospital_club)
    assert labels(cast) == [case.public_id]

    place(cast, case, "kari")

    kari = cast.actor("kari")
    assert list(access.visible_cases(kari)) == [Case.objects.get(pk=case.pk)]
    assert labels(cast) == []
    reopen_case(case.public_id, reason="Ny opplysning", actor=kari, now=cast.now)
    assert stewards.unattended_cases(cast.per, today=cast.today) == [], "its steward reaches the merged club too"


@pytest.mark.req("PL-ORG-001")
def test_no_case_begins_in_a_club_that_has_been_merged_away(cast: Cast):
    merge(cast, cast.school_club, cast.hospital_club)
    browser = signed_in(cast, "kari")
    assert "Skoleklubben" not in browser.get(reverse("new_case")).content.decode()
    left = Unit.objects.get(pk=cast.school_club.pk)
    may = access.may_open_case(cast.actor("kari"), left, today=cast.today)
    assert "har tatt over" in may.reason
    own = reverse("club_settings", args=[cast.hospital_club.public_id])
    assert browser.get(reverse("own_club_settings")).url == own


def test_the_explanation_says_why_the_union_knows_of_it(cast: Cast):
    case = closed(cast)
    end_term(cast, "kari")
    explained = ExplainedCases()
    (thing,) = explained.find(case.label, Unit.objects.filter(pk=cast.hospital_club.pk))
    (sight,) = explained.sights(thing, [cast.positions["per"]], today=cast.today)
    assert "kan åpne den lukkede saken" in " ".join(sight.why)
