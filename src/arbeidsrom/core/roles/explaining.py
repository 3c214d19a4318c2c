"""Why can somebody do something in a unit, or see one thing, and who else can (PL-ORG-002)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.organisation import access as organisation_access
from arbeidsrom.core.organisation.models import Person, Position, Unit
from arbeidsrom.core.organisation.queries import held_on, people_by_name, units_answering_for
from arbeidsrom.core.roles import access, queries, registry
from arbeidsrom.core.roles.explainers import Explainer, Sight, Thing
from arbeidsrom.core.roles.grounds import Ground, Way, grounds
from arbeidsrom.core.roles.models import RoleGrant, SupportAccess
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.components.formats import plain_date, short_moment


@dataclass(frozen=True, slots=True)
class Reason:
    """One grant that lets a person do something in a unit: in words for an administrator."""

    person: str
    position: str
    role: str
    source: str
    unit: str
    with_subunits: bool
    valid_from: date
    valid_to: date | None

    @property
    def sentence(self) -> str:
        """The grant in one line."""
        scope = _("%(unit)s and all units below") % {"unit": self.unit} if self.with_subunits else self.unit
        told = {"role": self.role, "scope": scope, "day": plain_date(self.valid_from), "source": self.source.lower()}
        return _("Role “%(role)s” in %(scope)s from %(day)s (%(source)s)") % told


def reasons(
    permission: str, unit: Unit, *, today: date, person_id: int | None = None, position_id: int | None = None
) -> list[Reason]:
    """Every grant that gives the permission in the unit today: of one person or position, or of everybody."""
    giving = [role.key for role in registry.roles().values() if permission in role.permissions]
    answering = units_answering_for(unit, today=today)
    grants = RoleGrant.objects.filter(
        held_on(today),
        held_on(today, "position__"),
        Q(unit__in=answering) | Q(unit__lft__lte=unit.lft, unit__rgt__gte=unit.rgt),
        role__in=giving,
    ).select_related("position__person", "position__unit", "unit")
    if person_id is not None:
        grants = grants.filter(position__person_id=person_id)
    if position_id is not None:
        grants = grants.filter(position_id=position_id)
    return [
        Reason(
            person=grant.position.person.name,
            position=queries.position_label(grant.position),
            role=str(registry.roles()[grant.role].label),
            source=grant.get_source_display(),
            unit=grant.unit.name,
            with_subunits=grant.with_subunits,
            valid_from=grant.valid_from,
            valid_to=grant.valid_to,
        )
        for grant in grants.order_by("position__person__sort_name", "id")
        if grant.with_subunits or grant.unit_id in answering
    ]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to «why can this person do this here»: a unit, who was asked about, and every way in there is."""

    unit: str
    people: tuple[str, ...]
    reasons: tuple[WhyRow, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class WhyRow:
    """One way in, in words: who, acting as what, by which role and why, where, from when to when."""

    person: str
    position: str
    role: str
    source: str
    unit: str
    with_subunits: bool
    valid_from: date | None
    last_day: date | None


WAYS = {
    Way.LEADS: gettext_lazy("Leads them"),
    Way.BORROWS: gettext_lazy("Has borrowed them"),
    Way.FOLLOWS: gettext_lazy("Follows from the position"),
}


def why_row(ground: Ground) -> WhyRow:
    """A ground in words."""
    position = queries.position_label(ground.position)
    if ground.way is Way.DEPUTY:
        source = _("Deputy for %(name)s") % {"name": ground.position.person.name}
    else:
        source = str(WAYS[ground.way]) if ground.way in WAYS else ground.source
    return WhyRow(
        ground.person.name,
        position,
        registry.role_label(ground.role),
        source,
        ground.unit,
        ground.with_subunits,
        ground.valid_from,
        ground.last_day,
    )


@transaction.atomic
def explanation(
    *, permission: str, unit_text: str, person_text: str, actor: Actor, now: datetime, today: date
) -> Explanation | None:
    """Why the people whose name contains the text may do it in the unit; without a name: everybody who may.

    That it was asked is told in the log of the unit's own body.
    """
    text = unit_text.strip()
    asked = _units_to_ask_about(actor).order_by("lft", "id")
    unit = asked.filter(Q(name__iexact=text) | Q(code=text)).first() or asked.filter(name__icontains=text).first()
    if unit is None:
        return None
    people = people_to_ask_about(person_text, actor=actor) if person_text.strip() else None
    subjects = [person.public_id for person in people or ()]
    audit.record(
        "roles.access.explained",
        unit.public_id,
        actor=actor,
        at=now,
        tenant=unit.tenant,
        unit=unit.pk,
        subjects=subjects,
    )
    found = grounds({permission}, [unit], today=today, people=None if people is None else [one.pk for one in people])
    names = tuple(person.name for person in people or ())
    return Explanation(unit.name, names, tuple(map(why_row, found.found)), found.more)


@dataclass(frozen=True, slots=True)
class SightRow:
    """One line of the answer: who, acting as what, sees how much, and why or why not."""

    person: str
    position: str
    sees: str
    why: tuple[str, ...]


def people_to_ask_about(name: str, *, actor: Actor) -> list[Person]:
    """Those of that name who hold, or have held, an office or a role where the actor may ask."""
    offices = Position.objects.filter(organisation_access.within(actor, access.EXPLAIN), person=OuterRef("pk"))
    grants = RoleGrant.objects.filter(
        organisation_access.within(actor, access.EXPLAIN), position__person=OuterRef("pk")
    )
    return people_by_name(name, Person.objects.filter(Exists(offices) | Exists(grants)))


def _units_to_ask_about(actor: Actor) -> QuerySet[Unit]:
    return Unit.objects.filter(organisation_access.within(actor, access.EXPLAIN, ""))


def find_things(explainer: Explainer, reference: str, unit_text: str, *, actor: Actor) -> Sequence[Thing]:
    """The things with the reference in units of that name or code, among those where the actor may ask."""
    asked, text = _units_to_ask_about(actor), unit_text.strip()
    exact = asked.filter(Q(name__iexact=text) | Q(code=text))
    return explainer.find(reference, exact) or explainer.find(reference, asked.filter(name__icontains=text))


@transaction.atomic
def who_sees(thing: Thing, explainer: Explainer, *, actor: Actor, now: datetime, today: date) -> list[SightRow]:
    """Everybody who sees anything of it today; that it was asked is told in the log of the thing's own club."""
    access.may_explain(actor).or_refuse()
    _record(thing, (), actor=actor, now=now)
    sights = explainer.sights(thing, explainer.candidates(thing, today=today), today=today)
    return _rows([sight for sight in sights if sight.sees], now=now)


@transaction.atomic
def what_they_see(
    thing: Thing, explainer: Explainer, people: Sequence[Person], *, actor: Actor, now: datetime, today: date
) -> list[SightRow]:
    """What some people see of it in each position they hold today, or what is missing."""
    access.may_explain(actor).or_refuse()
    _record(thing, people, actor=actor, now=now)
    held = Position.objects.filter(held_on(today), person__in=people).select_related("person", "unit")
    positions = list(held.order_by("person__sort_name", "id"))
    acting = {position.person_id for position in positions}
    without = [SightRow(one.name, "", "", (_("Holds no office today."),)) for one in people if one.pk not in acting]
    return _rows(explainer.sights(thing, positions, today=today), now=now) + without


def _rows(sights: Iterable[Sight], *, now: datetime) -> list[SightRow]:
    """The lines, each followed by whoever is shown the same by support access just now (PL-AUTH-005)."""
    rows = []
    for sight in sights:
        holder = sight.position.person.name
        rows.append(SightRow(holder, queries.position_label(sight.position), sight.sees, sight.why))
        if sight.sees:
            rows += [_shown(support, holder, sight.sees) for support in support_now([sight.position.pk], now=now)]
    return rows


def support_now(positions: Collection[int], *, now: datetime) -> list[SupportAccess]:
    """The support access that runs in this moment to what holders of the positions see. One query."""
    running = SupportAccess.objects.filter(position__in=positions, allowed_at__isnull=False, valid_until__gt=now)
    return list(running.select_related("asked_by", "position__person").order_by("id"))


def _shown(support: SupportAccess, holder: str, sees: str) -> SightRow:
    told = {"name": holder, "time": short_moment(support.valid_until)}
    return SightRow(
        support.asked_by.name, _("Support access"), sees, (_("Is shown what %(name)s sees, until %(time)s.") % told,)
    )


def _record(thing: Thing, people: Sequence[Person], *, actor: Actor, now: datetime) -> None:
    audit.record(
        "roles.access.explained",
        thing.public_id,
        actor=actor,
        at=now,
        tenant=thing.tenant,
        unit=thing.unit.pk,
        subjects=[person.public_id for person in people],
    )
