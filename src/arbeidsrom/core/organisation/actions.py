"""Everything that changes units and who holds a position (PL-ORG-001)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.organisation import access, mergers, queries, rules
from arbeidsrom.core.organisation.models import Person, Placement, Position, PositionKind, Unit
from arbeidsrom.lib import identity_number
from arbeidsrom.lib.actor import Actor, job
from arbeidsrom.lib.identity_number import Fault
from arbeidsrom.lib.refusals import Refused


class UnitIsBelowItself(Refused):
    """A unit cannot be moved to a place below itself."""


class HasEnded(Refused):
    """A unit is merged once, and into one that is there from the day on."""


class HistoryIsWritten(Refused):
    """Where a unit stood on days that are past is not changed: access and logs went by it."""


@transaction.atomic
def arrange_tree(*, today: date) -> int:
    """Put every unit where its placement says it stands today, and number the tree. Returns how many rows changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisation.tree'))")
    parents = dict(
        Placement.objects.filter(queries.held_on(today)).values_list("unit_id", "parent_id"),
    )
    units = list(Unit.objects.select_for_update().order_by("id"))
    places = rules.numbered(
        rules.Node(unit.id, parents.get(unit.id, unit.parent_id), unit.sort_name, unit.public_id, unit.is_controller)
        for unit in units
    )
    changed = [unit for unit in units if _takes_its_place(unit, parents.get(unit.id, unit.parent_id), places[unit.id])]
    if changed:
        _write_places(changed)
    return len(changed)


def _write_places(units: list[Unit]) -> None:
    """All places in one statement: a unit that is added first in the tree gives thousands of others new numbers."""
    rows = [(unit.pk, unit.parent_id, unit.lft, unit.rgt, unit.depth, unit.tenant) for unit in units]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE organisation_unit AS unit
            SET parent_id = place.parent, lft = place.lft, rgt = place.rgt, depth = place.depth, tenant = place.tenant
            FROM unnest(%s::bigint[], %s::bigint[], %s::int[], %s::int[], %s::int[], %s::uuid[])
                AS place (id, parent, lft, rgt, depth, tenant)
            WHERE unit.id = place.id
            """,
            [list(column) for column in zip(*rows, strict=True)],
        )


def _takes_its_place(unit: Unit, parent_id: int | None, place: rules.Place) -> bool:
    before = (unit.parent_id, unit.lft, unit.rgt, unit.depth, unit.tenant)
    unit.parent_id = parent_id
    unit.lft, unit.rgt, unit.depth, unit.tenant = place
    return before != (unit.parent_id, unit.lft, unit.rgt, unit.depth, unit.tenant)


@transaction.atomic
def add_unit(
    *,
    kind: str,
    name: str,
    code: str,
    parent: Unit | None,
    valid_from: date,
    actor: Actor,
    now: datetime,
    is_controller: bool = False,
    email: str = "",
) -> Unit:
    """A unit begins to exist below another one."""
    if parent is not None:
        access.may_administer(actor, parent).or_refuse()
    unit = Unit.objects.create(
        kind=kind, name=name, code=code, parent=parent, valid_from=valid_from, is_controller=is_controller, email=email
    )
    Placement.objects.create(unit=unit, parent=parent, valid_from=valid_from)
    arrange_tree(today=timezone.localdate(now))
    unit.refresh_from_db()
    audit.record("organisation.unit.added", unit.public_id, actor=actor, at=now, tenant=unit.tenant)
    return unit


@transaction.atomic
def rename_unit(unit_id: UUID, *, name: str, actor: Actor, now: datetime, today: date) -> Unit:
    """A unit gets another name; siblings stand in the order of their names."""
    unit = queries.get_unit(unit_id, actor=actor, lock=True)
    access.may_administer(actor, unit).or_refuse()
    unit.name = name
    unit.save(update_fields=["name"])
    arrange_tree(today=today)
    audit.record("organisation.unit.renamed", unit.public_id, actor=actor, at=now, tenant=unit.tenant)
    return unit


@transaction.atomic
def move_unit(unit_id: UUID, *, parent_id: UUID, on: date, actor: Actor, now: datetime, today: date) -> Unit:
    """From a day on a unit stands below another; its history stays, and access follows on that day."""
    unit = queries.get_unit(unit_id, actor=actor, lock=True)
    parent = queries.get_unit(parent_id, actor=actor)
    access.may_administer(actor, unit).or_refuse()
    access.may_administer(actor, parent).or_refuse()
    if on < today:
        raise HistoryIsWritten(_("Choose today or a later day: where a unit has stood is not changed afterwards."))

    Placement.objects.filter(unit=unit, valid_from__gte=on).delete()
    Placement.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), unit=unit).update(valid_to=on)
    Placement.objects.create(unit=unit, parent=parent, valid_from=on)
    _refuse_circle(unit, since=on)
    arrange_tree(today=today)
    audit.record(
        "organisation.unit.moved",
        unit.public_id,
        actor=actor,
        at=now,
        tenant=unit.tenant,
        details={"below": parent.name, "from": on.isoformat()},
    )
    return unit


def _refuse_circle(unit: Unit, *, since: date) -> None:
    """On no day may a unit stand below itself; moves that are registered for later days count too."""
    later = Placement.objects.filter(valid_from__gt=since).order_by("valid_from").values_list("valid_from", flat=True)
    today = dict(Unit.objects.values_list("id", "parent_id"))
    for day in [since, *later.distinct()]:
        parents = today | dict(Placement.objects.filter(queries.held_on(day)).values_list("unit_id", "parent_id"))
        above, passed = parents[unit.pk], set[int]()
        while above is not None and above not in passed:
            passed.add(above)
            above = parents[above]
        if unit.pk in passed:
            raise UnitIsBelowItself(_("A unit cannot be placed below itself."))


@transaction.atomic
def merge_unit(unit_id: UUID, *, into_id: UUID, on: date, actor: Actor, now: datetime, today: date) -> Unit:
    """From a day on a unit and all below it are part of another; the merged unit itself ends and keeps its history.

    What it has left behind lies below the other, so that whoever takes over has access to it.
    """
    unit = queries.get_unit(unit_id, actor=actor, lock=True)
    into = queries.get_unit(into_id, actor=actor, lock=True)
    _refuse_ended(unit, into, on=on)
    for part in [unit, *unit.children.order_by("id")]:
        move_unit(part.public_id, parent_id=into_id, on=on, actor=actor, now=now, today=today)
    unit.refresh_from_db()
    unit.valid_to, unit.merged_into = on, into
    unit.save(update_fields=["valid_to", "merged_into"])
    _end_positions(unit, on=on, now=now, today=today)
    audit.record(
        "organisation.unit.merged",
        unit.public_id,
        actor=actor,
        at=now,
        tenant=unit.tenant,
        details={"into": into.name, "from": on.isoformat()},
    )
    carry_out_mergers(now=now, today=today)
    return into


def _refuse_ended(unit: Unit, into: Unit, *, on: date) -> None:
    if unit.merged_into_id is not None:
        raise HasEnded(_("%(unit)s is merged into another unit already.") % {"unit": unit.name})
    if into.valid_to is not None and into.valid_to <= on:
        told = _("%(unit)s has ended by that day. Choose the unit that takes over from it.")
        raise HasEnded(told % {"unit": into.name})


def _end_positions(unit: Unit, *, on: date, now: datetime, today: date) -> None:
    """Who holds something in a unit does so until it ends; what has not begun by then never does.

    Whoever began today in a unit that ends today has been in it, and stays in its history with that one day.
    """
    positions = Position.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), unit=unit)
    never = positions.filter(valid_from__gte=on, valid_from__gt=today)
    mergers.let_go(list(never.order_by("id").values_list("id", flat=True)), now=now)
    never.delete()
    positions.filter(valid_from__lt=on).update(valid_to=on)
    positions.filter(valid_from=on).update(valid_to=on + timedelta(days=1))


@transaction.atomic
def carry_out_mergers(*, now: datetime, today: date) -> int:
    """What units merged by today have left behind goes to those that took over; run twice it changes nothing."""
    carried = 0
    for unit in queries.carried_out_by(today):
        into, on = unit.merged_into, unit.valid_to
        assert into is not None and on is not None  # noqa: S101, PT018 -- as the query asks
        counts = mergers.carry(unit, into, on=on, now=now)
        if any(counts.values()):
            audit.record(
                "organisation.merger.carried_out",
                unit.public_id,
                actor=job("organisation.carry_out_mergers"),
                at=now,
                tenant=into.tenant,
                unit=into.pk,
                details={"into": into.name, **counts},
            )
        carried += sum(counts.values())
    return carried


def add_person(*, given_name: str, family_name: str, email: str = "", mobile: str = "") -> Person:
    """Somebody becomes known to the installation; by itself that gives no rights."""
    return Person.objects.create(given_name=given_name, family_name=family_name, email=email, mobile=mobile)


def take_position(
    person: Person,
    *,
    unit: Unit,
    kind: PositionKind,
    valid_from: date,
    valid_to: date | None,
    office: str = "",
    title: str = "",
    main_agreement: str = "",
) -> Position:
    """The bare row; offices with their grants are registered through ``core.roles``."""
    return Position.objects.create(
        person=person,
        unit=unit,
        kind=kind,
        office=office,
        title=title,
        main_agreement=main_agreement,
        valid_from=valid_from,
        valid_to=valid_to,
    )


class NotAnIdentityNumber(Refused):
    """The digits are no identity number that can be registered here."""


REFUSED = {
    Fault.NOT_ELEVEN_DIGITS: gettext_lazy("An identity number has eleven digits."),
    Fault.HELP_NUMBER: gettext_lazy("This is a help number, which cannot be registered."),
    Fault.NO_SUCH_DATE: gettext_lazy("The first six digits are not a date."),
    Fault.CONTROL_DIGITS: gettext_lazy("The control digits do not fit. Look for a digit that is typed wrong."),
    Fault.SYNTHETIC: gettext_lazy("A test number cannot be used here."),
}


@transaction.atomic
def register_identity_number(person_id: UUID, *, number: str, actor: Actor, now: datetime) -> Person:
    """Somebody's national identity number becomes known, sealed; nobody else may have it, and nobody sets their own."""
    person = queries.get_person(person_id, actor=actor, lock=True)
    access.may_identify(actor, person).or_refuse()
    digits = _digits(number)
    holder = queries.person_with_identity(digits)
    if holder is not None and holder.pk != person.pk:
        raise NotAnIdentityNumber(_("Somebody else is registered with this number."))
    person.identity_number, person.identity_index = digits, queries.identity_index(digits)
    person.save(update_fields=["identity_number", "identity_index"])
    audit.record("organisation.person.identified", person.public_id, actor=actor, at=now, subjects=[person.public_id])
    return person


@transaction.atomic
def remove_identity_number(person_id: UUID, *, actor: Actor, now: datetime) -> Person:
    """The number was not theirs, or is needed no longer."""
    person = queries.get_person(person_id, actor=actor, lock=True)
    access.may_identify(actor, person).or_refuse()
    person.identity_number, person.identity_index = None, None
    person.save(update_fields=["identity_number", "identity_index"])
    audit.record("organisation.person.unidentified", person.public_id, actor=actor, at=now, subjects=[person.public_id])
    return person


def _digits(number: str) -> str:
    try:
        return identity_number.parse(number, synthetic=not settings.PRODUCTION).digits
    except identity_number.InvalidIdentityNumber as invalid:
        raise NotAnIdentityNumber(str(REFUSED[invalid.fault])) from None


@transaction.atomic
def note_reading(people: Sequence[Person], *, actor: Actor, now: datetime) -> None:
    """Another system has read who these people are; each of them can see that it has (PL-AUD-001, 002)."""
    if people:
        read = {person.public_id for person in people}
        audit.record("organisation.people.read", None, actor=actor, at=now, subjects=read, details={"count": len(read)})
