"""Who sees, edits and archives requirements: one rule for the list and for a single one."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.access import NOTHING, within
from arbeidsrom.core.organisation.models import Unit, UnitKind
from arbeidsrom.core.vault import queries as vault
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.core.vault.states import ScanState
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied
from arbeidsrom.modules.competence.models.plans import Link, PlanKind
from arbeidsrom.modules.competence.models.requirements import ActivityLevel, Requirement, RequirementKind
from arbeidsrom.modules.competence.models.sheets import RequirementSheet
from arbeidsrom.web.requests import may_take_out

ADMINISTER = "competence.administer_requirements"
EDIT_CENTRAL = "competence.edit_central_requirements"
EDIT_REGIONAL = "training.edit_regional_activities"
PREVIEW = "competence.preview_plans"
ARCHIVE = "competence.archive"
EDIT_NAMED_PLANS = "competence.edit_named_plans"
LINK_TO_COURSES = "competence.link_to_courses"
EDIT_GOALS = "training.edit_goal_plans"

LISTERS = (ADMINISTER, EDIT_CENTRAL, ARCHIVE)
"""What opens «Administrer krav» (KP-ADM-097); whoever archives only finds there what they archive."""
LISTERS_OF_CENTRAL = (EDIT_CENTRAL, EDIT_REGIONAL)
"""What opens it under «Global administrasjon»; whoever edits regional learning activities edits those alone there."""
LOOKERS = (*LISTERS, EDIT_REGIONAL, PREVIEW)


def administered(actor: Actor) -> Q:
    """The requirements of the departments where the actor looks after them, central ones where they edit such.

    Learning activities are looked after by level (KP-ADM-080): national ones by nobody, regional ones by those who edit
    the region's, local ones by those who edit goal plans of the trust. What a trust makes centrally is looked after
    with its central requirements (KP-HF-024).
    """
    found = NOTHING
    for permission, whose in (
        (ADMINISTER, Q(central=False, kind=RequirementKind.REQUIREMENT)),
        (EDIT_GOALS, Q(central=False, level=ActivityLevel.LOCAL)),
        (EDIT_CENTRAL, Q(central=True, level__in=("", ActivityLevel.LOCAL))),
        (EDIT_REGIONAL, Q(level=ActivityLevel.REGIONAL)),
    ):
        if actor.spans(permission):
            found |= whose & within(actor, permission, "owner")
    return found


def administers(actor: Actor, requirement: Requirement) -> bool:
    """Whether it is one of ``administered``."""
    if requirement.is_national:
        return False
    is_activity = requirement.kind == RequirementKind.ACTIVITY
    return bool(may_own(actor, requirement.owner, central=requirement.central, is_activity=is_activity))


def archivable(actor: Actor) -> Q:
    """Those that the actor archives, whoever looks after them; nothing national (KP-ROLE-011, KP-ADM-080)."""
    return ~Q(level=ActivityLevel.NATIONAL) & within(actor, ARCHIVE, "owner") if actor.spans(ARCHIVE) else NOTHING


def listed_requirements(actor: Actor) -> QuerySet[Requirement]:
    """What stands in the actor's list: owned by a department they have access to, and no others (KP-ADM-098, 135)."""
    return Requirement.objects.filter(seen_behind(actor))


def seen_behind(actor: Actor) -> Q:
    """Those whose drafts and archive the actor sees, looking after them or archiving them (KP-ADM-273)."""
    return administered(actor) | archivable(actor)


def listed_central_requirements(actor: Actor) -> QuerySet[Requirement]:
    """What stands under «Global administrasjon»: the actor's own, and of others what is published (KP-HF-024).

    Those of the region apply in every trust, whose administrators look them up there.
    """
    published = Q(published_at__isnull=False, archived_at__isnull=True) if actor.holds(PREVIEW) else NOTHING
    return Requirement.objects.filter(seen_behind(actor) | published, central=True)


def visible_requirements(actor: Actor) -> QuerySet[Requirement]:
    """What the actor may open: those listed; of others what is published, for whoever previews plans (KP-ADM-105)."""
    return Requirement.objects.all() if actor.holds(PREVIEW) else listed_requirements(actor)


def may_see_requirements(actor: Actor) -> Decision:
    """Opening «Administrer krav» (KP-ADM-097)."""
    if not any(actor.holds(permission) for permission in LISTERS):
        return denied(_("The requirements are for those who look after plans and requirements."))
    return ALLOWED


def may_see_central_requirements(actor: Actor) -> Decision:
    """Opening the list of central requirements under «Global administrasjon» (KP-ADM-083)."""
    if not any(actor.holds(permission) for permission in LISTERS_OF_CENTRAL):
        return denied(_("Central requirements are for those who edit them."))
    return ALLOWED


def may_look(actor: Actor) -> Decision:
    """Opening the page of any requirement at all."""
    if not any(actor.holds(permission) for permission in LOOKERS):
        return denied(_("The requirements are for those who look after plans and requirements."))
    return ALLOWED


def may_see_behind(actor: Actor, requirement: Requirement) -> Decision:
    """What is not published: a draft, the archive, versions that were (KP-ADM-139, 273)."""
    if administers(actor, requirement):
        return ALLOWED
    if not requirement.is_national and actor.covers(ARCHIVE, requirement.owner.lft):
        return ALLOWED
    if stands_in_named_plan(actor, requirement):
        return ALLOWED
    return denied(_("Only those who look after the requirement see this."))


def may_see_published(actor: Actor, requirement: Requirement) -> Decision:
    """What is published and not archived, for everybody who looks; the rest as ``may_see_behind``."""
    if requirement.is_published and not requirement.is_archived:
        return may_look(actor)
    return may_see_behind(actor, requirement)


def may_edit_requirement(actor: Actor, requirement: Requirement) -> Decision:
    """Changing, publishing, sharing, resetting: one rule with ``administered`` (KP-ADM-010, 066)."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if requirement.is_national:
        return denied(_("National learning activities are the same everywhere and are not changed here."))
    if not administers(actor, requirement):
        return denied(_("Only those who look after requirements of the department that owns it can change it."))
    if requirement.is_archived:
        return denied(_("The requirement is archived for good and cannot be changed."))
    return ALLOWED


def stands_in_named_plan(actor: Actor, requirement: Requirement) -> bool:
    """Whether the actor is responsible for a plan of the department that owns it, in which it stands (KP-KPA-009)."""
    if requirement.central or actor.on_behalf_of_id is not None or not actor.spans(EDIT_NAMED_PLANS):
        return False
    named = Q(
        plan__responsible__position=actor.position_id or 0, plan__archived_at=None, plan__kind=PlanKind.COMPETENCE
    )
    return Link.objects.filter(named, requirement=requirement, plan__owner=requirement.owner_id).exists()


def may_draft_requirement(actor: Actor, requirement: Requirement) -> Decision:
    """Making, discarding and publishing a draft: besides the others, whoever is responsible for a plan it stands in."""
    may = may_edit_requirement(actor, requirement)
    if not may and not actor.read_only and not requirement.is_archived and stands_in_named_plan(actor, requirement):
        return ALLOWED
    return may


def may_archive_requirement(actor: Actor, requirement: Requirement) -> Decision:
    """Putting it away for good: one rule with ``archivable`` (KP-ADM-129)."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if requirement.is_national:
        return denied(_("National learning activities are the same everywhere and are not changed here."))
    if not actor.covers(ARCHIVE, requirement.owner.lft):
        return denied(_("Only HF administrators, and those with the role of archiving, archive requirements."))
    if requirement.is_archived:
        return denied(_("The requirement is archived already."))
    if not requirement.is_published:
        return denied(_("It has never been published. Delete it instead."))
    return ALLOWED


def may_add_requirements(actor: Actor, *, central: bool = False, is_activity: bool = False) -> Decision:
    """Opening «Legg til krav», or «Legg til læringsaktivitet»."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if not _owns_somewhere(actor, central=central, is_activity=is_activity):
        if is_activity:
            return denied(_("Learning activities are made by those who administer goal plans, or those of the region."))
        return denied(_("Requirements are made by those who look after requirements of a department."))
    return ALLOWED


def _owns_somewhere(actor: Actor, *, central: bool, is_activity: bool) -> bool:
    """Whether anything of theirs can own it; asks the database only of those who edit activities of a region."""
    if not (central and is_activity):
        return bool(actor.spans(_looking_after(central=central, is_activity=is_activity)))
    edits = actor.spans(EDIT_CENTRAL) or actor.spans(EDIT_REGIONAL)
    return bool(edits) and owning_units(actor, central=True, is_activity=True).exists()


def _looking_after(*, central: bool, is_activity: bool, of_region: bool = False) -> str:
    """The permission by which such a requirement is looked after."""
    if central:
        return EDIT_REGIONAL if is_activity and of_region else EDIT_CENTRAL
    return EDIT_GOALS if is_activity else ADMINISTER


def own_sheets(actor: Actor) -> QuerySet[RequirementSheet]:
    """Spreadsheets of requirements that the actor has uploaded: nobody else sees them."""
    return RequirementSheet.objects.filter(uploaded_by=actor.person_id or 0)


def owning_units(actor: Actor, *, central: bool, is_activity: bool = False) -> QuerySet[Unit]:
    """The departments that can own a requirement of the actor's: one rule with ``may_own`` (KP-ADM-275)."""
    found = within(actor, _looking_after(central=central, is_activity=is_activity), "")
    if central and is_activity:
        is_region = Q(kind=UnitKind.REGION)
        found = (found & ~is_region) | (within(actor, EDIT_REGIONAL, "") & is_region)
    return Unit.objects.filter(found)


def may_own(actor: Actor, unit: Unit, *, central: bool, is_activity: bool = False) -> Decision:
    """Becoming the owner: a department in the scope of whoever chooses it (KP-ADM-275)."""
    of_region = unit.kind == UnitKind.REGION
    if not actor.covers(_looking_after(central=central, is_activity=is_activity, of_region=of_region), unit.lft):
        return denied(_("Choose a department where you look after requirements."))
    return ALLOWED


def may_link_to_courses(actor: Actor, owner: Unit) -> Decision:
    """Saying which courses of the learning portal fulfil a requirement of the owner (KP-LMS-010, KP-ADM-017)."""
    if not actor.covers(LINK_TO_COURSES, owner.lft):
        return denied(_("Only the HF administrators of the owner, and system operators, link it to courses."))
    return ALLOWED


def may_read_file(actor: Actor, version: DocumentVersion) -> Decision:
    """Taking a file of a requirement out: when it has been cleared of malware (KP-ADM-260)."""
    if not (may := may_take_out(actor)):
        return may
    if version.scan_state == ScanState.INFECTED or not vault.may_leave(version):
        return denied(_("The scanner has not cleared the file. Try again in a while."))
    return ALLOWED
