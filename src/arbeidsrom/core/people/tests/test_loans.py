"""Lending employees to other departments, from registering to the day after (KP-LEND, KP-LENDREG, KP-LENDEDIT)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.models import PastLeader, Position, PositionKind
from arbeidsrom.core.organisation.queries import positions_of
from arbeidsrom.core.people import access
from arbeidsrom.core.people.actions import loans
from arbeidsrom.core.people.actions.loans import LoanRefused, Terms
from arbeidsrom.core.people.models import Loan
from arbeidsrom.core.people.queries.loans import LoanRow, loan_to, loans_of
from arbeidsrom.core.people.rules import Days, Stage
from arbeidsrom.core.people.tests.factories import NOW, TODAY, TOMORROW, Region, days, names
from arbeidsrom.lib.refusals import ChangedMeanwhile, WrongState


def of(region: Region, name: str, *, today: date = TODAY) -> list[LoanRow]:
    return loans_of(region.positions[name], today=today)


def periods(region: Region, name: str) -> list[tuple[str, date, date | None]]:
    return [(row.department, row.first_day, row.last_day) for row in of(region, name)]


def edit(region: Region, loan: Loan, terms: Terms, *, by: str = "astrid", today: date = TODAY) -> Loan:
    loan.refresh_from_db()
    return loans.edit_loan(
        loan.public_id, terms=terms, lock_version=loan.lock_version, actor=region.actor(by), now=NOW, today=today
    )


def sees(region: Region, name: str, *, today: date = TODAY) -> list[str]:
    seen = access.visible_employees(region.actor(name, today=today), today=today).select_related("person")
    return names(seen)


@pytest.mark.req("KP-LEND-001", "KP-LENDREG-003", "KP-LENDON-009")
def test_a_leader_lends_an_employee_who_gets_a_temporary_position_on_the_first_day(region: Region) -> None:
    loan = region.lend("silje", first=days(3))

    assert [(row.stage, row.first_day, row.last_day) for row in of(region, "silje")] == [(Stage.FUTURE, days(3), None)]
    temporary = loan.temporary
    assert (temporary.kind, temporary.unit.code, temporary.leader) == (
        PositionKind.LOAN,
        "VMB",
        region.positions["berit"],
    )
    silje = region.positions["silje"]
    assert [each.unit.code for each in positions_of(silje.person_id, today=days(2))] == ["VMA"]
    assert [each.unit.code for each in positions_of(silje.person_id, today=days(3))] == ["VMA", "VMB"]


@pytest.mark.req("KP-LENDREG-009", "KP-PIMP-016")
def test_a_loan_is_ongoing_from_its_first_day_to_the_end_of_its_last_without_any_nightly_run(region: Region) -> None:
    loan = region.lend("silje", first=days(1), last=days(2))
    stages = [[row.stage for row in of(region, "silje", today=days(day))] for day in range(4)]

    assert stages == [[Stage.FUTURE], [Stage.ONGOING], [Stage.ONGOING], [Stage.FINISHED]]
    assert [loan.temporary in access.visible_employees(region.actor("berit", today=days(day)), today=days(day))
            for day in range(4)] == [False, True, True, False]  # fmt: skip


@pytest.mark.req("KP-LENDEND-001", "KP-LENDEND-005")
def test_both_leaders_see_the_employee_while_the_loan_lasts_and_only_the_lender_afterwards(region: Region) -> None:
    region.lend("silje", first=TOMORROW, last=TOMORROW)
    silje = region.positions["silje"].person_id

    assert (sees(region, "astrid", today=TOMORROW), sees(region, "berit", today=TOMORROW)) == (
        ["Ole", "Silje"],
        ["Mari", "Silje"],
    )
    assert (sees(region, "astrid", today=days(2)), sees(region, "berit", today=days(2))) == (["Ole", "Silje"], ["Mari"])
    assert [each.unit.code for each in positions_of(silje, today=days(2))] == ["VMA"]


@pytest.mark.req("KP-LEND-002")
def test_somebody_is_lent_to_several_departments_at_once_with_a_position_in_each(region: Region) -> None:
    region.lend("silje", "VMB", "berit")
    region.lend("silje", "ØÅ", "unni")
    held = positions_of(region.positions["silje"].person_id, today=TOMORROW)
    assert sorted(each.unit.code for each in held) == ["VMA", "VMB", "ØÅ"]


@pytest.mark.req("KP-LEND-005")
def test_the_borrowing_leader_is_told_the_period_the_comment_and_who_registered_it_where(region: Region) -> None:
    loan = region.lend("silje", last=days(9), comment="Trenger opplæring i dialyse")
    borrowed, row = loan_to(loan.temporary, today=TOMORROW)

    assert (row.first_day, row.last_day) == (TOMORROW, days(9))
    assert (row.registered_by, row.registered_in) == ("Astrid Amundsen", "Sengepost A")
    comment = loans.read_comment(borrowed, actor=region.actor("berit", today=TOMORROW), now=NOW)
    assert comment == "Trenger opplæring i dialyse"
    assert Entry.objects.filter(event="people.loan.comment_read").count() == 1


@pytest.mark.req("KP-LENDREG-006")
@pytest.mark.parametrize(("who", "may"), [("berit", True), ("astrid", True), ("silje", False), ("birger", False)])
def test_the_comment_is_for_the_borrowing_leader_and_whoever_wrote_it(region: Region, who: str, may: bool) -> None:
    loan = region.lend("silje", comment="Bare for Berit")
    loan = Loan.objects.select_related("temporary", "registered_by").get(pk=loan.pk)
    assert bool(access.may_read_comment(region.actor(who), loan)) == may
    if not may:
        with pytest.raises(PermissionDenied):
            loans.read_comment(loan, actor=region.actor(who), now=NOW)


def test_the_comment_lies_sealed(region: Region) -> None:
    loan = region.lend("silje", comment="Bare for Berit")
    stored = Loan.objects.filter(pk=loan.pk).values_list("comment", flat=True).get().stored
    assert b"Berit" not in stored
    assert loan.tenant == region.units["V"].public_id


@pytest.mark.req("KP-PIMP-012", "KP-PIMP-013", "KP-PIMP-014")
@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"first": TODAY}, "first_day"),
        ({"first": days(2), "last": TOMORROW}, "last_day"),
        ({"unit": "VMA", "leader": "astrid"}, "unit"),
        ({"unit": "R"}, "unit"),
        ({"leader": "nobody"}, "leader"),
        ({"leader": "silje"}, "leader"),
    ],
)
def test_what_is_wrong_with_a_loan_is_said_at_its_field(region: Region, terms: dict[str, Any], field: str) -> None:
    with pytest.raises(LoanRefused) as refused:
        region.lend("silje", **terms)
    assert refused.value.field == field
    assert not Position.objects.filter(kind=PositionKind.LOAN).exists()


@pytest.mark.req("KP-PIMP-013")
def test_two_loans_to_the_same_department_do_not_overlap(region: Region) -> None:
    loan = region.lend("silje", first=days(5), last=days(9))
    with pytest.raises(LoanRefused) as refused:
        region.lend("silje", first=days(9), last=days(12))
    assert refused.value.field == "unit"
    region.lend("silje", first=days(10), last=days(12))
    region.lend("ole", first=days(5), last=days(9))

    with pytest.raises(IntegrityError), transaction.atomic():  # the database says the same
        Position.objects.filter(pk=loan.temporary_id).update(valid_to=days(12))


@pytest.mark.req("KP-PIMP-020")
def test_who_is_lent_out_is_not_lent_on_from_the_temporary_position(region: Region) -> None:
    loan = region.lend("silje")
    with pytest.raises(PermissionDenied, match="lånes videre"):
        loans.register_loan(
            loan.temporary.public_id,
            terms=region.terms("ØÅ", "unni", first=days(3)),
            actor=region.actor("berit", today=TOMORROW),
            now=NOW,
            today=TOMORROW,
        )


@pytest.mark.req("KP-PIMP-022")
def test_nobody_registers_changes_or_deletes_a_loan_of_themselves(region: Region, role: Callable[..., None]) -> None:
    role("people.see_employees", "people.register_loans")
    region.grant("silje", "V")
    with pytest.raises(PermissionDenied, match="Noen andre"):
        region.lend("silje", by="silje")
    loan = region.lend("silje")
    with pytest.raises(PermissionDenied):
        edit(region, loan, region.terms(first=days(4)), by="silje")
    with pytest.raises(PermissionDenied):
        loans.delete_loan(loan.public_id, lock_version=0, actor=region.actor("silje"), now=NOW, today=TODAY)


@pytest.mark.req("KP-LEND-004")
def test_every_role_with_the_employee_overview_registers_edits_and_deletes_loans(
    region: Region, role: Callable[..., None]
) -> None:
    role("people.see_employees", "people.register_loans")
    region.grant("turid", "V")
    loan = region.lend("silje", by="turid")
    loan = edit(region, loan, region.terms(first=days(4)), by="turid")
    assert loan.temporary.valid_from == days(4)
    loans.delete_loan(loan.public_id, lock_version=1, actor=region.actor("turid"), now=NOW, today=TODAY)
    assert of(region, "silje") == []


def test_who_does_not_see_an_employee_lends_nobody(region: Region) -> None:
    for who in ("berit", "unni", "ole"):
        with pytest.raises(Position.DoesNotExist):
            region.lend("silje", by=who)
    loan = region.lend("silje")
    with pytest.raises(Loan.DoesNotExist):
        edit(region, loan, region.terms(first=days(4)), by="berit")


@pytest.mark.req("KP-LENDEDIT-003", "KP-LENDEDIT-009")
def test_everything_about_a_future_loan_can_be_changed(region: Region) -> None:
    loan = region.lend("silje", comment="Først")
    edit(region, loan, region.terms("ØÅ", "unni", first=days(4), last=days(8), comment="Så"))

    assert periods(region, "silje") == [("Åpen post", days(4), days(8))]
    loan = Loan.objects.select_related("temporary__leader").get(pk=loan.pk)
    assert (loan.comment, loan.tenant) == ("Så", region.units["Ø"].public_id)
    assert loan.temporary.leader == region.positions["unni"]


@pytest.mark.req("KP-LENDEDIT-004", "KP-LENDEDIT-005", "KP-PIMP-015")
def test_of_an_ongoing_loan_the_last_day_changes_and_the_first_does_not(region: Region) -> None:
    loan = region.lend("silje", first=days(1))
    edit(region, loan, region.terms(first=days(1), last=days(6)), today=days(2))
    assert periods(region, "silje") == [("Sengepost B", days(1), days(6))]
    for terms, field in (
        (region.terms(first=days(3), last=days(6)), "first_day"),
        (region.terms(first=days(1), last=days(1)), "last_day"),
    ):
        with pytest.raises(LoanRefused) as refused:
            edit(region, loan, terms, today=days(2))
        assert refused.value.field == field


@pytest.mark.req("KP-LENDEDIT-006", "KP-LENDEDIT-007", "KP-LENDEDIT-008", "KP-PIMP-018")
def test_an_ongoing_loan_to_another_department_ends_today_and_goes_on_there_from_tomorrow(region: Region) -> None:
    loan = region.lend("silje", first=days(1), last=days(9))
    following = edit(region, loan, region.terms("ØÅ", "unni", first=days(1), last=days(9)), today=days(2))

    assert periods(region, "silje") == [("Sengepost B", days(1), days(2)), ("Åpen post", days(3), days(9))]
    assert following.pk != loan.pk


@pytest.mark.req("KP-PIMP-018")
def test_a_move_that_cannot_be_saved_leaves_the_ongoing_loan_as_it_was(region: Region) -> None:
    loan = region.lend("silje", first=days(1), last=days(9))
    region.lend("silje", "ØÅ", "unni", first=days(5))
    before = periods(region, "silje")
    with pytest.raises(LoanRefused):
        edit(region, loan, region.terms("ØÅ", "unni", first=days(1), last=days(9)), today=days(2))
    assert periods(region, "silje") == before


@pytest.mark.req("KP-PIMP-017")
def test_a_loan_that_ends_today_does_not_move(region: Region) -> None:
    loan = region.lend("silje", first=days(1), last=days(2))
    with pytest.raises(LoanRefused, match="ingen dager igjen"):
        edit(region, loan, region.terms("ØÅ", "unni", first=days(1), last=days(2)), today=days(2))


def test_another_borrowing_leader_leads_from_the_day_of_the_change_and_the_former_is_kept(region: Region) -> None:
    loan = region.lend("silje", first=days(1))
    edit(region, loan, region.terms(leader="birger", first=days(1)), today=days(4))
    loan.temporary.refresh_from_db()
    assert (loan.temporary.leader, loan.temporary.led_since) == (region.positions["birger"], days(4))
    kept = PastLeader.objects.get()
    assert (kept.leader, kept.valid_from, kept.valid_to) == (region.positions["berit"], days(1), days(4))


@pytest.mark.req("KP-LENDEDIT-010", "KP-LENDEDIT-011")
def test_a_future_loan_is_deleted_and_never_takes_effect(region: Region) -> None:
    loan = region.lend("silje")
    loans.delete_loan(loan.public_id, lock_version=0, actor=region.actor("astrid"), now=NOW, today=TODAY)
    assert of(region, "silje") == []
    assert [each.unit.code for each in positions_of(region.positions["silje"].person_id, today=days(5))] == ["VMA"]
    assert Entry.objects.filter(event="people.loan.deleted", thing=loan.public_id).exists()


@pytest.mark.req("KP-LENDEDIT-010", "KP-LENDEDIT-012")
def test_an_ongoing_loan_is_not_deleted_but_ended_with_the_day(region: Region) -> None:
    loan = region.lend("silje", first=days(1))
    astrid, today = region.actor("astrid"), days(2)
    with pytest.raises(WrongState, match="Avslutt det i dag"):
        loans.delete_loan(loan.public_id, lock_version=0, actor=astrid, now=NOW, today=today)
    loans.end_loan(loan.public_id, lock_version=0, actor=astrid, now=NOW, today=today)
    silje = region.positions["silje"].person_id
    assert [len(positions_of(silje, today=day)) for day in (today, days(3))] == [2, 1]
    with pytest.raises(WrongState):
        loans.end_loan(loan.public_id, lock_version=1, actor=astrid, now=NOW, today=days(3))


def test_who_saves_what_somebody_else_has_changed_meanwhile_is_told(region: Region) -> None:
    loan = region.lend("silje")
    edit(region, loan, region.terms(first=days(4)))
    with pytest.raises(ChangedMeanwhile):
        loans.delete_loan(loan.public_id, lock_version=0, actor=region.actor("astrid"), now=NOW, today=TODAY)


@pytest.mark.req("KP-PIMP-016", "KP-PIMP-019")
def test_a_loan_is_over_when_the_own_position_is_even_before_any_import(region: Region) -> None:
    silje = region.positions["silje"]
    region.lend("silje", last=days(30))
    Position.objects.filter(pk=silje.pk).update(valid_to=days(3))
    assert [len(positions_of(silje.person_id, today=days(day))) for day in (2, 3)] == [2, 0]
    assert sees(region, "berit", today=days(3)) == ["Mari"]


@pytest.mark.req("KP-LENDON-013")
def test_the_borrowing_leader_is_told_once_when_the_loan_begins_however_late(region: Region) -> None:
    loan = region.lend("silje", first=days(1))
    assert [loans.tell_of_loans(now=NOW, today=days(day)) for day in (0, 4, 5)] == [0, 1, 0]
    told = Notification.objects.get(type="people.employee_allocated")
    assert told.person == region.positions["berit"].person
    assert told.about == loan.temporary.public_id


def test_the_two_leaders_lead_two_positions_neither_of_them_the_others(region: Region) -> None:
    loan = region.lend("silje")
    astrid, berit = region.actor("astrid", today=TOMORROW), region.actor("berit", today=TOMORROW)
    own, temporary = region.positions["silje"], loan.temporary
    assert [access.leads(astrid, each) for each in (own, temporary)] == [True, False]
    assert [access.leads(berit, each) for each in (own, temporary)] == [False, True]


def test_a_deputy_lends_the_employees_of_the_leader_they_stand_in_for(region: Region) -> None:
    deputy = replace(
        region.actor("ole"),
        on_behalf_of_id=region.positions["astrid"].pk,
        on_behalf_of=region.positions["astrid"].person.public_id,
        leads=True,
    )
    loan = loans.register_loan(
        region.positions["silje"].public_id, terms=region.terms(), actor=deputy, now=NOW, today=TODAY
    )
    assert loan.registered_by == region.positions["ole"]


@pytest.mark.parametrize("last", [None, TODAY + timedelta(days=400)])
def test_without_a_last_day_a_loan_lasts_until_further_notice(region: Region, last: date | None) -> None:
    loan = region.lend("silje", last=last)
    assert Days(loan.temporary.valid_from, loan.temporary.last_day) == Days(TOMORROW, last)
