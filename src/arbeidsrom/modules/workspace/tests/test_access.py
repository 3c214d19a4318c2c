"""Who sees which cases: the list and the single object by one rule."""

from __future__ import annotations

from datetime import timedelta

import pytest

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.actions import end_grants
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import stewards
from arbeidsrom.modules.workspace.models import Case, ClubSettings
from arbeidsrom.modules.workspace.queries import cases, lists
from arbeidsrom.modules.workspace.tests.factories import a_case
from tests.cast import ROLES_OF_CAST, Cast

SEES_CONTENT = {"kari"}
KNOWS_NUMBER = {"kari", "ola", "mona"}


@pytest.mark.req("KL-CASE-006", "KL-WHO-001", "KL-WHO-003", "KL-WHO-004")
@pytest.mark.parametrize("who", ROLES_OF_CAST)
def test_only_the_stewards_of_a_case_see_it_and_colleagues_know_its_number(cast: Cast, who):
    case = a_case(cast)
    actor = cast.actor(who)
    assert access.visible_cases(actor).filter(pk=case.pk).exists() == (who in SEES_CONTENT)
    assert access.known_cases(actor).filter(pk=case.pk).exists() == (who in KNOWS_NUMBER)
    if who in SEES_CONTENT:
        assert cases.get_case(case.public_id, actor=actor) == case
    else:
        with pytest.raises(Case.DoesNotExist):
            cases.get_case(case.public_id, actor=actor)


@pytest.mark.req("KL-CASE-006")
def test_a_colleague_sees_the_number_and_the_title_only_when_the_club_opens_it(cast: Cast):
    case = a_case(cast)
    row = lists.case_list(lists.Asked(tab="club"), actor=cast.ola, today=cast.today).rows[0]
    assert (row.label, row.title, row.is_visible) == (case.label, "", False)

    ClubSettings.objects.create(club=cast.hospital_club, titles_open=True)
    row = lists.case_list(lists.Asked(tab="club"), actor=cast.ola, today=cast.today).rows[0]
    assert (row.title, row.is_visible) == ("Oppsigelse etter omorganisering", False)
    assert row.members == ""


@pytest.mark.req("KL-CASE-006")
def test_a_case_can_have_several_stewards(cast: Cast):
    case = a_case(cast)
    ola = cast.positions["ola"].public_id
    stewards.give_access(case.public_id, position=ola, actor=cast.kari, now=cast.now, today=cast.today)
    assert cases.get_case(case.public_id, actor=cast.ola) == case
    stewards.take_access(case.public_id, position=ola, actor=cast.kari, now=cast.now, today=cast.today)
    assert not access.visible_cases(cast.ola).exists()


@pytest.mark.req("KL-WHO-001", "KL-WHO-002", "KL-WHO-006")
def test_access_follows_the_office_and_ends_the_same_day(cast: Cast):
    case = a_case(cast)
    position: Position = cast.positions["kari"]
    assert access.visible_cases(cast.kari).filter(pk=case.pk).exists()
    position.valid_to = cast.today
    position.save()
    end_grants(position, on=cast.today)
    assert not access.visible_cases(cast.kari).exists()
    assert not access.known_cases(cast.kari).exists()


@pytest.mark.req("KL-WHO-002", "KL-WHO-007")
def test_another_office_of_the_same_person_does_not_open_the_case(cast: Cast):
    case = a_case(cast)
    other = cast.elect("kari2", "Ødegård", "board_member", cast.hospital_club)
    other.person = cast.people["kari"]
    other.save()
    assert not access.visible_cases(cast.actor("kari2")).filter(pk=case.pk).exists()
    assert access.known_cases(cast.actor("kari2")).filter(pk=case.pk).exists()


def test_the_rule_for_the_list_and_for_the_case_agree(cast: Cast):
    made = [a_case(cast), a_case(cast, by=cast.mona), a_case(cast, by=cast.nina, club=cast.school_club)]
    for who in ROLES_OF_CAST:
        actor = cast.actor(who)
        listed = {
            row.public_id
            for tab in lists.TABS
            for row in lists.case_list(lists.Asked(tab=tab), actor=actor, today=cast.today).rows
            if row.is_visible
        }
        for case in made:
            try:
                single = cases.get_case(case.public_id, actor=actor) == case
            except Case.DoesNotExist:
                single = False
            assert single == (case.public_id in listed), who


def test_a_term_that_has_not_begun_gives_nothing(cast: Cast):
    case = a_case(cast)
    position = cast.elect("lise", "Lie", "board_member", cast.hospital_club)
    position.valid_from = cast.today + timedelta(days=1)
    position.grants.update(valid_from=position.valid_from)
    position.save()
    assert not access.known_cases(cast.actor("lise")).filter(pk=case.pk).exists()
