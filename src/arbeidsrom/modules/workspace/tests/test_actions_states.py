"""A case's way through its states."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import override

from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.workspace.actions import cases as case_actions
from arbeidsrom.modules.workspace.actions import deadlines as deadline_actions
from arbeidsrom.modules.workspace.actions import states as actions
from arbeidsrom.modules.workspace.actions.states import NoSuchDay, NoSuchOutcome, NotFinished
from arbeidsrom.modules.workspace.actions.timeline import write_in_timeline
from arbeidsrom.modules.workspace.models import Case, EventKind
from arbeidsrom.modules.workspace.queries import cases
from arbeidsrom.modules.workspace.queries.timeline import timeline_of
from arbeidsrom.modules.workspace.states import CaseState, DeadlineState
from arbeidsrom.modules.workspace.tests.factories import a_case
from arbeidsrom.modules.workspace.tests.test_actions_cases import CHANGES
from tests.cast import Cast


def close(cast: Cast, case: Case, *, outcome: str = "settled", on: date | None = None) -> Case:
    return actions.close_case(
        case.public_id, outcome=outcome, closed_on=on or cast.today, actor=cast.kari, now=cast.now, today=cast.today
    )


@pytest.mark.req("KL-CASE-003")
def test_each_change_of_state_has_a_date_and_an_author_in_the_history(cast: Cast):
    case = a_case(cast)
    until = cast.today + timedelta(days=7)
    waiting = actions.let_wait(case.public_id, waiting_for="arbeidsgiver", until=until, actor=cast.kari, now=cast.now)
    assert (waiting.state, waiting.waiting_for, waiting.waiting_until) == ("waiting", "arbeidsgiver", until)
    actions.resume_case(case.public_id, actor=cast.kari, now=cast.now + timedelta(hours=1))
    close(cast, case)
    actions.reopen_case(case.public_id, reason="Ny oppsigelse", actor=cast.kari, now=cast.now + timedelta(days=1))

    with override("en"):
        told = timeline_of(cases.get_case(case.public_id, actor=cast.kari), kinds=[EventKind.STATE], oldest_first=True)
    assert len(told) == 5
    assert all(row.author.startswith("Kari Ødegård, ") for row in told)
    hours = [(row.happened_at - cast.now) / timedelta(hours=1) for row in told]
    assert sorted(hours) == [0, 0, 0, 1, 24]
    assert "arbeidsgiver" in " ".join(row.heading for row in told)
    assert "Ny oppsigelse" in " ".join(row.heading for row in told)
    assert cases.get_case(case.public_id, actor=cast.kari).state == CaseState.REOPENED


@pytest.mark.req("KL-CASE-009")
def test_closing_asks_for_an_outcome_of_the_type_and_a_sensible_date(cast: Cast):
    case = a_case(cast)
    with pytest.raises(NoSuchOutcome):
        close(cast, case, outcome="granted")
    with pytest.raises(NoSuchDay):
        close(cast, case, on=cast.today + timedelta(days=1))
    with pytest.raises(NoSuchDay):
        close(cast, case, on=case.opened_on - timedelta(days=1))
    closed = close(cast, case)
    assert (closed.state, closed.outcome, closed.closed_on) == (CaseState.CLOSED, "settled", cast.today)
    assert closed.keep_until == date(cast.today.year + 5, cast.today.month, cast.today.day)


@pytest.mark.req("KL-CASE-009")
def test_a_case_with_a_running_deadline_cannot_be_closed(cast: Cast):
    case = a_case(cast)
    deadline = deadline_actions.set_deadline(
        case.public_id, label="Svar", due=cast.today + timedelta(days=3), actor=cast.kari, now=cast.now
    )
    with pytest.raises(NotFinished):
        close(cast, case)
    deadline_actions.settle_deadline(
        deadline.public_id, state=DeadlineState.MET, lock_version=0, actor=cast.kari, now=cast.now, today=cast.today
    )
    assert close(cast, case).state == CaseState.CLOSED


@pytest.mark.req("KL-CASE-009")
def test_a_closed_case_is_read_only_until_it_is_reopened_with_a_reason(cast: Cast):
    case = a_case(cast)
    close(cast, case)
    with pytest.raises(PermissionDenied):
        case_actions.change_case(case.public_id, CHANGES, lock_version=1, actor=cast.kari, now=cast.now)
    with pytest.raises(PermissionDenied):
        write_in_timeline(
            case.public_id,
            kind=EventKind.NOTE,
            heading="x",
            text="",
            happened_at=cast.now,
            actor=cast.kari,
            now=cast.now,
        )
    with pytest.raises(PermissionDenied):
        actions.let_wait(case.public_id, waiting_for="x", until=cast.today, actor=cast.kari, now=cast.now)
    reopened = actions.reopen_case(case.public_id, reason="Feil utfall", actor=cast.kari, now=cast.now)
    assert (reopened.outcome, reopened.closed_on, reopened.keep_until) == ("", None, None)
    case_actions.change_case(case.public_id, CHANGES, lock_version=reopened.lock_version, actor=cast.kari, now=cast.now)


def test_an_open_case_cannot_be_reopened_or_resumed(cast: Cast):
    case = a_case(cast)
    with pytest.raises(PermissionDenied):
        actions.reopen_case(case.public_id, reason="x", actor=cast.kari, now=cast.now)
    with pytest.raises(WrongState):
        actions.resume_case(case.public_id, actor=cast.kari, now=cast.now)


@pytest.mark.req("KL-CASE-004")
def test_the_timeline_is_read_both_ways_and_filtered(cast: Cast):
    case = a_case(cast)
    for number, kind in enumerate((EventKind.NOTE, EventKind.MEETING, EventKind.PHONE_CALL)):
        write_in_timeline(
            case.public_id,
            kind=kind,
            heading=f"Hendelse {number}",
            text="Tekst",
            happened_at=cast.now - timedelta(days=number),
            actor=cast.kari,
            now=cast.now,
        )
    case = cases.get_case(case.public_id, actor=cast.kari)
    newest = [row.heading for row in timeline_of(case, kinds=["note", "meeting", "phone_call"])]
    assert newest == ["Hendelse 0", "Hendelse 1", "Hendelse 2"]
    assert [row.heading for row in timeline_of(case, kinds=["note", "meeting", "phone_call"], oldest_first=True)] == (
        newest[::-1]
    )
    assert [row.kind for row in timeline_of(case, kinds=["meeting"])] == ["meeting"]
    assert timeline_of(case)[0].kind in {"note", "state"}
    assert timeline_of(case, kinds=["phone_call"])[0].is_recorded_later


def test_what_was_written_down_after_midnight_is_marked_as_written_later(cast: Cast):
    case = a_case(cast)
    midnight = timezone.make_aware(datetime.combine(cast.today, time.min))
    write_in_timeline(
        case.public_id,
        kind=EventKind.PHONE_CALL,
        heading="Ringte sent",
        text="",
        happened_at=midnight - timedelta(minutes=10),
        actor=cast.kari,
        now=midnight + timedelta(minutes=10),
    )
    case = cases.get_case(case.public_id, actor=cast.kari)
    assert timeline_of(case, kinds=["phone_call"])[0].is_recorded_later
