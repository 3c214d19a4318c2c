"""A competence plan of Astrid's department with something of everything, for the house checks."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from arbeidsrom.modules.competence.actions.plans import archiving, describing, links, publishing, sections
from arbeidsrom.modules.competence.actions.plans.describing import Described
from arbeidsrom.modules.competence.models import Plan, Publication, Requirement, Section
from tests.cast import Cast
from tests.house.staff import a_requirement


@dataclass(frozen=True)
class MadePlan:
    """What addresses speak of."""

    plan: Plan
    section: Section
    link: UUID
    publication: Publication


def a_plan(cast: Cast, number: int = 0) -> MadePlan:
    """A plan with a sub-plan and an active requirement, published; the first of its versions is made."""
    acts = {"actor": cast.actor("astrid"), "now": cast.now}
    ward, astrid = cast.positions["astrid"].unit, cast.people["astrid"].public_id
    plan = describing.create_plan(Described(f"Plan {number}", "leader"), unit=ward.public_id, **acts)
    link = add_to(cast, plan, number)
    plan = publishing.set_plan_people(
        plan.public_id,
        document_owner=astrid,
        document_responsible=astrid,
        lock_version=plan.lock_version,
        today=cast.today,
        **acts,
    )
    return MadePlan(plan, plan.sections.earliest("id"), link, plan.publications.get())


def add_to(cast: Cast, plan: Plan, number: int = 0) -> UUID:
    """One more sub-plan, with a requirement that is active in it."""
    acts = {"actor": cast.actor("astrid"), "now": cast.now}
    section = sections.add_section(plan.public_id, name=f"Delplan {number}", **acts)
    made = links.fetch_requirements(
        plan.public_id, section.public_id, requirement_ids=[_published(cast).public_id], **acts
    )
    links.activate_link(plan.public_id, made[0].public_id, **acts)
    return made[0].public_id


def put_away(cast: Cast, number: int) -> None:
    """A plan that is archived."""
    acts = {"actor": cast.actor("astrid"), "now": cast.now}
    ward = cast.positions["astrid"].unit
    plan = describing.create_plan(Described(f"Gammel plan {number}", "leader"), unit=ward.public_id, **acts)
    archiving.archive_plan(plan.public_id, reason="Brukes ikke mer", employees=0, **acts)


def _published(cast: Cast) -> Requirement:
    """One without a draft."""
    made = a_requirement(cast, Requirement.objects.count())
    made.draft.delete()
    return made
