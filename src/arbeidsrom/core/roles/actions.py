"""Offices and the grants that follow them (KL-WHO-002, PL-ORG-002)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.organisation import access as organisation_access
from arbeidsrom.core.organisation import actions as organisation
from arbeidsrom.core.organisation.models import Person, Position, PositionKind, Unit
from arbeidsrom.core.roles import access, registry
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused
from arbeidsrom.web.components.formats import plain_date


class OfficeDoesNotFit(Refused):
    """The office does not exist in units of this kind, or the person holds it already."""


class OutlastsUnit(OfficeDoesNotFit):
    """The unit ends before the term does."""


class AnotherName(Refused):
    """Somebody else has the address: an address alone says nothing about who a person is (PL-AUTH-002)."""


@transaction.atomic
def appoint_by_address(
    *,
    email: str,
    given_name: str,
    family_name: str,
    mobile: str,
    office: str,
    unit: Unit,
    also_in: Sequence[Unit],
    valid_from: date,
    valid_to: date | None,
    main_agreement: str,
    actor: Actor,
    now: datetime,
) -> Position:
    """Somebody known by the address, or somebody new, is elected to an office."""
    organisation_access.may_appoint(actor, unit).or_refuse()
    person = known_or_new_person(email=email, given_name=given_name, family_name=family_name, mobile=mobile)
    return appoint(
        person,
        office=office,
        unit=unit,
        also_in=also_in,
        valid_from=valid_from,
        valid_to=valid_to,
        main_agreement=main_agreement,
        actor=actor,
        now=now,
    )


def known_or_new_person(*, email: str, given_name: str, family_name: str, mobile: str) -> Person:
    """The person of that name and address, or a new person with an account that cannot sign in until invited."""
    account = Account.objects.select_related("person").filter(email=email.lower()).first()
    if account and account.person:
        if account.person.name.casefold().split() != f"{given_name} {family_name}".casefold().split():
            raise AnotherName(_("Somebody with another name has this address. Check the address and the name."))
        return account.person
    person = organisation.add_person(given_name=given_name, family_name=family_name, email=email, mobile=mobile)
    if account:
        account.person = person
        account.save(update_fields=["person"])
    else:
        Account.objects.create_user(email, person=person)
    return person


@transaction.atomic
def appoint(
    person: Person,
    *,
    office: str,
    unit: Unit,
    also_in: Sequence[Unit] = (),
    valid_from: date,
    valid_to: date | None,
    main_agreement: str = "",
    actor: Actor,
    now: datetime,
) -> Position:
    """Somebody is elected to an office, from the first to the last day of the term; the roles follow the office.

    ``also_in``: further units the election covers, for offices that span several (main steward).
    """
    access.may_appoint_person(actor, person).or_refuse()
    for covered in (unit, *also_in):
        organisation_access.may_appoint(actor, covered).or_refuse()
        _refuse_outlasting(covered, valid_from=valid_from, valid_to=valid_to)
    position = take_office(
        person,
        office=office,
        unit=unit,
        also_in=also_in,
        valid_from=valid_from,
        valid_to=valid_to,
        main_agreement=main_agreement,
    )
    audit.record(
        "roles.office.taken",
        position.public_id,
        actor=actor,
        at=now,
        tenant=unit.tenant,
        subjects=[person.public_id],
        details={"office": office, "unit": unit.name, "from": valid_from.isoformat()},
    )
    return position


def _refuse_outlasting(unit: Unit, *, valid_from: date, valid_to: date | None) -> None:
    """Nobody is elected to something in a unit that has ended, or for longer than it lasts."""
    if unit.valid_to is None or (valid_to is not None and valid_from < valid_to <= unit.valid_to):
        return
    if valid_from >= unit.valid_to:
        raise OutlastsUnit(_("%(unit)s has ended by that day.") % {"unit": unit.name})
    last_day = unit.valid_to - timedelta(days=1)
    raise OutlastsUnit(
        _("%(unit)s ends. Choose %(day)s or an earlier day as the last day of the term.")
        % {"unit": unit.name, "day": plain_date(last_day)}
    )


def take_office(
    person: Person,
    *,
    office: str,
    unit: Unit,
    also_in: Sequence[Unit] = (),
    valid_from: date,
    valid_to: date | None = None,
    main_agreement: str = "",
) -> Position:
    """The rows of an office without asking who may; for imports and the demonstration."""
    declared = registry.offices().get(office)
    if declared is None or not all(
        declared.exists_in(covered.kind, is_controller=covered.is_controller) for covered in (unit, *also_in)
    ):
        raise OfficeDoesNotFit(_("This office does not exist in a unit of this kind."))
    if also_in and not declared.spans_units:
        raise OfficeDoesNotFit(_("This office covers one unit only."))
    try:
        with transaction.atomic():
            position = organisation.take_position(
                person,
                unit=unit,
                kind=PositionKind.DESK if declared.is_desk else PositionKind.OFFICE,
                office=office,
                main_agreement=main_agreement,
                valid_from=valid_from,
                valid_to=valid_to,
            )
    except IntegrityError as error:
        raise OfficeDoesNotFit(_("The person already holds this office in that period.")) from error
    RoleGrant.objects.bulk_create(
        RoleGrant(
            position=position,
            role=role,
            unit=covered,
            with_subunits=declared.with_subunits,
            valid_from=valid_from,
            valid_to=valid_to,
            source=GrantSource.OFFICE,
        )
        for role in declared.roles
        for covered in (unit, *also_in)
    )
    return position


@transaction.atomic
def end_office(
    position_id: UUID, *, last_day: date, lock_version: int, actor: Actor, now: datetime, today: date
) -> Position:
    """The last day of the term is set: it is the last one with access, for the grants end with it (KL-WHO-006)."""
    position = access.visible_offices(actor).select_for_update(of=("self",)).get(public_id=position_id)
    access.may_end_office(actor, position).or_refuse()
    if position.lock_version != lock_version:
        raise ChangedMeanwhile(_("Somebody else has changed this office. Look at it again before you save."))
    if last_day < position.valid_from:
        raise OfficeDoesNotFit(_("The last day cannot be before the first day."))

    ends, before = date.fromordinal(last_day.toordinal() + 1), position.valid_to
    _refuse_outlasting(position.unit, valid_from=position.valid_from, valid_to=ends)
    position.valid_to = ends
    position.lock_version += 1
    try:
        with transaction.atomic():
            position.save(update_fields=["valid_to", "lock_version"])
    except IntegrityError as error:
        raise OfficeDoesNotFit(_("The person already holds this office in that period.")) from error
    end_grants(position, on=ends)
    if before:
        prolong_grants(position, ended=before, on=ends)
    audit.record(
        "roles.office.ended",
        position.public_id,
        actor=actor,
        at=now,
        tenant=position.unit.tenant,
        subjects=[position.person.public_id],
        details={"last_day": last_day.isoformat()},
    )
    return position


def prolong_grants(position: Position, *, ended: date, on: date) -> None:
    """The roles that follow the office last as long as a term that is made longer."""
    of_the_office = RoleGrant.objects.filter(position=position, source=GrantSource.OFFICE)
    of_the_office.filter(valid_to=ended, valid_to__lt=on).update(valid_to=on)


def end_grants(position: Position, *, on: date) -> None:
    """All roles of a position end with it; those that had not begun are gone."""
    grants = RoleGrant.objects.filter(position=position)
    grants.filter(valid_from__gte=on).delete()
    grants.filter(valid_to__isnull=True).update(valid_to=on)
    grants.filter(valid_to__gt=on).update(valid_to=on)
