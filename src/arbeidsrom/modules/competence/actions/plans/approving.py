"""«Godkjenn LA/krav»: what waits in a plan takes effect, all of it or what was chosen, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused
from arbeidsrom.modules.competence.actions.plans.changing import CannotBeSaved, changeable, record
from arbeidsrom.modules.competence.actions.plans.links import put_in_force
from arbeidsrom.modules.competence.actions.requirements import publishing
from arbeidsrom.modules.competence.actions.requirements.faults import NotPossible
from arbeidsrom.modules.competence.actions.spreading import spread
from arbeidsrom.modules.competence.actions.telling import tell_of_links
from arbeidsrom.modules.competence.actions.versions import make_versions
from arbeidsrom.modules.competence.models import Plan, Requirement, RequirementDraft
from arbeidsrom.modules.competence.queries import using
from arbeidsrom.modules.competence.queries.plans import getting, waiting
from arbeidsrom.modules.competence.queries.plans.waiting import WaitingRow
from arbeidsrom.modules.competence.rules.plans import Waiting
from arbeidsrom.modules.competence.states import LinkState


@transaction.atomic
def approve_all_changes(plan_id: UUID, *, seen: str, actor: Actor, now: datetime) -> int:
    """«Godkjenn alle endringer»: everything that stood in the list when it was looked at (KP-ADM-219, 265)."""
    plan = _hold(plan_id, actor=actor)
    rows = waiting.rows_of(plan, actor=actor)
    if waiting.seen_mark(rows) != seen:
        count = sum(row.may_be_approved for row in rows)
        told = ngettext(
            "The list has changed since you opened it: %(count)s change waits now. Look at it, and approve again.",
            "The list has changed since you opened it: %(count)s changes wait now. Look at them, and approve again.",
            count,
        )
        raise ChangedMeanwhile(told % {"count": count})
    return _approve(plan, [row for row in rows if row.may_be_approved], actor=actor, now=now)


@transaction.atomic
def approve_chosen_changes(plan_id: UUID, *, seen: Collection[str], actor: Actor, now: datetime) -> int:
    """«Godkjenn x valgte krav»: those ticked, as they were when they were looked at (KP-ADM-221)."""
    if not seen:
        raise CannotBeSaved("seen", _("Choose at least one requirement."))
    plan = _hold(plan_id, actor=actor)
    known = {row.seen: row for row in waiting.rows_of(plan, actor=actor) if row.may_be_approved}
    if not set(seen) <= known.keys():
        raise ChangedMeanwhile(_("Something that you chose has changed since you opened the list. Look at it again."))
    return _approve(plan, [known[one] for one in dict.fromkeys(seen)], actor=actor, now=now)


def _hold(plan_id: UUID, *, actor: Actor) -> Plan:
    """The plan, locked after what waits in it and with all plans that a publishing reaches, in the order of all."""
    plan = getting.get_plan(plan_id, actor=actor)
    waits = list(waiting.waiting_in(plan).values_list("requirement", flat=True))
    list(Requirement.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=waits).order_by("pk"))
    drafted = RequirementDraft.objects.select_for_update(of=("self",)).filter(pk__in=waits).order_by("pk")
    publishing.hold_dependencies(draft.settings for draft in drafted)
    ids = {pk for draft in drafted for pk in using.plans_in_force(draft.requirement)} | {plan.pk}
    list(Plan.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk"))
    return changeable(plan_id, actor=actor)


def _approve(plan: Plan, rows: Sequence[WaitingRow], *, actor: Actor, now: datetime) -> int:
    """All of them or none (KP-ADM-264): one new version of each plan, counted plan by plan (KP-ADM-239, 242)."""
    if not rows:
        raise Refused(_("Nothing waits for approval here."))
    reached = Counter({plan.pk: len({row.number for row in rows})})  # an activity under two goals is one item
    requirements, added, activated, before = [], [], [], str(plan.version or "")
    drafted: set[int] = set()
    for row in rows:
        link = getting.get_link(plan, row.link_id, lock=True)
        if row.kind in (Waiting.BOTH, Waiting.DRAFT) and row.number not in drafted:
            reached.update(pk for pk in _publish(link.requirement, row, actor=actor, now=now) if pk != plan.pk)
            drafted.add(row.number)
        if link.state == LinkState.INACTIVE:
            if put_in_force(link, now=now):
                added.append(link.pk)
            activated.append(link.requirement_id)
        requirements.append(link.requirement_id)
    made = make_versions(reached, actor=actor, now=now)
    published = [number for number, row in zip(requirements, rows, strict=True) if row.draft]
    spread(requirement_ids=published, plan_ids=[plan.pk], actor=actor, now=now)
    tell_of_links("competence.requirement_added", added, now=now)
    version = next(str(one.version) for one in made if one.plan_id == plan.pk)
    record(
        "competence.plan.changes_approved",
        plan,
        actor=actor,
        now=now,
        count=len(rows),
        requirements=_numbers(requirements),
        activated=_numbers(activated),
        version=version,
        before=before,
        after=version,
    )
    return len(rows)


def _publish(requirement: Requirement, row: WaitingRow, *, actor: Actor, now: datetime) -> list[int]:
    """Let the draft take effect; gives the plans that it reaches."""
    draft = RequirementDraft.objects.get(requirement=requirement)
    try:
        publishing.take_effect(requirement, draft, actor=actor, now=now)
    except NotPossible as refusal:
        told = _("Nothing was approved. The draft of “%(name)s” cannot be published: %(why)s")
        raise Refused(told % {"name": row.name, "why": str(refusal)}) from None
    return using.plans_in_force(requirement)


def _numbers(requirements: Iterable[int]) -> str:
    return ", ".join(str(one) for one in requirements)
