"""Why somebody sees a case, and who else does: for administrators, who may know its number and nothing in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.core.roles.explainers import Sight, Thing
from arbeidsrom.core.roles.explaining import reasons
from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import Case, CaseSteward, HandOver
from arbeidsrom.modules.workspace.queries.settings import titles_are_open
from arbeidsrom.modules.workspace.queries.stewards import cases_to_place, positions_with, to_be_placed
from arbeidsrom.web.components.formats import plain_date

TO_CHOOSE_FROM = 6


class ExplainedCases:
    """Cases, found by their number in the club's series."""

    label = gettext_lazy("A case")
    hint = gettext_lazy("The number in the club's series, such as 2026/14.")

    def find(self, reference: str, units: QuerySet[Unit]) -> Sequence[Thing]:
        """The cases with the number in these clubs."""
        year, _stroke, number = reference.strip().partition("/")
        if not (year.isdecimal() and number.isdecimal()):
            return []
        cases = Case.objects.filter(club__in=units, year=int(year), number=int(number)).select_related("club")
        return [
            Thing(case.public_id, f"{case.label}, {case.club.name}", case.club, case.tenant)
            for case in cases.order_by("club__sort_name", "id")[:TO_CHOOSE_FROM]
        ]

    def candidates(self, thing: Thing, *, today: date) -> Iterable[Position]:
        """The stewards of the case and of its club, and the union above."""
        given = CaseSteward.objects.filter(case__public_id=thing.public_id, position=OuterRef("pk"))
        offices = Q(Exists(given))
        for permission in (access.HANDLE, access.RECEIVE, access.OVERSEE):
            offices |= Q(pk__in=positions_with(permission, thing.unit, today=today).values("pk"))
        held = Position.objects.filter(held_on(today), offices).select_related("person", "unit")
        return held.order_by("person__sort_name", "id")

    def sights(self, thing: Thing, positions: Iterable[Position], *, today: date) -> Sequence[Sight]:
        """What each position sees of the case today, by the rules that its pages ask."""
        case = Case.objects.select_related("club").get(public_id=thing.public_id)
        return [_sight(case, position, today=today) for position in positions]


def _sight(case: Case, position: Position, *, today: date) -> Sight:
    actor = actor_in(position, account_id=None, origin="", today=today)
    met = access.conditions_met(actor, case)
    roles = _roles(case, position, today=today)
    if all(met.values()):
        return Sight(position, _("Everything in the case"), (*_grounds(case, position), *roles))
    if access.known_cases(actor).filter(pk=case.pk).exists():
        known = _("Its number and title") if titles_are_open(case.club) else _("Its number")
        return Sight(position, known, (*roles, *_missing(met)))
    if _may_place(case, actor, today=today):
        return Sight(position, _("Its number, type and state"), (_why_placed(case), *roles))
    return Sight(position, "", (*_missing(met), *roles))


def _may_place(case: Case, actor: Actor, *, today: date) -> bool:
    return cases_to_place(actor, today=today).filter(to_be_placed(today), pk=case.pk).exists()


def _why_placed(case: Case) -> str:
    if case.is_closed:
        return _("Nobody in office can open the closed case: the union finds somebody.")
    return _("Nobody in office is responsible for the case: the union finds somebody.")


def _roles(case: Case, position: Position, *, today: date) -> list[str]:
    """The roles that reach the club of the case."""
    permissions = (access.HANDLE, access.RECEIVE)
    held = (reasons(permission, case.club, today=today, position_id=position.pk) for permission in permissions)
    return list(dict.fromkeys(reason.sentence for some in held for reason in some))


def _grounds(case: Case, position: Position) -> list[str]:
    """How the position came to have the case."""
    since = CaseSteward.objects.get(case=case, position=position).since
    told = [_("Among the stewards of the case since %(day)s.") % {"day": plain_date(since)}]
    if case.responsible_id == position.pk:
        told.insert(0, _("Responsible for the case."))
    taken = HandOver.objects.filter(case=case, to_position=position).order_by("-handed_at", "-id").first()
    if taken:
        given = {"day": plain_date(taken.handed_at), "name": taken.handed_by}
        told.append(_("The case was handed over to them on %(day)s by %(name)s.") % given)
    return told


def _missing(met: dict[str, bool]) -> list[str]:
    """Which conditions do not hold. Why somebody is barred is said in the case, and to its stewards only."""
    told = {
        "covered": _("Holds no office that gives access to the cases of the club."),
        "given": _("Is not among the stewards of the case."),
        "free": _("Is kept from this case; its stewards know why."),
    }
    return [sentence for name, sentence in told.items() if not met[name]]
