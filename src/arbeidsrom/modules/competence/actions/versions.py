"""Makes the next version of plans: what stands in each, never changed afterwards (KP-ADM-236 to 242)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

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
    Plan.objects.bulk_update(plans, ["major", "minor", "changed_at"])
    return PlanRevision.objects.bulk_create(made)


def contents_of(plans: Collection[int]) -> dict[int, Content]:
    """What stands in the plans now: sections in their order, each with its active requirements. Three queries."""
    newest = RequirementRevision.objects.filter(requirement=OuterRef("requirement")).order_by("-number")
    links = Link.objects.filter(plan__in=plans, state=LinkState.ACTIVE).order_by("place", "pk")
    in_section: dict[int, list[Content]] = defaultdict(list)
    for link in links.annotate(revision=Subquery(newest.values("pk")[:1])):
        in_section[link.section_id].append(
            {
                "link": link.pk,
                "requirement": link.requirement_id,
                "revision": link.revision,
                "validity_days": link.validity_days,
            }
        )
    sections: dict[int, list[Content]] = defaultdict(list)
    for section in Section.objects.filter(plan__in=plans).order_by("place", "pk"):
        sections[section.plan_id].append(
            {
                "section": section.pk,
                "parent": section.parent_id,
                "name": section.name,
                "links": in_section[section.pk],
            }
        )
    named = Plan.objects.filter(pk__in=plans).values_list("pk", "name", "description")
    return {pk: {"name": name, "description": text, "sections": sections[pk]} for pk, name, text in named}
