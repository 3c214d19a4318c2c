"""Everything that an identity system does with users: made, changed, closed, given up (PL-ORG-004)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from scim2_models import PatchOp, PreconditionFailedException, UniquenessException

from arbeidsrom.core.accounts import recovery
from arbeidsrom.core.accounts.models import Account, Subject
from arbeidsrom.core.api_clients.models import ApiClient
from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.provisioning import access, groups, queries
from arbeidsrom.core.provisioning.models import ProvisionedGroup, ProvisionedUser
from arbeidsrom.core.provisioning.resources import EnterpriseUser, ProvisionedShape
from arbeidsrom.lib.actor import Actor

OURS = ("id", "meta")


@transaction.atomic
def make_user(shape: ProvisionedShape, *, actor: Actor, now: datetime) -> ProvisionedUser:
    """Somebody is to be able to sign in: an employee who is known by number or subject, or somebody new.

    An address is never enough to say who somebody is (PL-AUTH-002).
    """
    access.may_provision(actor).or_refuse()
    account, made_person = _account_for(shape, actor)
    client = ApiClient.objects.get(public_id=str(actor.client))
    user = ProvisionedUser(client=client, account=account, made_person=made_person, made_at=now)
    _take_in(user, shape, now=now)
    _record("provisioning.user.made", user, actor, now)
    return user


def _account_for(shape: ProvisionedShape, actor: Actor) -> tuple[Account, bool]:
    person, made = _person_for(shape, actor)
    account = Account.objects.filter(person=person).first() or Account.objects.create_user("", person=person)
    if ProvisionedUser.objects.filter(account=account).exists():
        raise UniquenessException(attribute="externalId", detail="This person has a user already.")
    return account, made


def _person_for(shape: ProvisionedShape, actor: Actor) -> tuple[Person, bool]:
    """Found by the provider's subject or by employee number within the client's units; else new."""
    if settings.SCIM_ISSUER and shape.external_id:
        subjects = Subject.objects.filter(issuer=settings.SCIM_ISSUER, subject=shape.external_id)
        known = subjects.select_related("account__person").first()
        if known is not None and known.account.person is not None:
            return known.account.person, False
    if number := _employee_number(shape):
        found = access.known_people(actor).filter(employee_number=number).first()
        if found is not None:
            return found, False
    return Person.objects.create(), True


def _employee_number(shape: ProvisionedShape) -> str:
    extension = shape[EnterpriseUser]
    return (extension.employee_number or "") if extension else ""


@transaction.atomic
def replace_user(user_id: UUID, shape: ProvisionedShape, *, match: str, actor: Actor, now: datetime) -> ProvisionedUser:
    """The user becomes what the system says; what it leaves out is gone."""
    user = _to_change(user_id, match, actor)
    _take_in(user, shape, now=now)
    _record("provisioning.user.changed", user, actor, now)
    return user


@transaction.atomic
def patch_user(
    user_id: UUID, patch: PatchOp[ProvisionedShape], *, match: str, actor: Actor, now: datetime
) -> ProvisionedUser:
    """Some of it changes; a patch that changes nothing leaves the version as it was."""
    user = _to_change(user_id, match, actor)
    shape = queries.shape_of(user, base="")
    if patch.patch(shape):
        _take_in(user, shape, now=now)
        _record("provisioning.user.changed", user, actor, now)
    return user


@transaction.atomic
def give_up_user(user_id: UUID, *, match: str, actor: Actor, now: datetime, today: date) -> None:
    """The system looks after the user no more: sign-in is closed. Who the person is and what they did stays."""
    user = _to_change(user_id, match, actor)
    _close(user.account)
    left = list(ProvisionedGroup.objects.filter(members__user=user).select_related("client__owner", "unit"))
    user.memberships.all().delete()
    for group in left:
        groups.settle(group, today=today)
    _record("provisioning.user.given_up", user, actor, now)
    user.delete()


def _to_change(user_id: UUID, match: str, actor: Actor) -> ProvisionedUser:
    access.may_provision(actor).or_refuse()
    user = queries.get_user(user_id, actor=actor, lock=True)
    if match and match != "*" and queries.etag(user) not in [each.strip() for each in match.split(",")]:
        raise PreconditionFailedException(detail="The user has been changed since.")
    return user


def _take_in(user: ProvisionedUser, shape: ProvisionedShape, *, now: datetime) -> None:
    """Keep what was said, and let the account and the person follow it."""
    content: dict[str, Any] = shape.model_dump()
    user.content = {name: value for name, value in content.items() if name not in OURS}
    user.user_name, user.external_id = (shape.user_name or "")[:254], (shape.external_id or "")[:254]
    user.version, user.changed_at = (user.version or 0) + (1 if user.pk else 0), now
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise UniquenessException(attribute="userName", detail="Another user has this name or number.") from error
    _link(user.account, user.external_id, now)
    if shape.active is False:
        _close(user.account)
    elif not user.account.is_active:
        user.account.is_active = True
        user.account.save(update_fields=["is_active"])
    if user.made_person and user.account.person is not None:
        _write_person(user.account.person, shape)


def _close(account: Account) -> None:
    """Nobody signs in with it, and whoever is signed in is not at the next request."""
    account.is_active = False
    account.save(update_fields=["is_active"])
    recovery.end_sessions(account)


def _link(account: Account, external_id: str, now: datetime) -> None:
    """The provider's own identifier leads to the account, where the installation says that it is one."""
    if settings.SCIM_ISSUER and external_id:
        taken = Subject.objects.filter(issuer=settings.SCIM_ISSUER, subject=external_id).exclude(account=account)
        if taken.exists():
            raise UniquenessException(attribute="externalId", detail="This identifier belongs to somebody else.")
        Subject.objects.get_or_create(
            issuer=settings.SCIM_ISSUER, subject=external_id, account=account, defaults={"linked_at": now}
        )


def _write_person(person: Person, shape: ProvisionedShape) -> None:
    name = shape.name
    person.given_name = ((name.given_name if name else "") or "")[:100]
    person.family_name = ((name.family_name if name else "") or shape.user_name or "")[:100]
    person.email = _first(shape.emails, 254)
    person.mobile = _first(shape.phone_numbers, 20)
    person.save(update_fields=["given_name", "family_name", "email", "mobile"])


def _first(values: Any, longest: int) -> str:
    """The primary one, else the first; what is too long is none."""
    ordered = sorted(values or [], key=lambda each: not each.primary)
    value = (ordered[0].value or "") if ordered else ""
    return value if len(value) <= longest else ""


def _record(event: str, user: ProvisionedUser, actor: Actor, now: datetime) -> None:
    person = user.account.person
    audit.record(
        event,
        user.public_id,
        actor=actor,
        at=now,
        subjects=[person.public_id] if person else [],
        details={"active": user.account.is_active},
    )


@transaction.atomic
def note_reading(people: list[UUID], *, actor: Actor, now: datetime) -> None:
    """The system has read who these users are."""
    if people:
        audit.record(
            "provisioning.users.read", None, actor=actor, at=now, subjects=people, details={"count": len(people)}
        )
