"""What a plan held in each of its versions: sub-plans, requirements, each as it was then (KP-ADM-236)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from arbeidsrom.modules.competence.models import Plan, PlanRevision, RequirementRevision
from arbeidsrom.modules.competence.queries.plans.items import ShownItem


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A line of the version history."""

    major: int
    minor: int
    made_at: datetime
    made_by: str

    @property
    def number(self) -> str:
        return f"{self.major}.{self.minor}"


@dataclass(frozen=True, slots=True)
class VersionSection:
    """A sub-plan as it was in the version; in a goal plan a theme, or a goal behind its theme."""

    name: str
    items: tuple[ShownItem, ...]
    is_goal: bool = False
    description: str = ""


def versions_of(plan: Plan) -> list[VersionRow]:
    """The newest first. One query."""
    rows = PlanRevision.objects.filter(plan=plan).select_related("made_by").defer("content")
    return [
        VersionRow(row.major, row.minor, row.made_at, row.made_by.name if row.made_by else "")
        for row in rows.order_by("-major", "-minor")
    ]


def get_version(plan: Plan, major: int, minor: int) -> PlanRevision:
    """One of them."""
    return PlanRevision.objects.select_related("made_by").get(plan=plan, major=major, minor=minor)


def sections_of(version: PlanRevision) -> list[VersionSection]:
    """What stood in it, with the full text of every requirement. One query."""
    stored: list[dict[str, Any]] = version.content["sections"]
    ids = [link["revision"] for section in stored for link in section["links"]]
    revisions = RequirementRevision.objects.in_bulk(ids)
    return [
        VersionSection(
            title_of(one),
            tuple(_items(one["links"], revisions)),
            one.get("parent") is not None,
            one.get("description", ""),
        )
        for one in stored
    ]


def title_of(stored: Mapping[str, Any]) -> str:
    """What a section was called in a version, behind the number of a goal; old versions keep none."""
    code = stored.get("code")
    return f"{code} {stored['name']}" if code else str(stored["name"])


def _items(links: Iterable[dict[str, Any]], revisions: dict[int, RequirementRevision]) -> Iterable[ShownItem]:
    for link in links:
        if revision := revisions.get(link["revision"]):
            yield ShownItem(link["requirement"], revision.settings, link["validity_days"])
