"""What the HR system's file does to positions, night after night (KP-POS, KP-IMPORT, KP-PIMP)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from arbeidsrom.core.imports.models import ChangeKind, PositionChange
from arbeidsrom.core.imports.tests.hr_files import (
    TODAY,
    UNITS,
    Line,
    a_region,
    days,
    everything,
    held,
    night,
    position,
    undone,
)
from arbeidsrom.core.organisation.models import (
    Absence,
    Employment,
    PastLeader,
    Person,
    Placement,
    Position,
    PositionSpan,
    Unit,
)
from arbeidsrom.core.organisation.queries import identity_index, person_with_identity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def region() -> Unit:
    return a_region()


def iso(day: date) -> str:
    return day.isoformat()


@pytest.mark.req("KP-POS-001", "KP-POS-003", "KP-POS-004", "KP-IMPORT-002", "PL-ORG-004")
def test_an_active_employment_becomes_a_position_told_apart_by_person_trust_and_cost_centre() -> None:
    night([Line(1, "111"), Line(1, "121"), Line(2, "211", given="Åse", family="Bøe")])

    assert held(1) == ["111", "121"]
    mine = position(2, "211")
    assert (mine.person.employee_number, mine.employer.code, mine.unit.code) == ("1002", "2", "211")
    assert (mine.person.name, mine.title) == ("Åse Bøe", "Sykepleier")
    assert Person.objects.exclude(employee_number="").count() == 2
    for taken in Position.objects.values("person_id", "employer_id", "unit_id"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Position.objects.create(**taken, kind="employment", valid_from=TODAY)


@pytest.mark.req("KP-POS-002")
def test_an_object_id_is_one_persons_and_stays_that_whatever_else_changes() -> None:
    night([Line(1), Line(2)])
    person = position(1).person
    elsewhere = Line(1, "211", starts=iso(TODAY + days(1)), given="Åse", family="Nytt-Navn", email="ny@example.no")
    night([elsewhere, Line(2)], today=TODAY + days(1))
    person.refresh_from_db()
    assert (person.name, person.employee_number) == ("Åse Nytt-Navn", "1001")
    assert position(1, "211").person == person

    another = position(2).person
    another.employee_number = "1001"
    with pytest.raises(IntegrityError), transaction.atomic():
        another.save()


@pytest.mark.req("KP-POS-005")
def test_all_three_parts_of_the_identifier_are_the_hr_systems() -> None:
    night([Line(1, "111"), Line(2)])
    told = {(1001, "1", "111"), (1002, "1", "111")}

    def known() -> set[tuple[int, str, str]]:
        rows = Position.objects.filter(kind="employment").select_related("person", "employer", "unit")
        return {
            (int(each.person.employee_number), each.employer.code if each.employer else "", each.unit.code)
            for each in rows
        }

    assert known() == told
    night([Line(1, "111"), Line(2, "211", starts=iso(TODAY + days(1)))], today=TODAY + days(1))
    assert known() == told | {(1002, "2", "211")}


@pytest.mark.req("KP-POS-006", "KP-POS-007", "KP-PIMP-003", "KP-PIMP-008")
@pytest.mark.parametrize("to", ["112", "211"])
def test_another_cost_centre_or_trust_ends_the_position_and_makes_a_new_one_seen_as_one_change(to: str) -> None:
    night([Line(1, "111")])
    old = position(1)
    run = night([Line(1, to, starts=iso(TODAY + days(1)))], today=TODAY + days(1))

    old.refresh_from_db()
    assert old.valid_to == TODAY + days(1)
    assert held(1, TODAY + days(1)) == [to]
    ended = PositionChange.objects.get(run=run, kind=ChangeKind.ENDED)
    assert ended.successor == to
    assert run.moved == 1
    assert Employment.objects.filter(position=old).count() == 1  # nothing is deleted


@pytest.mark.req("KP-PIMP-001")
def test_the_same_file_twice_changes_nothing_the_second_time() -> None:
    lines = [Line(1), Line(2, leader="1001"), Line(3, "112", starts="2019-05-05", ends="2027-01-31")]
    night(lines)
    before = everything()
    run = night(lines, today=TODAY + days(1))

    assert (run.unchanged, run.added, run.changed, run.removed) == (3, 0, 0, 0)
    assert everything() == before


@pytest.mark.req("KP-IMPORT-003", "KP-IMPORT-004", "KP-PIMP-004")
def test_somebody_who_begins_later_comes_in_thirty_days_before_or_the_night_after_being_registered() -> None:
    start = TODAY + days(31)
    lines = [Line(1, starts=iso(start)), Line(2, starts=iso(TODAY + days(10)))]
    night(lines)
    assert held(1) == []
    assert held(2) == ["111"]
    night(lines, today=TODAY + days(1))
    assert held(1, TODAY + days(1)) == ["111"]  # before the first day of work, with all that the position gives
    assert position(1).valid_from == TODAY + days(1)


@pytest.mark.req("KP-PIMP-004")
def test_a_night_without_a_run_delays_it_to_the_next() -> None:
    lines = [Line(1, starts=iso(TODAY + days(31)))]
    night(lines)
    night(lines, today=TODAY + days(4))  # nothing ran for three nights
    assert held(1, TODAY + days(4)) == ["111"]
    assert position(1).valid_from == TODAY + days(4)


@pytest.mark.req("KP-PIMP-005")
@pytest.mark.parametrize("moved_to", [iso(TODAY + days(60)), None])
def test_a_start_moved_far_ahead_or_called_off_takes_the_position_away_again(moved_to: str | None) -> None:
    night([Line(1, starts=iso(TODAY + days(10))), Line(2)])
    lines = [Line(2)] if moved_to is None else [Line(1, starts=moved_to), Line(2)]
    night(lines, today=TODAY + days(1))
    assert held(1, TODAY + days(1)) == []


@pytest.mark.req("KP-POS-010")
def test_an_extended_temporary_post_without_a_gap_has_no_consequence() -> None:
    first = Line(1, ends=iso(TODAY + days(5)))
    night([first])
    old = position(1)
    extended = Line(1, starts=iso(TODAY + days(6)), ends=iso(TODAY + days(90)))
    run = night([first, extended], today=TODAY + days(1))
    assert run.removed == run.added == 0

    same = position(1)
    assert (same.pk, same.valid_from) == (old.pk, old.valid_from)
    assert same.valid_to == TODAY + days(91)
    night([extended], today=TODAY + days(7))  # the first is told of no longer
    assert position(1).valid_to == TODAY + days(91)
    assert not PositionSpan.objects.exists()


def test_one_that_hr_has_said_before_comes_back_is_there_again_after_the_gap() -> None:
    lines = [Line(1, ends=iso(TODAY + days(5))), Line(1, starts=iso(TODAY + days(50))), Line(2)]
    night(lines)
    night(lines, today=TODAY + days(6))
    assert held(1, TODAY + days(6)) == []
    night(lines, today=TODAY + days(19))
    assert held(1, TODAY + days(19)) == []
    run = night(lines, today=TODAY + days(20))
    assert held(1, TODAY + days(20)) == ["111"]
    assert PositionChange.objects.get(run=run).after_gap is None, "it ended with an earlier run"
    assert night(lines, today=TODAY + days(21)).added == 0


@pytest.mark.parametrize(("gap", "ends"), [(1, False), (2, True), (20, True)])
@pytest.mark.parametrize("known", ["before", "the night after"])
def test_a_position_that_comes_back_in_the_night_it_ends_has_ended_when_there_are_days_between(
    gap: int, ends: bool, known: str
) -> None:
    last = TODAY + days(5)
    first, later = Line(1, ends=iso(last)), Line(1, starts=iso(last + days(gap)))
    night([first, later, Line(2)] if known == "before" else [first, Line(2)])
    run = night([first, later, Line(2)], today=last + days(1))
    assert held(1, last + days(1)) == ["111"], "everybody is there thirty days before they begin"
    ended = [each.position_id for each in PositionChange.objects.filter(run=run, after_gap=True)]
    assert ended == ([position(1).pk] if ends else [])


def test_a_gap_of_years_ago_is_none_when_somebody_goes_on_today() -> None:
    before, now = Line(1, starts="2015-01-01", ends="2018-12-31"), Line(1, starts="2020-01-01")
    night([before, now, Line(2)])
    assert position(1).valid_from == date(2020, 1, 1)
    night([before, now._replace(ends=iso(TODAY)), Line(2)], today=TODAY + days(2))
    run = night([before, now._replace(ends=iso(TODAY + days(90))), Line(2)], today=TODAY + days(4))
    assert PositionChange.objects.get(run=run).after_gap is False
    run = night([before, now._replace(title="Overlege"), Line(2)], today=TODAY + days(5))
    assert PositionChange.objects.get(run=run).kind == ChangeKind.CHANGED


@pytest.mark.req("KP-PIMP-007")
def test_after_a_longer_gap_the_same_position_comes_back_and_remembers_the_days_between() -> None:
    night([Line(1), Line(2)])
    old = position(1)
    night([Line(2)], today=TODAY + days(1))
    assert held(1, TODAY + days(1)) == []
    run = night([Line(1, starts=iso(TODAY + days(40))), Line(2)], today=TODAY + days(40))

    same = position(1)
    assert same.pk == old.pk
    assert (same.valid_from, same.valid_to) == (TODAY + days(40), None)
    span = PositionSpan.objects.get(position=same)
    assert (span.valid_from, span.valid_to, span.unit.code) == (date(2020, 1, 1), TODAY + days(1), "111")
    assert PositionChange.objects.get(run=run).kind == ChangeKind.REACTIVATED


@pytest.mark.req("KP-PIMP-004")
def test_somebody_who_has_left_and_will_come_back_comes_in_thirty_days_before_whatever_the_nights_between() -> None:
    coming_back = [Line(1, starts=iso(TODAY + days(60))), Line(2)]
    night([Line(1), Line(2)])
    night([Line(2)], today=TODAY + days(1))
    for after in (2, 3, 29):
        night(coming_back, today=TODAY + days(after))
        assert held(1, TODAY + days(after)) == []
    run = night(coming_back, today=TODAY + days(30))

    assert held(1, TODAY + days(30)) == ["111"]
    assert PositionChange.objects.get(run=run).kind == ChangeKind.REACTIVATED
    assert night(coming_back, today=TODAY + days(31)).unchanged == 2


@pytest.mark.req("KP-ENDACC-002")
def test_a_lis1_keeps_access_to_and_including_day_thirty_and_others_lose_it_at_once() -> None:
    last = TODAY + days(3)
    night([Line(1, ends=iso(last), category="LIS1"), Line(2, ends=iso(last))])
    assert (held(1, last), held(2, last)) == (["111"], ["111"])
    assert (held(1, last + days(1)), held(2, last + days(1))) == (["111"], [])
    assert (held(1, last + days(30)), held(1, last + days(31))) == (["111"], [])


def test_positions_that_end_by_their_own_last_day_are_told_of_once() -> None:
    lines = [Line(1, ends=iso(TODAY + days(2))), Line(2)]
    night(lines)
    assert not PositionChange.objects.filter(kind=ChangeKind.EXPIRED).exists()
    first = night(lines, today=TODAY + days(4))
    second = night(lines, today=TODAY + days(5))
    assert PositionChange.objects.filter(run=first, kind=ChangeKind.EXPIRED).count() == 1
    assert not PositionChange.objects.filter(run=second).exists()


@pytest.mark.req("KP-IMPORT-008")
def test_the_leader_is_whom_the_hr_system_names_in_the_nearest_place_above() -> None:
    night(
        [
            Line(9, "111", title="Leder"),
            Line(9, "211", title="Leder"),
            Line(1, leader="1009"),
            Line(2, "112", leader="1009"),
        ]
    )
    assert position(1).leader == position(9, "111")
    assert position(2, "112").leader == position(9, "111")  # same employer before another trust
    assert position(1).led_since == TODAY


def test_when_the_leader_moves_or_leaves_those_led_follow() -> None:
    led = Line(1, leader="1009")
    night([Line(9, "111"), led, Line(8, "112")])
    before = position(9, "111")
    night([Line(9, "112", starts=iso(TODAY + days(1))), led, Line(8, "112")], today=TODAY + days(1))
    assert position(1).leader == position(9, "112")
    past = PastLeader.objects.get(position=position(1))
    assert (past.leader, past.valid_from, past.valid_to) == (before, TODAY, TODAY + days(1))
    night([led, Line(8, "112")], today=TODAY + days(2))
    assert position(1).leader is None
    night([Line(1, leader="1008"), Line(8, "112")], today=TODAY + days(3))
    assert position(1).leader == position(8, "112")


def test_a_leader_who_is_employed_later_leads_from_the_night_of_coming_in() -> None:
    run = night([Line(1, leader="1009")])
    assert position(1).leader is None
    remark = run.refused_lines.get()
    assert (remark.column, remark.fault, remark.used) == ("leder", "unknown_leader", True)
    night([Line(1, leader="1009"), Line(9)], today=TODAY + days(1))
    assert position(1).leader == position(9)


def test_nobody_leads_themselves() -> None:
    run = night([Line(1, leader="1001")])
    assert position(1).leader is None
    assert run.refused_lines.get().fault == "leads_themselves"


def test_a_leader_set_by_hand_stays_and_the_hr_systems_own_is_kept_beside() -> None:
    lines = [Line(1, leader="1009"), Line(8), Line(9)]
    night(lines)
    mine = position(1)
    mine.hr_leader, mine.leader, mine.leader_by_hand = mine.leader, position(8), True
    mine.save()
    night([Line(1, leader="1009", title="Fagsykepleier"), Line(8), Line(9)], today=TODAY + days(1))
    mine = position(1)
    assert (mine.leader, mine.hr_leader, mine.leader_by_hand) == (position(8), position(9), True)
    assert mine.title == "Fagsykepleier"


def test_the_national_identity_number_is_sealed_and_finds_the_person() -> None:
    night([Line(1)])
    line = Line(1)
    digits = str(line).split(";")[1]
    found = person_with_identity(digits)
    assert found is not None
    assert (found.employee_number, found.identity_number) == ("1001", digits)


def test_somebody_known_from_elsewhere_by_identity_number_becomes_the_employee(region: Unit) -> None:
    digits = str(Line(1)).split(";")[1]
    steward = Person(given_name="Kari", family_name="Steward")
    steward.identity_number, steward.identity_index = digits, identity_index(digits)
    steward.save()
    night([Line(1)])
    steward.refresh_from_db()
    assert (steward.employee_number, steward.identity_number) == ("1001", digits)
    assert Person.objects.count() == 1


@pytest.mark.req("KP-POS-006")
def test_a_changed_employee_number_is_a_new_person_who_has_the_identity_number() -> None:
    digits = str(Line(1)).split(";")[1]
    night([Line(1), Line(2)])
    night([Line(5, identity=digits), Line(2)], today=TODAY + days(1))
    found = person_with_identity(digits)
    assert found is not None
    assert (found.employee_number, found.identity_number) == ("1005", digits)
    assert Person.objects.get(employee_number="1001").identity_number is None


def test_a_new_identity_number_of_the_same_employee_is_taken_over() -> None:
    night([Line(1)])
    digits = str(Line(7)).split(";")[1]
    night([Line(1, identity=digits)], today=TODAY + days(1))
    assert Person.objects.get(employee_number="1001").identity_number == digits


def test_units_follow_the_file_and_history_is_kept() -> None:
    night([Line(1, "121")])
    without = UNITS.replace("12;Kirurgisk klinikk;klinikk;1\n", "")
    moved = without.replace("121;Operasjon;kostnadssted;12", "121;Operasjon;kostnadssted;11")
    night([Line(1, "121")], units=moved, today=TODAY + days(1))

    unit = Unit.objects.get(code="121")
    assert unit.parent is not None
    assert unit.parent.code == "11"
    gone = Unit.objects.get(code="12")
    assert gone.valid_to == TODAY + days(1)
    placements = Placement.objects.filter(unit=unit).order_by("valid_from").values_list("parent__code", "valid_to")
    assert list(placements) == [("12", TODAY + days(1)), ("11", None)]
    assert held(1, TODAY + days(1)) == ["121"]
    assert unit.lft > Unit.objects.get(code="11").lft


def test_a_file_of_units_that_has_not_changed_still_puts_the_tree_right() -> None:
    """It is not read line by line again, but what it says holds."""
    night([Line(1, "121")])
    Unit.objects.filter(code="111").update(name="Noe annet")
    run = night([Line(1, "121")], today=TODAY + days(1))
    assert Unit.objects.get(code="111").name == "Sengepost A"
    assert run.foreseen.get(things="units").count == 1
    refused = night([Line(1, "121"), Line(2, "999")], today=TODAY + days(2))
    assert (refused.refused, held(1, TODAY + days(2))) == (1, ["121"])


def test_absences_are_days_only_and_follow_the_file() -> None:
    heading = "ansattnummer;foretak;kostnadssted;fra;til;årsak\n"
    night([Line(1)], absences=f"{heading}1001;1;111;2026-11-01;2026-12-24;sykdom\n")
    absence = position(1).absences.get()
    assert (absence.starts_on, absence.ends_on) == (date(2026, 11, 1), date(2026, 12, 24))
    night([Line(1)], absences=f"{heading}1001;1;111;2026-11-01;2027-01-10;sykdom\n", today=TODAY + days(1))
    now = position(1).absences.filter(dropped_in=None)
    assert [each.ends_on for each in now] == [date(2027, 1, 10)]


def test_absence_registered_by_hand_is_left_alone_and_the_two_may_begin_on_the_same_day() -> None:
    heading = "ansattnummer;foretak;kostnadssted;fra;til\n"
    night([Line(1)], absences=f"{heading}1001;1;111;2026-11-01;\n")
    dropped = position(1).absences.get()
    dropping = night([Line(1)], absences=heading, today=TODAY + days(1))
    by_hand = Absence.objects.create(position=position(1), starts_on=date(2026, 11, 1))

    undone(dropping, today=TODAY + days(1))
    run = night([Line(1)], absences=f"{heading}1001;1;111;2026-11-01;2026-12-01\n", today=TODAY + days(2))

    now = position(1).absences.filter(dropped_in=None).order_by("id")
    assert [(each.ends_on, each.stated_in) for each in now] == [(None, None), (date(2026, 12, 1), run.public_id)]
    assert now[0] == by_hand
    assert len({dropped.public_id, *(each.public_id for each in now)}) == 3


def test_the_leap_day_and_the_change_of_clocks_are_days_like_others() -> None:
    leap = date(2028, 2, 29)
    night([Line(1, starts=iso(leap)), Line(2)], today=leap - days(30))
    assert held(1, leap - days(30)) == ["111"]
    autumn = date(2028, 10, 29)
    night([Line(1, starts=iso(leap), ends=iso(autumn)), Line(2)], today=autumn - days(1))
    assert (held(1, autumn), held(1, autumn + days(1))) == (["111"], [])
