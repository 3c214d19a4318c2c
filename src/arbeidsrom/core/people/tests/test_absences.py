"""Registering that employees are away, and that they are back (KP-ABSENCE, KP-LIMP-040 to 046)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.keys.fields import Sealed
from arbeidsrom.core.organisation.models import Absence, Position
from arbeidsrom.core.people import again
from arbeidsrom.core.people.actions import absences
from arbeidsrom.core.people.actions.absences import AbsenceRefused, Terms
from arbeidsrom.core.people.again import Asking, Demand
from arbeidsrom.core.people.queries.absences import absences_of
from arbeidsrom.core.people.queries.employees import Asked, Availability, employees
from arbeidsrom.core.people.rules import Days, Stage
from arbeidsrom.core.people.tests.factories import NOW, TODAY, Region, a_region, days
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused, WrongState
from arbeidsrom.web.lists import Window


def register(
    region: Region, first: date, last: date | None = None, *, name: str = "silje", by: str = "astrid", note: str = ""
) -> Absence:
    return absences.register_absence(
        region.positions[name].public_id,
        terms=Terms(Days(first, last), note),
        actor=region.actor(by),
        now=NOW,
        today=TODAY,
    )


def edit(
    region: Region, absence: Absence, first: date, last: date | None = None, *, note: str = "", today: date = TODAY
) -> Absence:
    return absences.edit_absence(
        absence.public_id,
        terms=Terms(Days(first, last), note),
        lock_version=Absence.objects.get(pk=absence.pk).lock_version,
        actor=region.actor("astrid"),
        now=NOW,
        today=today,
    )


def come_back(region: Region, absence: Absence, *, today: date = TODAY) -> Absence:
    return absences.end_absence(
        absence.public_id,
        terms=Terms(Days(absence.starts_on, absence.ends_on)),
        lock_version=Absence.objects.get(pk=absence.pk).lock_version,
        actor=region.actor("astrid", today=today),
        now=NOW,
        today=today,
    )


def shown(region: Region, *days_from_today: int, name: str = "Silje", who: str = "astrid") -> list[Availability]:
    found = []
    for number in days_from_today:
        today = days(number)
        rows = employees(Asked(), Window(0, 25), actor=region.actor(who, today=today), today=today).rows
        found += [row.availability for row in rows if row.name.startswith(name)]
    return found


def stated(region: Region, first: date, last: date | None = None, *, name: str = "silje") -> Absence:
    """As the HR system's import says it."""
    return Absence.objects.create(position=region.positions[name], starts_on=first, ends_on=last, stated_in=uuid4())


AWAY, HERE = Availability.AWAY, Availability.AVAILABLE


@pytest.mark.req("KP-ABSENCE-006", "KP-ABSENCE-015", "KP-LIMP-041")
def test_an_absence_ahead_gives_away_from_its_first_day_and_lasts_until_somebody_says_otherwise(
    region: Region,
) -> None:
    absence = register(region, days(2))
    assert shown(region, 1, 2, 3, 400) == [HERE, AWAY, AWAY, AWAY]
    assert (absence.ends_on, absence.registered_by, absence.registered_at) == (None, region.positions["astrid"], NOW)
    entry = Entry.objects.get(event="people.absence.registered")
    assert entry.thing == absence.public_id


@pytest.mark.req("KP-LIMP-042")
def test_an_absence_with_an_end_date_ends_by_itself_after_that_date(region: Region) -> None:
    register(region, days(-3), days(1))
    assert shown(region, 0, 1, 2) == [AWAY, AWAY, HERE]
    (row,) = absences_of(region.positions["silje"], today=days(2))
    assert row.stage == Stage.FINISHED


@pytest.mark.req("KP-ABSENCE-011", "KP-LIMP-041")
@pytest.mark.parametrize("last", [None, 20])
def test_back_in_work_sets_the_end_date_to_today_and_the_employee_is_available_today(
    region: Region, last: int | None
) -> None:
    absence = register(region, days(-30), days(last) if last else None)
    absence = come_back(region, absence)
    assert absence.ends_on == TODAY
    assert shown(region, -1, 0, 1) == [AWAY, HERE, HERE]
    assert Entry.objects.filter(event="people.absence.ended", thing=absence.public_id).exists()
    with pytest.raises(WrongState, match="alt over"):
        come_back(region, absence)


def test_who_came_back_too_soon_is_away_again_when_the_last_day_is_another(region: Region) -> None:
    absence = come_back(region, register(region, days(-30)))
    edit(region, absence, days(-30), TODAY, note="Bare et notat")
    assert shown(region, 0) == [HERE], "the last day is the same"
    edit(region, absence, days(-30), days(5))
    assert shown(region, 0, 5, 6) == [AWAY, AWAY, HERE]


def test_nobody_comes_back_from_what_has_not_begun(region: Region) -> None:
    absence = register(region, days(2))
    with pytest.raises(WrongState, match="Slett det"):
        come_back(region, absence)


@pytest.mark.req("KP-LIMP-040")
def test_an_end_before_the_start_is_refused_at_the_end_date(region: Region) -> None:
    absence = register(region, days(5), days(5))
    for attempt in (lambda: register(region, days(2), days(1)), lambda: edit(region, absence, days(5), days(4))):
        with pytest.raises(AbsenceRefused) as refused:
            attempt()
        assert refused.value.field == "last_day"


@pytest.mark.req("KP-LIMP-040")
@pytest.mark.parametrize("by_hand", [True, False], ids=["by hand", "of the HR system"])
@pytest.mark.parametrize(("first", "last"), [(1, 3), (3, None), (9, 9), (4, 5), (-9, 30)])
def test_absences_of_one_employee_never_overlap_and_the_sentence_names_the_other(
    region: Region, by_hand: bool, first: int, last: int | None
) -> None:
    (register if by_hand else stated)(region, days(3), days(9))
    with pytest.raises(AbsenceRefused, match=r"27\.11\.2026 til 03\.12\.2026") as refused:
        register(region, days(first), days(last) if last else None)
    assert refused.value.field == "first_day"
    assert Absence.objects.count() == 1


@pytest.mark.req("KP-LIMP-040")
def test_those_that_only_meet_and_those_of_others_are_fine_and_a_change_counts_too(region: Region) -> None:
    first = register(region, days(3), days(9))
    register(region, days(10))
    register(region, days(1), days(2))
    register(region, days(3), name="ole")
    with pytest.raises(AbsenceRefused, match="inntil videre"):
        edit(region, first, days(3), days(12))
    edit(region, first, days(4), days(8))


@pytest.mark.req("KP-LIMP-040")
def test_the_table_keeps_it_too_whatever_writes(region: Region) -> None:
    silje = region.positions["silje"]
    Absence.objects.create(position=silje, starts_on=days(1), ends_on=days(5))
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(position=silje, starts_on=days(5))
    stated(region, days(1))


@pytest.mark.req("KP-LIMP-040")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_register_overlapping_absences_at_once_one_is_told_of_the_other() -> None:
    region, start = a_region(), Barrier(4)

    def run(number: int) -> object:
        start.wait(timeout=30)
        try:
            return register(region, days(number), days(number + 9))
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(run, range(4)))
    assert sum(isinstance(answer, AbsenceRefused) for answer in answers) == 3
    assert Absence.objects.count() == 1


def test_a_year_that_is_mistyped_and_a_position_that_is_over_by_then_are_refused(region: Region) -> None:
    Position.objects.filter(pk=region.positions["ole"].pk).update(valid_to=days(5))
    for name, first, last, field in (
        ("silje", date(206, 11, 24), None, "first_day"),
        ("silje", TODAY, date(9999, 12, 31), "last_day"),
        ("ole", days(5), None, "first_day"),
    ):
        with pytest.raises(AbsenceRefused) as refused:
            register(region, first, last, name=name)
        assert refused.value.field == field


def test_what_lies_ahead_is_deleted_and_what_has_begun_is_not(region: Region) -> None:
    ahead, begun = register(region, days(2), days(3)), register(region, TODAY, TODAY)
    by = {"lock_version": 0, "actor": region.actor("astrid"), "now": NOW, "today": TODAY}
    absences.delete_absence(ahead.public_id, **by)
    with pytest.raises(WrongState, match="har begynt"):
        absences.delete_absence(begun.public_id, **by)
    assert list(Absence.objects.all()) == [begun]
    assert Entry.objects.filter(event="people.absence.deleted", thing=ahead.public_id).exists()


def test_what_somebody_else_has_changed_meanwhile_is_not_written_over(region: Region) -> None:
    absence = register(region, days(2))
    edit(region, absence, days(3))
    by = {"lock_version": 0, "actor": region.actor("astrid"), "now": NOW, "today": TODAY}
    with pytest.raises(ChangedMeanwhile):
        absences.edit_absence(absence.public_id, terms=Terms(Days(days(9))), **by)
    with pytest.raises(ChangedMeanwhile):
        absences.delete_absence(absence.public_id, **by)


def test_what_the_hr_system_says_is_changed_there(region: Region) -> None:
    absence = stated(region, days(-3))
    by = {"lock_version": 0, "actor": region.actor("astrid"), "now": NOW, "today": TODAY}
    terms = Terms(Days(days(-3), TODAY))
    for action in (absences.edit_absence, absences.end_absence):
        with pytest.raises(WrongState, match="HR-systemet"):
            action(absence.public_id, terms=terms, **by)
    with pytest.raises(WrongState, match="HR-systemet"):
        absences.delete_absence(absence.public_id, **by)
    assert shown(region, 0) == [AWAY]


def test_what_the_hr_system_has_said_since_stands_in_nobodys_way(region: Region) -> None:
    absence = register(region, days(-5))
    stated(region, days(-5), days(10))
    edit(region, absence, days(-5), note="Ringt i dag")
    edit(region, absence, days(-5), days(20))
    with pytest.raises(AbsenceRefused):
        edit(region, absence, days(-6), days(20))
    absence.refresh_from_db()
    ended = absences.end_absence(
        absence.public_id,
        terms=Terms(Days(absence.starts_on, absence.ends_on)),
        lock_version=absence.lock_version,
        actor=region.actor("astrid"),
        now=NOW,
        today=TODAY,
    )
    assert (ended.ends_on, ended.back_on) == (TODAY, TODAY)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("silje", Position.DoesNotExist),
        ("berit", Position.DoesNotExist),
        ("turid", PermissionDenied),
    ],
    ids=["her own", "another leader", "somebody who sees employees only"],
)
def test_nobody_else_registers_changes_or_reads(
    region: Region, role: Callable[..., None], who: str, refusal: type[Exception]
) -> None:
    role("people.see_employees")
    region.grant("turid", "V")
    absence = register(region, days(2), note="Bare for de to")
    actor = region.actor(who)
    by = {"actor": actor, "now": NOW, "today": TODAY}
    with pytest.raises(refusal):
        register(region, days(30), by=who)
    with pytest.raises(refusal):
        absences.edit_absence(absence.public_id, terms=Terms(Days(days(3))), lock_version=0, **by)
    with pytest.raises(refusal):
        absences.demand_again(absence.public_id, demands=[], **by)
    with pytest.raises(Absence.DoesNotExist if refusal is Position.DoesNotExist else refusal):
        absences.read_note(absence.public_id, **by)


def test_nobody_registers_their_own_absence_even_where_they_look_after_everybody(
    region: Region, role: Callable[..., None]
) -> None:
    role("people.see_employees", "people.register_absences")
    region.grant("turid", "V")
    register(region, days(2), by="turid")
    with pytest.raises(PermissionDenied, match="Noen andre"):
        register(region, days(2), name="turid", by="turid")


def test_on_loan_somebody_is_away_from_the_own_position_only(region: Region) -> None:
    loan = region.lend("silje", first=days(1))
    with pytest.raises(PermissionDenied, match="egen stilling"):
        absences.register_absence(
            loan.temporary.public_id,
            terms=Terms(Days(days(2))),
            actor=region.actor("berit", today=days(1)),
            now=NOW,
            today=days(1),
        )


@pytest.mark.req("KP-LIMP-046")
def test_the_note_lies_sealed_and_the_log_says_that_it_was_read(region: Region) -> None:
    absence = register(region, days(2), note="Permisjon for å ta utdanning")
    stored = Absence.objects.filter(pk=absence.pk).values_list("note", flat=True).get()
    assert isinstance(stored, Sealed)
    assert b"Permisjon" not in stored.stored
    by = {"actor": region.actor("astrid"), "now": NOW, "today": TODAY}
    assert absences.read_note(absence.public_id, **by) == "Permisjon for å ta utdanning"
    assert Entry.objects.filter(event="people.absence.note_read", thing=absence.public_id).count() == 1


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What an app above that offers one thing was asked to carry out."""
    carried: list[object] = []
    only = Demand(uuid4(), "HLR", "/", "Innfridd")
    asking = Asking(lambda *_given: [only], lambda _position, ids, *_by: carried.extend(ids))
    monkeypatch.setattr(again, "_askings", {"test": asking})
    carried.append(only.id)
    return carried


def test_what_is_ticked_is_asked_in_the_same_transaction_also_after_what_the_hr_system_says(
    region: Region, asked: list[object]
) -> None:
    (known,) = asked
    assert isinstance(known, type(uuid4()))
    by = {"actor": region.actor("astrid"), "now": NOW, "today": TODAY}
    silje = region.positions["silje"].public_id
    with pytest.raises(AbsenceRefused) as refused:
        absences.register_absence(silje, terms=Terms(Days(TODAY), again=frozenset({known, uuid4()})), **by)
    assert refused.value.field == "again"
    assert not Absence.objects.exists()
    asked.clear()
    absences.register_absence(silje, terms=Terms(Days(TODAY), again=frozenset({known})), **by)
    absences.demand_again(stated(region, days(-9), days(-1)).public_id, demands=[known], **by)
    assert asked == [known, known]
