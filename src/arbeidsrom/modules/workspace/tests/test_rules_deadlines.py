"""Time limits counted from data rows, checked against days worked out by hand in the calendar."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsrom.modules.workspace.rules import calendar
from arbeidsrom.modules.workspace.rules.calendar import Length
from arbeidsrom.modules.workspace.rules.case_types import outcomes, shipped_case_types
from arbeidsrom.modules.workspace.rules.deadlines import (
    Claim,
    OnHoliday,
    StepKind,
    Verified,
    events,
    events_for,
    propose,
    shipped_rules,
)


def due(case_type: str, rule: str, **happened: date) -> date:
    return next(p.due for p in propose(case_type, happened, shipped_rules()) if p.rule.key == rule)


@pytest.mark.req("KL-CASE-005")
@pytest.mark.parametrize(
    ("case_type", "rule", "happened", "expected"),
    [
        # Tuesday 3 February 2026 + 2 weeks = Tuesday 17 February
        ("dismissal", "demand_negotiation_dismissal", {"dismissal_received": date(2026, 2, 3)}, date(2026, 2, 17)),
        # without negotiations: 8 weeks from the dismissal, Tuesday 31 March
        ("dismissal", "suit_validity", {"dismissal_received": date(2026, 2, 3)}, date(2026, 3, 31)),
        # with negotiations: 8 weeks from their end, Thursday 26 February + 8 weeks = Thursday 23 April
        (
            "dismissal",
            "suit_validity",
            {"dismissal_received": date(2026, 2, 3), "negotiations_ended": date(2026, 2, 26)},
            date(2026, 4, 23),
        ),
        # only compensation: six months, 3 August 2026 is a Monday
        ("dismissal", "suit_compensation", {"dismissal_received": date(2026, 2, 3)}, date(2026, 8, 3)),
        # 31 August + 6 months ends on the last day of February, a Sunday, so Monday 1 March 2027
        ("summary_dismissal", "suit_compensation", {"negotiations_ended": date(2026, 8, 31)}, date(2027, 3, 1)),
        # 8 weeks from Thursday 5 February ends on Maundy Thursday: next working day is Tuesday after Easter
        ("dismissal", "suit_validity", {"negotiations_ended": date(2026, 2, 5)}, date(2026, 4, 7)),
        # 8 weeks from 20 March ends on Friday 15 May, an ordinary working day
        ("dismissal", "suit_validity", {"negotiations_ended": date(2026, 3, 20)}, date(2026, 5, 15)),
        # the board: 4 weeks from Friday 3 April (Good Friday) ends on Friday 1 May, so Monday 4 May
        ("preferential_right", "board_complaint", {"written_refusal": date(2026, 4, 3)}, date(2026, 5, 4)),
        ("temporary_employment", "demand_negotiation_temporary", {"left_post": date(2026, 6, 30)}, date(2026, 7, 14)),
        ("sick_leave", "dialogue_meeting_1", {"sick_leave_started": date(2026, 9, 1)}, date(2026, 10, 20)),
    ],
)
def test_a_limit_is_counted_from_its_event(case_type, rule, happened, expected):
    assert due(case_type, rule, **happened) == expected


@pytest.mark.req("KL-CASE-005")
def test_a_demand_that_ends_on_a_day_off_must_be_delivered_on_the_working_day_before():
    # Thursday 19 March 2026 + 2 weeks = Maundy Thursday; the last working day before it is Wednesday
    proposal = next(
        p
        for p in propose("dismissal", {"dismissal_received": date(2026, 3, 19)}, shipped_rules())
        if p.rule.key == "demand_negotiation_dismissal"
    )
    assert (proposal.ends, proposal.due) == (date(2026, 4, 2), date(2026, 4, 1))
    assert proposal.is_earlier
    assert [step.kind for step in proposal.steps] == [
        StepKind.START,
        StepKind.COUNT,
        StepKind.NOT_WORKING,
        StepKind.EARLIER,
    ]
    assert proposal.steps[2].holiday.nb == "Skjærtorsdag"


@pytest.mark.req("KL-CASE-005")
def test_the_proposal_cites_the_paragraph_and_says_what_is_claimed():
    proposals = {p.rule.key: p for p in propose("dismissal", {"dismissal_received": date(2026, 2, 3)}, shipped_rules())}
    assert proposals["demand_negotiation_dismissal"].rule.paragraph == "aml. §\u00a017-3 (2)"
    assert proposals["suit_validity"].rule.claim is Claim.VALIDITY
    assert proposals["suit_compensation"].rule.claim is Claim.COMPENSATION
    assert "§\u00a017-4" in proposals["suit_compensation"].rule.paragraph


def test_a_row_without_a_length_proposes_nothing():
    assert propose("layoff", {"layoff_notified": date(2026, 2, 3)}, shipped_rules()) == []


def test_a_rule_that_was_not_in_force_on_the_day_proposes_nothing():
    assert propose("dismissal", {"dismissal_received": date(2005, 2, 3)}, shipped_rules()) == []


def test_every_row_names_known_events_and_types_and_verified_rows_name_their_source():
    types = {shipped.key for shipped in shipped_case_types()}
    for rule in shipped_rules():
        assert rule.trigger in events()
        assert not rule.otherwise or rule.otherwise in events()
        assert rule.case_types <= types
        assert rule.source or rule.verified is Verified.NOT
        assert all((rule.label.nb, rule.label.nn, rule.label.en))
        assert len({bool(rule.note.nb), bool(rule.note.nn), bool(rule.note.en)}) == 1


AS_IT_STANDS = {
    "demand_negotiation_dismissal": ("aml. §\u00a017-3 (2)", 2, "weeks", "2nd"),
    "demand_negotiation_preferential": ("aml. §\u00a017-3 (2)", 2, "weeks", "2nd"),
    "demand_negotiation_temporary": ("aml. §\u00a017-3 (2)", 2, "weeks", "2nd"),
    "demand_negotiation_suspension": ("aml. §\u00a017-3 (2)", 2, "weeks", "2nd"),
    "employer_holds_meeting": ("aml. §\u00a017-3 (3)", 2, "weeks", "2nd"),
    "employer_demands_negotiation": ("aml. §\u00a017-3 (4)", 2, "weeks", "2nd"),
    "negotiations_end": ("aml. §\u00a017-3 (5)", 2, "weeks", "2nd"),
    "suit_validity": ("aml. §\u00a017-4 (1)", 8, "weeks", "2nd"),
    "suit_validity_temporary": ("aml. §\u00a017-4 (1)", 8, "weeks", "2nd"),
    "suit_validity_suspension": ("aml. §\u00a017-4 (1)", 8, "weeks", "2nd"),
    "suit_validity_preferential": ("aml. §\u00a017-4 (1)", 8, "weeks", "2nd"),
    "suit_compensation": ("aml. §\u00a017-4 (1)", 6, "months", "2nd"),
    "suit_compensation_temporary": ("aml. §\u00a017-4 (1)", 6, "months", "2nd"),
    "suit_compensation_suspension": ("aml. §\u00a017-4 (1)", 6, "months", "2nd"),
    "suit_compensation_preferential": ("aml. §\u00a017-4 (1)", 6, "months", "2nd"),
    "form_error_invalid": ("aml. §\u00a015-5", 4, "months", "2nd"),
    "discussion_before_decision": ("aml. §\u00a015-1", None, "days", "2nd"),
    "dismissal_form": ("aml. §\u00a015-4", None, "weeks", "2nd"),
    "right_to_stay": ("aml. §\u00a015-11", None, "weeks", "U"),
    "board_complaint": ("aml. §\u00a017-2 og forskrift §\u00a04", 4, "weeks", "V"),
    "suit_after_board": ("aml. §\u00a017-2", 8, "weeks", "2nd"),
    "sick_leave_protection": ("aml. §\u00a015-8", 12, "months", "2nd"),
    "follow_up_plan": ("aml. §\u00a04-6 og NAV", 4, "weeks", "V"),
    "dialogue_meeting_1": ("aml. §\u00a04-6 og NAV", 7, "weeks", "V"),
    "activity_requirement": ("folketrygdloven og NAV", 8, "weeks", "V"),
    "dialogue_meeting_2": ("folketrygdloven og NAV", 26, "weeks", "V"),
    "sick_pay_ends": ("folketrygdloven og NAV", 52, "weeks", "V"),
    "preferential_right_ends": ("aml. §\u00a014-2", 12, "months", "2nd"),
    "preferential_right_answer": ("aml. §\u00a014-2", 14, "days", "U"),
    "permanent_after_temporary": ("aml. §\u00a014-9", 36, "months", "U"),
    "state_employee_complaint": ("fvl. §\u00a029", 3, "weeks", "2nd"),
    "state_negotiations_begin": ("Hovedavtalen i staten", 2, "weeks", "2nd"),
    "layoff_notice": ("Hovedavtalen", None, "days", "U"),
    "limitation": ("foreldelsesloven", None, "months", "U"),
    "court_recess": ("domstolloven §\u00a0140", None, "weeks", "U"),
    "whistleblowing": ("aml. kap. 2 A", None, "weeks", "U"),
    "ks_negotiations": ("Hovedavtalen KS", None, "weeks", "U"),
}


@pytest.mark.req("KL-CASE-005")
def test_the_rows_are_those_that_were_looked_up_and_say_how_far_each_is_verified():
    rows = {rule.key: (rule.paragraph, rule.length, rule.unit, rule.verified) for rule in shipped_rules()}
    assert rows == AS_IT_STANDS
    assert all(rule.note for rule in shipped_rules() if rule.length is None or rule.verified is Verified.NOT)


@pytest.mark.req("KL-CASE-005")
@pytest.mark.parametrize(
    ("case_type", "kind", "event"),
    [
        ("dismissal", "", "dismissal_received"),
        ("temporary_employment", "_temporary", "left_post"),
        ("suspension", "_suspension", "suspension_ended"),
        ("preferential_right", "_preferential", "preferential_right_refused"),
    ],
)
def test_suit_runs_from_the_end_of_negotiations_or_from_what_started_the_dispute(case_type, kind, event):
    # Tuesday 3 February and Thursday 26 February 2026
    began, ended = {event: date(2026, 2, 3)}, {event: date(2026, 2, 3), "negotiations_ended": date(2026, 2, 26)}
    assert due(case_type, f"suit_validity{kind}", **began) == date(2026, 3, 31)
    assert due(case_type, f"suit_validity{kind}", **ended) == date(2026, 4, 23)
    assert due(case_type, f"suit_compensation{kind}", **began) == date(2026, 8, 3)
    assert due(case_type, f"suit_compensation{kind}", **ended) == date(2026, 8, 26)


def test_demand_letters_never_rely_on_the_next_working_day():
    demands = [rule for rule in shipped_rules() if rule.key.startswith("demand_negotiation")]
    assert len(demands) == 4
    assert all(rule.on_holiday is OnHoliday.EARLIER for rule in demands)


def test_the_events_offered_are_those_that_matter_to_the_type():
    assert set(events_for("sick_leave", shipped_rules())) == {"sick_leave_started"}
    assert "negotiations_ended" in events_for("dismissal", shipped_rules())
    assert (
        events_for("layoff", shipped_rules()) == events_for("discussion_meeting", shipped_rules()) == {}
    )  # nothing would follow from a day


def test_a_sentence_with_two_clauses_has_its_comma():
    notes = [text for rule in shipped_rules() for text in (rule.note.nb, rule.note.nn)]
    assert any("før fratreden, er fristen omtvistet" in note for note in notes)
    assert not [note for note in notes if re.search(r"\w men ", note)]


@given(st.dates(date(2006, 1, 1), date(2060, 1, 1)), st.integers(1, 60), st.sampled_from(list(Length)))
def test_a_limit_never_ends_before_it_starts_and_working_days_surround_it(start, length, unit):
    end = calendar.after(start, length, unit)
    assert end > start
    assert calendar.previous_working_day(end) <= end <= calendar.next_working_day(end)
    assert calendar.is_working_day(calendar.next_working_day(end))
    if unit is Length.WEEKS:
        assert end.weekday() == start.weekday()


@pytest.mark.req("KL-CASE-002")
def test_the_types_that_ship_follow_the_rights_work():
    keys = {shipped.key for shipped in shipped_case_types()}
    assert keys >= {
        "dismissal", "summary_dismissal", "suspension", "written_warning", "discussion_meeting", "negotiation",
        "pay_tariff", "working_hours", "preferential_right", "temporary_employment", "reorganisation", "layoff",
        "sick_leave", "harassment_whistleblowing", "occupational_injury", "discrimination", "leave",
        "local_agreement", "club_board",
    }  # fmt: skip
    for shipped in shipped_case_types():
        assert shipped.outcomes
        assert set(shipped.outcomes) <= set(outcomes())
        assert shipped.retention_years > 0
        assert shipped.steps
