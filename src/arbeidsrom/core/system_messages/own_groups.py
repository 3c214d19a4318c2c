"""The groups that every installation has: units, titles, job codes, access roles and functions (KP-MSG-010)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from arbeidsrom.core.organisation.access import NOTHING
from arbeidsrom.core.organisation.models import Employment, Position, Unit
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.deputies import current_deputies
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.core.system_messages.groups import Function, Option, functions

HolderIds = QuerySet[Any, int]


def held_in(scope: Unit, today: date) -> QuerySet[Position]:
    """The positions held today in this part of the organisation."""
    return Position.objects.filter(held_on(today), unit__lft__range=(scope.lft, scope.rgt))


class InUnit:
    """Those who hold a position in a unit, with or without the units below it."""

    key = "unit"
    label = pgettext_lazy("group of recipients", "Department or other unit")
    few = False
    BELOW, ONLY = "below", "only"

    def options(self, text: str, *, scope: Unit, today: date, limit: int) -> Sequence[Option]:
        """Each unit twice when it has units below it: with them, and alone."""
        units = Unit.objects.filter(held_on(today), lft__range=(scope.lft, scope.rgt), name__icontains=text)
        found: list[Option] = []
        for unit in units.select_related("parent").order_by("depth", "sort_name", "id")[:limit]:
            detail = f"{unit.get_kind_display()}, {unit.parent.name}" if unit.parent else unit.get_kind_display()
            has_below = unit.rgt > unit.lft
            found.append(Option(f"{self.BELOW}:{unit.public_id}", _with_below(unit.name, has_below), detail))
            if has_below:
                found.append(Option(f"{self.ONLY}:{unit.public_id}", _alone(unit.name), detail))
        return found

    def names(self, values: Sequence[str]) -> Mapping[str, str]:
        split = {value: _unit_of(value) for value in values}
        units = Unit.objects.filter(public_id__in=[unit for _how, unit in split.values() if unit])
        found = {unit.public_id: unit for unit in units}
        return {
            value: _alone(found[unit].name)
            if how == self.ONLY
            else _with_below(found[unit].name, found[unit].rgt > found[unit].lft)
            for value, (how, unit) in split.items()
            if unit in found
        }

    def people(self, value: str, *, scope: Unit, today: date) -> HolderIds:
        how, public_id = _unit_of(value)
        unit = Unit.objects.filter(public_id=public_id).first() if public_id else None
        if unit is None:
            return Position.objects.filter(NOTHING).values_list("person_id", flat=True)
        last = unit.rgt if how == self.BELOW else unit.lft
        return held_in(scope, today).filter(unit__lft__range=(unit.lft, last)).values_list("person_id", flat=True)


def _unit_of(value: str) -> tuple[str, UUID | None]:
    how, _colon, text = value.partition(":")
    try:
        return how, UUID(text)
    except ValueError:
        return how, None


def _with_below(name: str, has_below: bool) -> str:
    return _("%(unit)s with the units below") % {"unit": name} if has_below else name


def _alone(name: str) -> str:
    return _("%(unit)s without the units below") % {"unit": name}


class WithTitle:
    """Those who hold a position with a title («stillingstittel»)."""

    key = "title"
    label = pgettext_lazy("group of recipients", "Position title")
    few = False

    def options(self, text: str, *, scope: Unit, today: date, limit: int) -> Sequence[Option]:
        titles = held_in(scope, today).filter(title__icontains=text).exclude(title="")
        return [
            Option(title, title)
            for title in titles.values_list("title", flat=True).distinct().order_by("title")[:limit]
        ]

    def names(self, values: Sequence[str]) -> Mapping[str, str]:
        return {value: value for value in values}

    def people(self, value: str, *, scope: Unit, today: date) -> HolderIds:
        return held_in(scope, today).filter(title=value).exclude(title="").values_list("person_id", flat=True)


class WithJobCode:
    """Those who are employed under a job code («stillingskode») of the HR system."""

    key = "job_code"
    label = pgettext_lazy("group of recipients", "Job code")
    few = False

    def options(self, text: str, *, scope: Unit, today: date, limit: int) -> Sequence[Option]:
        codes = self._employments(scope, today).filter(Q(job_code__istartswith=text) | Q(title__icontains=text))
        rows = codes.exclude(job_code="").values_list("job_code", "title").distinct().order_by("job_code", "title")
        found: dict[str, str] = {}
        for code, title in rows[: limit * 3]:
            found[code] = f"{found[code]}, {title}" if found.get(code) else title
        return [Option(code, code, titles) for code, titles in list(found.items())[:limit]]

    def names(self, values: Sequence[str]) -> Mapping[str, str]:
        return {value: value for value in values}

    def people(self, value: str, *, scope: Unit, today: date) -> HolderIds:
        employed = self._employments(scope, today).filter(job_code=value).exclude(job_code="")
        return employed.values_list("position__person_id", flat=True)

    def _employments(self, scope: Unit, today: date) -> QuerySet[Employment]:
        """What HR says today of positions that are held today."""
        said = Employment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), dropped_in__isnull=True)
        return said.filter(held_on(today, "position__"), position__unit__lft__range=(scope.lft, scope.rgt))


class WithRole:
    """Those who have been given an access role («tilgangsrolle»); whoever leads is found by that function."""

    key = "role"
    label = pgettext_lazy("group of recipients", "Access role")
    few = True

    def options(self, text: str, *, scope: Unit, today: date, limit: int) -> Sequence[Option]:
        labels = [
            Option(role.key, str(role.label)) for role in registry.roles().values() if not registry.follows(role.key)
        ]
        return _matching(labels, text)

    def names(self, values: Sequence[str]) -> Mapping[str, str]:
        roles = registry.roles()
        return {value: str(roles[value].label) for value in values if value in roles}

    def people(self, value: str, *, scope: Unit, today: date) -> HolderIds:
        grants = RoleGrant.objects.filter(held_on(today), role=value, position__in=held_in(scope, today))
        return grants.values_list("position__person_id", flat=True)


class WithFunction:
    """Those who are leader, deputy, mentor … for somebody; the functions come from the apps that know them."""

    key = "function"
    label = pgettext_lazy("group of recipients", "Function")
    few = True

    def options(self, text: str, *, scope: Unit, today: date, limit: int) -> Sequence[Option]:
        return _matching([Option(one.key, str(one.label)) for one in functions().values()], text)

    def names(self, values: Sequence[str]) -> Mapping[str, str]:
        known = functions()
        return {value: str(known[value].label) for value in values if value in known}

    def people(self, value: str, *, scope: Unit, today: date) -> HolderIds:
        function = functions().get(value)
        if function is None:
            return Position.objects.filter(NOTHING).values_list("person_id", flat=True)
        return function.people(scope=scope, today=today)


def _matching(options: Sequence[Option], text: str) -> Sequence[Option]:
    found = [option for option in options if text.casefold() in option.label.casefold()]
    return sorted(found, key=lambda option: option.label.casefold())


def leaders(*, scope: Unit, today: date) -> HolderIds:
    """Those who lead somebody: the position is held, and so is that of whom they lead."""
    led = Position.objects.filter(held_on(today), held_on(today, "leader__"))
    within = led.filter(leader__unit__lft__range=(scope.lft, scope.rgt))
    return within.values_list("leader__person_id", flat=True)


def deputies(*, scope: Unit, today: date) -> HolderIds:
    """Those who stand in for a leader in this part of the organisation today."""
    standing_in = current_deputies(today=today).filter(leader__unit__lft__range=(scope.lft, scope.rgt))
    return standing_in.values_list("person_id", flat=True)


KINDS = (InUnit(), WithTitle(), WithJobCode(), WithRole(), WithFunction())
FUNCTIONS = (
    Function("leader", gettext_lazy("Leader"), leaders),
    Function("deputy", gettext_lazy("Deputy"), deputies),
)
