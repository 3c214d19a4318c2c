"""Loading what goal plans are made from: goals and activities that are laid down for all (KP-ADM-077, 183, 184)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence.actions.plans.changing import record
from arbeidsrom.modules.competence.models import (
    Category,
    Link,
    Plan,
    Requirement,
    RequirementKind,
    RequirementRevision,
    Section,
)
from arbeidsrom.modules.competence.rules.goal_templates import GoalTemplate, TemplateActivity
from arbeidsrom.modules.competence.rules.settings import Settings
from arbeidsrom.modules.competence.states import LinkState


@transaction.atomic
def load_goal_template(template: GoalTemplate, *, region: Unit, actor: Actor, now: datetime) -> Plan:
    """The template as a plan that is assigned to nobody, with its activities published and owned by the region.

    They lie in a category of the template's name (KP-ADM-032). One that is there already is refused: what is laid down
    anew afterwards is another matter (KP-LIS-081 to 088).
    """
    list(Unit.objects.select_for_update().filter(pk=region.pk))
    if Plan.objects.filter(is_template=True, owner=region, kind=template.kind, name=template.name).exists():
        raise WrongState(_("The template “%(name)s” is there already.") % {"name": template.name})
    plan = Plan.objects.create(
        kind=template.kind,
        central=True,
        is_template=True,
        owner=region,
        name=template.name,
        description=template.description,
        time_frame=template.time_frame,
        created_at=now,
        created_by_id=actor.person_id,
        changed_at=now,
    )
    category = _category(template.name, region)
    made = {key: _activity(one, region, category, actor=actor, now=now) for key, one in template.activities.items()}
    _add_goals(plan, template, made, actor=actor, now=now)
    record("competence.template.loaded", plan, actor=actor, now=now, before="", after=template.kind)
    return plan


def _category(name: str, region: Unit) -> Category:
    there = Category.objects.filter(unit=region, parent=None, name=name).first()
    if there is not None and not there.for_activities:
        raise WrongState(_("The region has a category “%(name)s” for requirements.") % {"name": name})
    return there or Category.objects.create(unit=region, name=name, for_activities=True)


def _activity(one: TemplateActivity, region: Unit, category: Category, *, actor: Actor, now: datetime) -> Requirement:
    settings = Settings(name=one.name, owner=region.pk, category=category.pk, **one.said)
    activity = Requirement(
        kind=RequirementKind.ACTIVITY,
        central=True,
        level=one.level,
        owner=region,
        created_at=now,
        created_by_id=actor.person_id,
        published_at=now,
    )
    activity.take_over(settings)
    activity.save()
    RequirementRevision.objects.create(
        requirement=activity, number=1, content=settings.as_json(), published_at=now, published_by_id=actor.person_id
    )
    return activity


def _add_goals(
    plan: Plan, template: GoalTemplate, made: dict[str, Requirement], *, actor: Actor, now: datetime
) -> None:
    place = 0
    for one in template.themes:
        theme = Section.objects.create(plan=plan, name=one.name, place=place)
        for number, goal in enumerate(one.goals, start=1):
            section = Section.objects.create(
                plan=plan,
                parent=theme,
                code=goal.code,
                name=goal.name,
                description=goal.description,
                place=place + number,
            )
            Link.objects.bulk_create(
                Link(
                    plan=plan,
                    section=section,
                    requirement=made[key],
                    place=at,
                    state=LinkState.ACTIVE,
                    linked_at=now,
                    linked_by_id=actor.person_id,
                    activated_at=now,
                )
                for at, key in enumerate(goal.activities)
            )
        place += 1 + len(one.goals)
