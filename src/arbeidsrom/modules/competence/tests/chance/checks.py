"""What must hold after every step, and what a step left."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.rules.progress import Carried, Come, come_to
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import AssignmentState, LinkState
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.tests.chance.deeds import Deed

GROWING = {Entry._meta.db_table, Notification._meta.db_table} | {
    one._meta.db_table for one in (models.ProgressEvent, models.AssignmentEvent, models.PlanRevision)
}
"""Tables whose rows are never changed: how many there are says it all."""
TABLES = sorted(GROWING | {one._meta.db_table for one in apps.get_app_config("competence").get_models()})
FINGERPRINT = " UNION ALL ".join(
    f"SELECT '{name}', count(*), {'0' if name in GROWING else 'coalesce(sum(hashtextextended(row::text, 0)), 0)'}"
    f" FROM {name} row"
    for name in TABLES
)

Pair = tuple[int, int]


@dataclass(frozen=True)
class Picture:
    """How everything stands at one moment."""

    rows: frozenset[tuple[str, int, int]]
    progress: dict[Pair, tuple[Any, ...]]
    assignments: dict[int, tuple[Any, ...]]
    marks: tuple[int, int, int, int, int]

    @classmethod
    def take(cls) -> Picture:
        """Now."""
        with connection.cursor() as cursor:
            cursor.execute(FINGERPRINT)
            rows = frozenset(cursor.fetchall())
            cursor.execute(
                "SELECT (SELECT coalesce(max(id), 0) FROM audit_entry),"
                " (SELECT coalesce(max(id), 0) FROM competence_progressevent),"
                " (SELECT coalesce(max(id), 0) FROM competence_assignmentevent),"
                " (SELECT coalesce(max(id), 0) FROM competence_planrevision),"
                " (SELECT coalesce(max(id), 0) FROM competence_plan)"
            )
            marks = cursor.fetchone()
        fields = ("state", "completed_on", "expires_on", "done", "round")
        progress = {row[:2]: row[2:] for row in models.Progress.objects.values_list("person", "requirement", *fields)}
        assigned = models.Assignment.objects.values_list("pk", "state", "sent_at", "approved_at")
        return cls(rows, progress, {pk: rest for pk, *rest in assigned}, marks)  # type: ignore[misc]


def wrong_now(people: list[int], today: date) -> list[str]:
    """What is not as it must be, whatever happened; empty is well."""
    return [*truth.differences(people), *_wrong_progress(), *_wrong_assignments(today)]


def _wrong_progress() -> list[str]:
    carried: dict[Pair, list[Carried]] = defaultdict(list)
    for one in models.Performance.objects.order_by("decided_at", "id"):
        carried[one.person_id, one.requirement_id].append(
            Carried(one.round, one.state, one.performed_on, one.expires_on)
        )
    revisions = models.RequirementRevision.objects.order_by("requirement", "-number").distinct("requirement")
    newest = {one.requirement_id: one.settings for one in revisions}
    wrong, kept = [], set()
    for row in models.Progress.objects.all():
        pair = (row.person_id, row.requirement_id)
        kept.add(pair)
        times = newest[row.requirement_id].repetitions
        true = come_to(carried[pair], round=row.round, repetitions=times, begun=bool(row.ticked))
        stored = Come(State(row.state), row.completed_on, row.expires_on, row.done)
        if stored != true:
            wrong.append(f"progress {pair}: stored {stored}, comes to {true}, repetitions {times}")
    return wrong + [f"performances {pair} without progress" for pair in sorted(carried.keys() - kept)]


def _wrong_assignments(today: date) -> list[str]:
    """An approved or sent plan is one that ``ROLL_UP`` lets be so, and none that is complete has been forgotten."""
    held = set(models.Link.objects.filter(state=LinkState.ACTIVE).values_list("plan", flat=True))
    wrong = []
    for one in models.Assignment.objects.filter(state=AssignmentState.ACTIVE).select_related("plan"):
        complete = one.fulfilled >= one.required
        if one.sent_at and not one.approved_at and not complete:
            wrong.append(f"assignment {one.pk} waits for the leader with {one.fulfilled} of {one.required}")
        valid = one.next_due >= today and one.plan_id in held
        if one.plan.has_goals:  # its goals are approved one by one (KP-ADM-174)
            wrong += (
                [f"assignment {one.pk} of a goal plan is sent or approved"] if one.sent_at or one.approved_at else []
            )
        elif complete and valid and not one.sent_at and not one.approved_at:
            wrong.append(f"assignment {one.pk} is complete ({one.required}), neither sent nor approved")
    return wrong


def wrong_after(deed: Deed, before: Picture, after: Picture) -> list[str]:
    """What the accepted action left that it did not promise, or promised and did not leave."""
    audit, history, assigned, versions, plans = before.marks
    told = Entry.objects.filter(pk__gt=audit, event__startswith="competence.")  # what the vault says besides is its own
    entries = Counter(told.values_list("event", flat=True))
    lines = list(models.ProgressEvent.objects.filter(pk__gt=history).order_by("pk"))
    about = list(models.AssignmentEvent.objects.filter(pk__gt=assigned).values_list("assignment", "kind"))
    made = Counter(models.PlanRevision.objects.filter(pk__gt=versions).values_list("plan", flat=True))
    first = sum(made.pop(plan) for plan in list(made) if plan > plans)
    promise = deed.promise
    if before.rows == after.rows:
        return []
    settled = _settled(deed, before, after)
    wrong = [
        _compared("the log", entries, Counter(promise.audit)),
        _compared("the history", Counter(one.kind for one in lines if one.kind != "changed"), Counter(promise.history)),
        _compared("the plans' history", Counter(kind for _pk, kind in about), Counter(promise.assignments) + settled),
        _compared("the versions", made, Counter(promise.versions)),
        _compared("the first versions", Counter(plans=first), Counter(plans=promise.first_versions)),
    ]
    return [*filter(None, wrong), *_untold(lines, before, after), *_taken_away(deed, before, after)]


def _compared(where: str, found: Counter[Any], promised: Counter[Any]) -> str:
    return f"{where} has {dict(found)}, promised was {dict(promised)}" if found != promised else ""


def _settled(deed: Deed, before: Picture, after: Picture) -> Counter[str]:
    """What became of plans by themselves: sent to the leader, approved, or not complete any more."""
    found: Counter[str] = Counter()
    if deed.action.__name__ in ("approve_assignment", "withdraw_approval"):
        return found
    for pk, (_state, sent, approved) in after.assignments.items():
        _was, sent_before, approved_before = before.assignments.get(pk, (None, None, None))
        found["sent"] += bool(sent and not sent_before)
        found["approved"] += bool(approved and not approved_before)
        found["incomplete"] += bool(sent_before and not approved_before and not sent and not approved)
        found["approval_withdrawn"] += bool(approved_before and not approved and _may_doubt(deed))
    return +found


def _may_doubt(deed: Deed) -> bool:
    """Whether it is an action that plans which approved themselves are doubted after (KP-SIGN-031)."""
    return deed.action.__name__ == "undo_decisions"


def _untold(lines: list[models.ProgressEvent], before: Picture, after: Picture) -> list[str]:
    """Whose progress is another has a line in the history, the last of which says the state after (KP-EIMP-043)."""
    last = {(one.person_id, one.requirement_id): one.state for one in lines}
    return [
        f"progress {pair} became {now} from {before.progress.get(pair)}, the history says {last.get(pair)}"
        for pair, now in after.progress.items()
        if now != before.progress.get(pair) and last.get(pair) != now[0]
    ]


def _taken_away(deed: Deed, before: Picture, after: Picture) -> list[str]:
    """What has been approved stays so until somebody withdraws it, or the signature that it rests on."""
    if deed.action.__name__ == "withdraw_approval" or _may_doubt(deed):
        return []
    return [
        f"assignment {pk} is approved no longer"
        for pk, was in before.assignments.items()
        if was[2] and pk in after.assignments and not after.assignments[pk][2]
    ]
