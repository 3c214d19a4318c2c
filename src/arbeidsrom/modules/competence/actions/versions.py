"""Makes the next version of plans: what stands in each, never changed afterwards (KP-ADM-236 to 242)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.models import Link, Plan, PlanRevision, RequirementRevision, Section
from arbeidsrom.modules.competence.rules.versions import following
from arbeidsrom.modules.competence.states import LinkState

Content = dict[str, Any]


def make_versions(items: Mapping[int, int], *, actor: Actor, now: datetime) -> list[PlanRevision]:
    """The next version of each plan (by id), in which so many items were activated or published in one operation.

    The number of statements is the same however many plans. The caller has a transaction; the plans are locked here,
    in the order of their ids.
    """
    plans = list(Plan.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=items).order_by("pk"))
    contents = contents_of([plan.pk for plan in plans])
    made = []
    for plan in plans:
        plan.major, plan.minor = following(plan.version, items=items[plan.pk])
        plan.changed_at = now
        made.append(
            PlanRevision(
                plan=plan,
                major=plan.major,
                minor=plan.minor,
                content=contents[plan.pk],
                made_at=now,
                made_by_id=actor.person_id,
            )
        )
    _number(plans, now=now)
    return PlanRevision.objects.bulk_create(made)


NUMBER = """
UPDATE competence_plan plan SET major = next.major, minor = next.minor, changed_at = %(now)s
  FROM unnest(%(plans)s::bigint[], %(majors)s::int[], %(minors)s::int[]) AS next (plan_id, major, minor)
 WHERE plan.id = next.plan_id
"""


def _number(plans: list[Plan], *, now: datetime) -> None:
    """Hundreds at once; as one expression for each they would take longer than everything else."""
    majors, minors = ([getattr(plan, name) for plan in plans] for name in ("major", "minor"))
    with connection.cursor() as cursor:
        cursor.execute(NUMBER, {"plans": [plan.pk for plan in plans], "majors": majors, "minors": minors, "now": now})


OF_LINK = ("link", "requirement", "revision", "validity_days")
"""What a version keeps of a requirement's place in the plan."""


OF_GOAL = ("code", "description")
"""What a version keeps of a section besides its name, where there is any."""


def contents_of(plans: Collection[int]) -> dict[int, Content]:
    """What stands in the plans now: sections in their order, each with its active requirements. Three queries."""
    newest = RequirementRevision.objects.filter(requirement=OuterRef("requirement")).order_by("-number")
    links = Link.objects.filter(plan__in=plans, state=LinkState.ACTIVE).order_by("place", "pk")
    in_section: dict[int, list[Content]] = defaultdict(list)
    rows = links.values_list("section", "pk", "requirement", Subquery(newest.values("pk")[:1]), "validity_days")
    for section, *said in rows:
        in_section[section].append(dict(zip(OF_LINK, said, strict=True)))
    sections: dict[int, list[Content]] = defaultdict(list)
    parts = Section.objects.filter(plan__in=plans).order_by("place", "pk")
    for one in parts:
        said = {name: text for name in OF_GOAL if (text := getattr(one, name))}
        kept = {"section": one.pk, "parent": one.parent_id, "name": one.name, **said}
        sections[one.plan_id].append({**kept, "links": in_section[one.pk]})
    named = Plan.objects.filter(pk__in=plans).values_list("pk", "name", "description")
    return {pk: {"name": name, "description": text, "sections": sections[pk]} for pk, name, text in named}
