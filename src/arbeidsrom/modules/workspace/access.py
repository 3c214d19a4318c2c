"""Who may see and do what with cases (KL-WHO, KL-CASE-006)."""

from __future__ import annotations

from datetime import date

from django.db.models import Case as Either
from django.db.models import Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.lookups import In
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.access import within
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.organisation.queries import held_on, merged_units
from arbeidsrom.core.privacy.access import bodies_answered_for
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.core.vault import queries as vault
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.core.vault.states import ScanState
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied
from arbeidsrom.modules.workspace.models import (
    Case,
    CaseDocument,
    CaseOffer,
    CaseParty,
    CaseSteward,
    Conflict,
    Deletion,
    LetterTemplate,
    Subject,
)
from arbeidsrom.modules.workspace.states import UNFINISHED
from arbeidsrom.web.requests import may_take_out

HANDLE = "workspace.handle_cases"
RECEIVE = "workspace.receive_cases"
OVERSEE = "workspace.oversee_clubs"
CONFIRM_DELETION = "workspace.confirm_deletion"
MANAGE_CLUB = "workspace.manage_club"
MANAGE_SETTINGS = "workspace.manage_settings"
SEE_STATISTICS = "workspace.see_statistics"


def barred(actor: Actor, case: str = "pk") -> Exists:
    """The actor, in whatever office, has a conflict of interest in the case that a row is, or is about (KL-WHO-008)."""
    return Exists(Conflict.objects.filter(case=OuterRef(case), person_id=actor.person_id or 0, lifted_at=None))


def works_in(actor: Actor) -> Q:
    """Cases of the clubs that the actor's office covers, as a steward or as the union to which cases are handed."""
    return within(actor, HANDLE, "club") | within(actor, RECEIVE, "club")


def given_to(actor: Actor) -> Exists:
    """The actor's office is among the stewards of the case; nobody's is among them without an office."""
    return Exists(CaseSteward.objects.filter(case=OuterRef("pk"), position_id=actor.position_id or 0))


def conditions(actor: Actor) -> dict[str, Q]:
    """What must hold for the actor to see a case: the lists, the page and the explanation all read it here."""
    return {"covered": works_in(actor), "given": Q(given_to(actor)), "free": Q(~barred(actor))}


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """The cases whose content the actor's office gives access to: those it is a steward of."""
    return Case.objects.filter(*conditions(actor).values())


def conditions_met(actor: Actor, case: Case) -> dict[str, bool]:
    """Which of the conditions hold for a case: why the actor sees it, or what is missing. One query."""
    told = {name: Either(When(condition, then=True), default=False) for name, condition in conditions(actor).items()}
    return {name: bool(holds) for name, holds in Case.objects.filter(pk=case.pk).values(**told).get().items()}


def known_cases(actor: Actor) -> QuerySet[Case]:
    """The cases of which the actor may know that they exist: all of the clubs where the actor is a steward."""
    handed_over = within(actor, RECEIVE, "club") & Q(given_to(actor))
    return Case.objects.filter(within(actor, HANDLE, "club") | handed_over).exclude(barred(actor))


def counted_cases(actor: Actor) -> QuerySet[Case]:
    """The cases that the actor may count, by club, type and state, without seeing any (KL-WHO-003)."""
    return Case.objects.filter(within(actor, OVERSEE, "club"))


def parties_answered_for(actor: Actor) -> QuerySet[CaseParty]:
    """Those outside the union who are parties of cases of the bodies whose requests for access the actor answers."""
    answered = bodies_answered_for(actor).values("tenant")
    return CaseParty.objects.filter(case__club__tenant__in=answered, member_index__isnull=True)


def deletions_to_answer(actor: Actor) -> QuerySet[Deletion]:
    """Deletions that the union confirms and a second person, there or in the club, carries out; never the barred."""
    theirs = within(actor, CONFIRM_DELETION, "club") | within(actor, MANAGE_CLUB, "club")
    return Deletion.objects.filter(theirs).exclude(barred(actor, "case"))


def without_responsible(today: date) -> Q:
    """Unfinished cases that nobody who can still work with them is responsible for (KL-WHO-006).

    An office that has ended, and one that has lost its role in the club, both leave a case alone.
    """
    return Q(state__in=UNFINISHED) & ~Q(Exists(giving_cases(today).filter(position=OuterRef("responsible"))))


def giving_cases(today: date, case: str = "") -> QuerySet[RoleGrant]:
    """The grants that give access to cases in the club of the case that is asked about, reached by the path."""
    return grants_reaching(today, HANDLE, RECEIVE, case=case)


def grants_reaching(today: date, *permissions: str, case: str = "") -> QuerySet[RoleGrant]:
    """The grants that give any of the permissions in the club of the case that is asked about, reached by the path.

    Whoever has a role in a unit has it in those merged into it, as where permissions are gathered.
    """
    club = f"{case}club"
    reaching = Q(unit=OuterRef(club)) | Q(
        with_subunits=True, unit__lft__lte=OuterRef(f"{club}__lft"), unit__rgt__gte=OuterRef(f"{club}__rgt")
    )
    taken_over: dict[int, list[int]] = {}
    for unit in merged_units(today=today):
        taken_over.setdefault(unit.heir, []).append(unit.id)
    for heir, units in taken_over.items():
        reaching |= Q(In(OuterRef(club), units), unit=heir)
    roles = roles_giving(*permissions)
    return RoleGrant.objects.filter(held_on(today), held_on(today, "position__"), reaching, role__in=roles)


def roles_giving(*permissions: str) -> list[str]:
    """The roles that hold any of the permissions."""
    return [role.key for role in registry.roles().values() if not role.permissions.isdisjoint(permissions)]


def may_work_with_cases(actor: Actor) -> Decision:
    """Coming into the room at all: as a steward of a club, or as the union that cases are handed to."""
    if not (actor.holds(HANDLE) or actor.holds(RECEIVE)):
        return denied(_("Your office does not give access to the cases of any club."))
    return ALLOWED


def may_create_cases(actor: Actor) -> Decision:
    """Creating cases in any club."""
    if not actor.holds(HANDLE):
        return denied(_("Only stewards of a club can create cases in it."))
    return ALLOWED


def may_open_case(actor: Actor, club: Unit, *, today: date) -> Decision:
    """Creating a case in a club that there is today; what a merged one left is read there, and nothing is begun."""
    if not actor.covers(HANDLE, club.lft):
        return denied(_("Only stewards of the club can create cases in it."))
    if club.valid_to is not None and club.valid_to <= today:
        return denied(_("The club has ended. Create the case in the one that took over."))
    return ALLOWED


def may_work_on(actor: Actor, case: Case) -> Decision:
    """Writing in a case that the actor sees."""
    if case.is_closed:
        return denied(_("The case is closed and can only be read. Reopen it to go on working with it."))
    return ALLOWED


def may_record_withdrawal(actor: Actor, case: Case) -> Decision:
    """Recording that a member has taken a consent back: it counts in a closed case too, where shipments may remain."""
    return ALLOWED


def may_give_out(actor: Actor, case: Case) -> Decision:
    """Giving a member what stands in the case, a closed one too: reading out is not writing (KL-CASE-015)."""
    if actor.read_only:
        return denied(_("You are looking on and cannot take anything out."))
    if case.is_closed and case.subject != Subject.MEMBER:
        return may_work_on(actor, case)
    return ALLOWED


def may_reopen(actor: Actor, case: Case) -> Decision:
    """Opening a closed case again."""
    if not case.is_closed:
        return denied(_("The case is not closed."))
    return ALLOWED


def may_choose_stewards(actor: Actor, case: Case, *, today: date) -> Decision:
    """Giving others access, and taking it."""
    if case.is_closed:
        return may_work_on(actor, case)
    if _somebody_else_is_responsible(actor, case, today):
        return denied(_("Only the steward responsible for the case decides who has access."))
    return ALLOWED


def may_hand_over(actor: Actor, case: Case, *, today: date) -> Decision:
    """Giving the responsibility to somebody else."""
    if case.is_closed:
        return may_work_on(actor, case)
    if _somebody_else_is_responsible(actor, case, today):
        return denied(_("Only the steward responsible for the case can hand it over."))
    return ALLOWED


def _somebody_else_is_responsible(actor: Actor, case: Case, today: date) -> bool:
    """Another steward in office decides; an office that has lapsed decides nothing, and the others go on."""
    if case.responsible_id is None or case.responsible_id == actor.position_id:
        return False
    return not Case.objects.filter(without_responsible(today), pk=case.pk).exists()


def offers_to(actor: Actor) -> QuerySet[CaseOffer]:
    """The cases that the actor's office is asked to take over and can still take."""
    covered = within(actor, HANDLE, "case__club") | within(actor, RECEIVE, "case__club")
    return open_offers().filter(covered, to_position_id=actor.position_id or 0).exclude(barred(actor, "case"))


def offers_from(actor: Actor) -> QuerySet[CaseOffer]:
    """What the actor has asked others to take over, and they have not answered."""
    return open_offers().filter(from_position_id=actor.position_id or 0)


def open_offers() -> QuerySet[CaseOffer]:
    """Those without an answer, of unfinished cases that are where they were when somebody was asked."""
    unmoved = Q(case__responsible=F("from_position")) | Q(case__responsible=None)
    return CaseOffer.objects.filter(unmoved, answered_at=None, case__state__in=UNFINISHED)


def may_oversee(actor: Actor) -> Decision:
    """Opening the union's pages about its clubs."""
    if not actor.holds(OVERSEE):
        return denied(_("Only the leader of the local union sees the overview of its clubs."))
    return ALLOWED


def may_place(actor: Actor, case: Case) -> Decision:
    """The union finding somebody for a case that nobody is responsible for, or a closed one that nobody can open."""
    if not actor.covers(OVERSEE, case.club.lft):
        return denied(_("Only the leader of the local union can place a case that nobody is responsible for."))
    return ALLOWED


def may_manage_club(actor: Actor, club: Unit) -> Decision:
    """Changing the club's choices."""
    if not actor.covers(MANAGE_CLUB, club.lft):
        return denied(_("Only the club leader can change the club's settings."))
    return ALLOWED


def may_edit_case_types(actor: Actor, union: Unit) -> Decision:
    """Editing the list of case types for everybody."""
    if not actor.covers(MANAGE_SETTINGS, union.lft):
        return denied(_("Case types are edited centrally, by an administrator of the union."))
    return ALLOWED


def may_edit_deadline_rules(actor: Actor, union: Unit) -> Decision:
    """Keeping the time limits that everybody's deadlines are counted by."""
    if not actor.covers(MANAGE_SETTINGS, union.lft):
        return denied(_("Deadline rules are kept centrally, by an administrator of the union."))
    return ALLOWED


def may_propose_deletion(actor: Actor, deletion: Deletion) -> Decision:
    """The union's answer, the first of two people."""
    if not actor.covers(CONFIRM_DELETION, deletion.club.lft):
        return denied(_("Only the local union can confirm that a case is deleted."))
    return ALLOWED


def may_delete(actor: Actor, deletion: Deletion) -> Decision:
    """The second of the two people; what is deleted is gone for good."""
    if deletion.proposed_by_id == actor.person_id:
        return denied(_("You have confirmed the deletion yourself. A second person must carry it out."))
    return ALLOWED


def may_change_document(actor: Actor, row: CaseDocument) -> Decision:
    """Another file, title or date for a document, or taking it away."""
    if not (may := may_work_on(actor, row.case)):
        return may
    if row.is_approved:
        return denied(_("The document is approved and locked. Open it for changes again first, with a reason."))
    return ALLOWED


def may_reopen_document(actor: Actor, row: CaseDocument) -> Decision:
    """Opening an approved document for changes."""
    if not (may := may_work_on(actor, row.case)):
        return may
    if not row.is_approved:
        return denied(_("The document is not approved."))
    return ALLOWED


def may_download(actor: Actor, version: DocumentVersion) -> Decision:
    """Taking a file out."""
    return may_take_out(actor) and may_look_into(actor, version)


def may_look_into(actor: Actor, version: DocumentVersion) -> Decision:
    """What a file holds: one that has not been cleared only for whoever brought it, one with malware for nobody."""
    if version.scan_state == ScanState.INFECTED:
        return denied(_("Malware was found in the file. It cannot be downloaded or shared."))
    if not vault.may_leave(version) and version.created_by_person != actor.person:
        return denied(_("The file has not been cleared of malware yet. Only the person who added it can download it."))
    return ALLOWED


def units_keeping_templates(actor: Actor) -> QuerySet[Unit]:
    """The clubs and unions whose Word templates the actor looks after (KL-CASE-013)."""
    return Unit.objects.filter(
        within(actor, MANAGE_CLUB, "") | within(actor, MANAGE_SETTINGS, ""), tenant__isnull=False
    )


def manageable_templates(actor: Actor) -> QuerySet[LetterTemplate]:
    """The templates of those units that are still offered."""
    return LetterTemplate.objects.filter(unit__in=units_keeping_templates(actor), removed_at=None)


def may_look_after_templates(actor: Actor) -> Decision:
    """Opening the page of templates."""
    if not (actor.holds(MANAGE_CLUB) or actor.holds(MANAGE_SETTINGS)):
        return denied(_("Only the club leader, or those who look after the union's settings, can change templates."))
    return ALLOWED


def may_keep_templates(actor: Actor, unit: Unit) -> Decision:
    """Bringing and removing templates of a unit."""
    if not (actor.covers(MANAGE_CLUB, unit.lft) or actor.covers(MANAGE_SETTINGS, unit.lft)):
        return denied(_("Only the club leader, or those who look after the union's settings, can change templates."))
    return ALLOWED
