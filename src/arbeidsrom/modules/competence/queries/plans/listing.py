"""«Administrer planer» and its archive: the plans that match, with what each row says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.models import Link, Plan, Publication, RequirementDraft
from arbeidsrom.modules.competence.models.plans import PlanKind
from arbeidsrom.modules.competence.rules.plans import PlanStatus, plan_status
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.web.lists import Window

OWN, TRUST, CENTRAL, REGION, LACKING = "own", "trust", "central", "region", "lacking"
EDIT, PREVIEW = "edit", "preview"
SORTS = {
    "kind": "kind",
    "name": "sort_name",
    "owner": "owner__sort_name",
    "created_by": "created_by__sort_name",
    "changed": "changed_at",
    "archived_by": "archived_by__sort_name",
    "archived": "archived_at",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the list."""

    text: str = ""
    kind: str = ""
    status: str = ""
    access: str = ""
    owner: str = ""
    unit: str = ""
    """The public ids of departments, with a comma between (KP-ADM-149)."""
    sort: str = "name"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as the list has it (KP-ADM-147)."""

    public_id: UUID
    kind: PlanKind
    name: str
    description: str
    owner: str
    status: PlanStatus
    may_edit: bool
    created_by: str
    version: str
    changed_at: datetime
    archived_at: datetime | None
    archived_by: str


def plans_found(asked: Asked, window: Window, *, actor: Actor, today: date) -> tuple[list[PlanRow], int]:
    """The plans of the region that match, archived ones left out (KP-ADM-142, 144). Two queries."""
    found = access.visible_plans(actor).filter(archived_at=None)
    return _window(_narrowed(found, asked, actor=actor, today=today), asked, window, actor)


def archived_found(asked: Asked, window: Window, *, actor: Actor, today: date) -> tuple[list[PlanRow], int]:
    """The plans that were put away for good (KP-ADM-248). Two queries."""
    found = access.visible_plans(actor).filter(archived_at__isnull=False)
    return _window(_narrowed(found, asked, actor=actor, today=today), asked, window, actor)


def owners_of_plans(actor: Actor, *, archived: bool = False) -> list[tuple[str, str]]:
    """The departments that own plans, for choosing one. One query."""
    plans = access.visible_plans(actor).filter(archived_at__isnull=not archived)
    units = Unit.objects.filter(Exists(plans.filter(owner=OuterRef("pk")))).order_by("sort_name", "id")
    return [(str(public_id), name) for public_id, name in units.values_list("public_id", "name")[:500]]


def _window(found: QuerySet[Plan], asked: Asked, window: Window, actor: Actor) -> tuple[list[PlanRow], int]:
    key = F(SORTS[asked.sort])
    order = key.desc(nulls_last=True) if asked.descending else key.asc(nulls_last=True)
    rows = (
        found.select_related("owner", "created_by", "archived_by")
        .annotate(
            drafted=drafted(),
            published=published(),
            editable=Case(When(access.editable(actor), then=Value(True)), default=Value(False)),
        )
        .order_by(order, "sort_name", "id")
    )
    return [_row(plan) for plan in rows[window.offset : window.offset + window.limit]], found.count()


def drafted() -> Exists | Q:
    """Whether something in the plan waits: not activated, or changed in a draft; an untouched new plan waits too."""
    draft = RequirementDraft.objects.filter(requirement=OuterRef("requirement"))
    waits = Q(state=LinkState.INACTIVE) | (Q(state=LinkState.ACTIVE) & Exists(draft))
    return Exists(Link.objects.filter(waits, plan=OuterRef("pk"))) | Q(major=None)


def published() -> Exists:
    """Whether the plan can be assigned anywhere."""
    return Exists(Publication.objects.filter(plan=OuterRef("pk")))


def _narrowed(found: QuerySet[Plan], asked: Asked, *, actor: Actor, today: date) -> QuerySet[Plan]:
    for word in asked.text.split():
        found = found.filter(_says(word))
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.access:
        may = access.editable(actor)
        found = found.filter(may if asked.access == EDIT else ~may)
    if asked.status:
        found = found.filter(_has_status(asked.status))
    if asked.unit:
        units = asked.unit.split(",")
        found = found.filter(owner__public_id__in=units) if all(map(_is_uuid, units)) else found.none()
    return found.filter(_owned(asked.owner, actor, today=today))


def _says(word: str) -> Q:
    """A word of the plan's name, of its owner, or of somebody it names (KP-ADM-150, 156)."""
    said = Q(name__icontains=word) | Q(owner__name__icontains=word) | Q(owner__code=word)
    for role in ("created_by", "document_owner", "document_responsible"):
        said |= Q(**{f"{role}__given_name__icontains": word}) | Q(**{f"{role}__family_name__icontains": word})
    return said


def _has_status(status: str) -> Q:
    """The plans of one of the four (KP-ADM-155)."""
    drafts = status in (PlanStatus.DRAFT_PUBLISHED, PlanStatus.DRAFT_UNPUBLISHED)
    there = status in (PlanStatus.DRAFT_PUBLISHED, PlanStatus.PUBLISHED)
    waits = Q(drafted())
    return (waits if drafts else ~waits) & (Q(published()) if there else ~Q(published()))


def _owned(owner: str, actor: Actor, *, today: date) -> Q:
    """By own department, own trust, centrally, anywhere, or by one that is there no longer (KP-ADM-154, 276)."""
    if owner == OWN:
        return Q(owner=actor.unit_id)
    if owner == TRUST:
        return Q(owner__tenant=actor.tenant)
    if owner == CENTRAL:
        return Q(central=True)
    if owner == LACKING:
        return ~held_on(today, "owner__")
    return Q()


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _row(plan: Plan) -> PlanRow:
    said = vars(plan)
    return PlanRow(
        public_id=plan.public_id,
        kind=PlanKind(plan.kind),
        name=plan.name,
        description=plan.description,
        owner=plan.owner.name,
        status=plan_status(has_draft=said["drafted"], published=said["published"]),
        may_edit=said["editable"],
        created_by=plan.created_by.name if plan.created_by else "",
        version=str(plan.version or ""),
        changed_at=plan.changed_at,
        archived_at=plan.archived_at,
        archived_by=plan.archived_by.name if plan.archived_by else "",
    )
