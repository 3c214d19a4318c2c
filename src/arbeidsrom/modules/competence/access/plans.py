"""Who sees, creates, edits and archives plans."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.access import NOTHING, within
from arbeidsrom.core.organisation.models import Unit, UnitKind
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied
from arbeidsrom.modules.competence.access import goal_plans, requirements
from arbeidsrom.modules.competence.models.plans import Plan, PlanKind, PlanResponsible
from arbeidsrom.modules.competence.models.requirements import ActivityLevel, Requirement
from arbeidsrom.modules.competence.rules import plans as rules
from arbeidsrom.web.requests import may_take_out

PREVIEW = "competence.preview_plans"
CREATE = "competence.create_plans"
EDIT = "competence.edit_plans"
EDIT_CENTRAL = "competence.edit_central_plans"
SEE_CENTRAL = "competence.see_central_plans"
EDIT_NAMED = "competence.edit_named_plans"
ARCHIVE = "competence.archive"
REPORT = "competence.report_usage"
REPORT_NAMED = "competence.report_usage_of_named_plans"

LOOKERS = (PREVIEW, EDIT_NAMED, ARCHIVE)
"""What lets somebody see the list of all plans of the region, and preview each (KP-ADM-142, 144)."""
SEERS_OF_CENTRAL = (SEE_CENTRAL, EDIT_CENTRAL)
"""What opens the list of central plans under «Global administrasjon» (KP-HF-025)."""


def may_see_plans(actor: Actor) -> Decision:
    """Opening «Administrer planer» (KP-ADM-142)."""
    if not any(actor.holds(permission) for permission in LOOKERS):
        return denied(_("The plans are for those who look after plans and requirements."))
    return ALLOWED


def may_see_central_plans(actor: Actor) -> Decision:
    """Opening «Administrer planer» under «Global administrasjon» (KP-HF-025)."""
    if not any(actor.holds(permission) for permission in SEERS_OF_CENTRAL):
        return denied(_("Central plans are for those who administer the portal."))
    return may_see_plans(actor)


def visible_plans(actor: Actor) -> QuerySet[Plan]:
    """Every plan of the region, whoever owns it, for whoever has the list (KP-ADM-144)."""
    return Plan.objects.filter(is_template=False) if may_see_plans(actor) else Plan.objects.none()


def named(actor: Actor) -> Q:
    """The plans that the actor is named as responsible for, while they have the role; nobody stands in for it.

    A plan that is moved to another department is theirs still (KP-KPA-034): they were named for the plan.
    """
    if not actor.spans(EDIT_NAMED) or actor.on_behalf_of_id is not None:
        return NOTHING
    return Q(pk__in=PlanResponsible.objects.filter(position=actor.position_id or 0).values("plan"))


def editable(actor: Actor) -> Q:
    """The plans that the actor edits: of the units where they edit plans of the kind, and those they are named for."""
    local = Q(central=False) & within(actor, EDIT, "owner") if actor.spans(EDIT) else NOTHING
    central = Q(central=True) & within(actor, EDIT_CENTRAL, "owner") if actor.spans(EDIT_CENTRAL) else NOTHING
    competence = (local | central | named(actor)) & Q(kind=PlanKind.COMPETENCE)
    return (competence | goal_plans.editable_goal_plans(actor)) & Q(archived_at__isnull=True)


def edits_in(actor: Actor, unit: Unit, *, central: bool, kind: str = PlanKind.COMPETENCE) -> bool:
    """Whether the actor edits plans of this kind that the unit owns."""
    if kind != PlanKind.COMPETENCE:
        return goal_plans.edits_goal_plans_in(actor, unit, kind)
    return actor.covers(EDIT_CENTRAL if central else EDIT, unit.lft)


def edits_of_department(actor: Actor, plan: Plan) -> bool:
    """Whether the actor edits all plans of this kind that the owner of the plan has."""
    return edits_in(actor, plan.owner, central=plan.central, kind=plan.kind)


def may_edit_plan(actor: Actor, plan: Plan) -> Decision:
    """Changing the content, the people, the publishing: one rule with ``editable`` (KP-ADM-164, 273)."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if plan.is_archived:
        return denied(_("The plan is archived for good and cannot be changed."))
    if edits_of_department(actor, plan) or is_named(actor, plan):
        return ALLOWED
    if plan.kind != PlanKind.COMPETENCE:
        return denied(_("Goal plans are edited by those who administer goal plans."))
    return denied(_("You can edit plans only of departments where you look after plans."))


def may_arrange_plan(actor: Actor, plan: Plan) -> Decision:
    """Adding, naming, moving and removing sub-plans; themes and goals are laid down, and come with the template."""
    if plan.has_goals:
        return denied(_("Themes and goals are laid down for all, and are the same in every trust."))
    return may_edit_plan(actor, plan)


def is_named(actor: Actor, plan: Plan) -> bool:
    """Whether it is one of ``named``; asks the database only of those who have the role."""
    if plan.kind != PlanKind.COMPETENCE or actor.on_behalf_of_id is not None or not actor.spans(EDIT_NAMED):
        return False
    return PlanResponsible.objects.filter(plan=plan, position=actor.position_id or 0).exists()


def may_name_responsible(actor: Actor, plan: Plan) -> Decision:
    """Saying who is responsible for it: those who edit the plans of its department, not the responsible themselves."""
    if not (may := may_edit_plan(actor, plan)):
        return may
    if plan.has_goals:
        return denied(_("Goal plans are edited by those who administer goal plans."))
    if not edits_of_department(actor, plan):
        return denied(_("Only those who edit all plans of the department say who is responsible for one."))
    return ALLOWED


def may_report_usage(actor: Actor, plan: Plan) -> Decision:
    """«Bruksrapport»: of the plans one is named for, and for those who report for a whole trust (KP-KPA-018)."""
    if plan.is_archived:
        return denied(_("The plan is archived, and stands in no report."))
    if actor.covers(REPORT, plan.owner.lft) or (actor.spans(REPORT_NAMED) and is_named(actor, plan)):
        return may_take_out(actor)
    return denied(_("The usage report is for whoever is responsible for the plan."))


def may_create_plans(actor: Actor) -> Decision:
    """Opening «Ny plan» for competence plans (KP-ADM-167)."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if not actor.spans(CREATE):
        return denied(_("Plans are made by leaders, subject responsibles and administrators."))
    return ALLOWED


def kinds_to_create(actor: Actor) -> tuple[PlanKind, ...]:
    """The types of plan that the actor makes, of which one is chosen first (KP-ADM-168)."""
    of_goals = [kind for kind in goal_plans.CREATES if goal_plans.may_create_goal_plans(actor, kind)]
    return (*((PlanKind.COMPETENCE,) if may_create_plans(actor) else ()), *of_goals)


def may_create_central_plans(actor: Actor) -> Decision:
    """Opening «Ny plan» under «Global administrasjon»: the system operator alone (KP-HF-026)."""
    if not (may := may_create_plans(actor)):
        return may
    if not actor.spans(EDIT_CENTRAL):
        return denied(
            _("Central plans are made by the system operator. Make a local plan and publish it to the trust.")
        )
    return ALLOWED


def may_create_plan_in(actor: Actor, unit: Unit, *, central: bool) -> Decision:
    """Creating one that the unit owns; a central one in the region alone (KP-ADM-143, KP-HF-026)."""
    may_create_plans(actor).or_refuse()
    if central and unit.kind != UnitKind.REGION:
        return denied(_("A central plan is the region’s. Make a local plan, and publish it to the trust."))
    if not (actor.covers(CREATE, unit.lft) and edits_in(actor, unit, central=central)):
        return denied(_("Choose a department where you make plans."))
    return ALLOWED


def owning_units(actor: Actor, *, central: bool) -> QuerySet[Unit]:
    """Where the actor edits plans of the kind; whoever creates plans there can make one (``may_create_plan_in``)."""
    found = Unit.objects.filter(within(actor, EDIT_CENTRAL if central else EDIT, ""))
    return found.filter(kind=UnitKind.REGION) if central else found


def units_to_own(actor: Actor, plan: Plan) -> QuerySet[Unit]:
    """The units that can take the plan over; a central one stays with the region, for which it is made (KP-HF-026).

    A plan of learning goals stays with the top of a trust (KP-ADM-213).
    """
    if plan.kind != PlanKind.COMPETENCE:
        return goal_plans.goal_plan_owners(actor, plan.kind)
    found = units_within_reach(actor, plan)
    return found.filter(kind=UnitKind.REGION) if plan.central else found


def units_within_reach(actor: Actor, plan: Plan) -> QuerySet[Unit]:
    """The departments that the plan can be moved and published to: those of the actor's own plans (KP-KPA-013, 014)."""
    if plan.kind != PlanKind.COMPETENCE:
        creates = goal_plans.CREATES[PlanKind(plan.kind)]
        return Unit.objects.filter(within(actor, goal_plans.EDIT, ""), within(actor, creates, ""))
    found = within(actor, EDIT_CENTRAL if plan.central else EDIT, "")
    return Unit.objects.filter(found | within(actor, EDIT_NAMED, "") if is_named(actor, plan) else found)


def archivable(actor: Actor) -> Q:
    """The plans that the actor archives, whoever owns them there (KP-ROLE-011, KP-ADM-243)."""
    return within(actor, ARCHIVE, "owner") & Q(archived_at__isnull=True)


def may_archive_plan(actor: Actor, plan: Plan) -> Decision:
    """Putting it away for good: one rule with ``archivable``."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if plan.is_archived:
        return denied(_("The plan is archived already."))
    if not actor.covers(ARCHIVE, plan.owner.lft):
        return denied(_("Only HF administrators, and those with the role of archiving, archive plans."))
    return ALLOWED


def may_publish_in_plan(actor: Actor, plan: Plan, requirement: Requirement, *, named: bool) -> bool:
    """Whether it is edited and published from the plan: the plan's own department owns it too (KP-ADM-067, 218).

    ``named`` says whether the actor is responsible for the plan, asked once for all that stands in it (KP-KPA-009).
    """
    edits = bool(requirements.may_edit_requirement(actor, requirement)) or (
        named and not (actor.read_only or requirement.central or requirement.is_archived)
    )
    return requirement.owner_id == plan.owner_id and edits


def may_deactivate_link(actor: Actor, plan: Plan, requirement: Requirement, *, assigned: bool) -> Decision:
    """Deactivating it in the plan, for whoever edits the plan (KP-ADM-080, 198 to 202).

    Regional learning activities are deactivated by those who have that right, besides editing the plan.
    """
    if held := rules.kept_active(level=requirement.level, assigned=assigned):
        return denied(str(held.label))
    if requirement.level == ActivityLevel.REGIONAL and not actor.covers(goal_plans.DEACTIVATE, plan.owner.lft):
        return denied(_("Regional learning activities are deactivated by those who administer goal plans."))
    return ALLOWED


def may_preview_plan(actor: Actor, plan: Plan) -> Decision:
    """The plan as employees see it: whoever has the list, of any plan; of an archived one only its versions."""
    if plan.is_archived:
        return denied(_("The plan is archived. What stood in it is seen in its version history."))
    return may_see_plans(actor)


def may_see_drafts(actor: Actor, plan: Plan) -> Decision:
    """What is not active or not published yet (KP-ADM-223, 273)."""
    if not (edits_of_department(actor, plan) or is_named(actor, plan)):
        return denied(_("Only those who edit the plan see what is not published yet."))
    return ALLOWED


def may_adapt(*, allowed: bool) -> Decision:
    """A validity of the plan's own: only where the central requirement lets it (KP-ADM-082)."""
    if not allowed:
        return denied(_("The validity of this requirement is set centrally and cannot be adapted."))
    return ALLOWED
