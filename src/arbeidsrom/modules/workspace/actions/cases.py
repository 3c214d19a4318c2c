"""Opening and changing cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsrom.core.keys import actions as keys_actions
from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.membership.access import visible_members
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.organisation.models import Person, Unit
from arbeidsrom.core.privacy.contacts import marks
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions.calendar import follow_case
from arbeidsrom.modules.workspace.actions.notices import forget_case, notify_positions
from arbeidsrom.modules.workspace.actions.open_offers import drop_offers_to
from arbeidsrom.modules.workspace.actions.timeline import author_of, record, tell
from arbeidsrom.modules.workspace.models import (
    Case,
    CaseParty,
    CaseSeries,
    CaseStep,
    CaseSteward,
    CaseType,
    Conflict,
    ConflictKind,
    Employer,
    EventKind,
    PartyRole,
    Subject,
)
from arbeidsrom.modules.workspace.queries import cases, search, stewards
from arbeidsrom.modules.workspace.queries.members import is_one_of
from arbeidsrom.modules.workspace.rules.contact import reaches

OLDEST_YEARS = 10


class PartyCannotBeResponsible(Refused):
    """Whoever is a party in a case cannot be responsible for it."""


class NotThen(Refused):
    """No case was opened on the day."""


class NoMember(Refused):
    """A case about members needs at least one."""


class HasConsents(Refused):
    """What somebody has agreed to belongs to the case, and is not deleted with them."""


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """What the steward has filled in about a case."""

    type_key: str
    title: str
    subject: Subject
    members: Sequence[UUID] = ()
    group: str = ""
    employer: str = ""
    workplace: str = ""
    summary: str = ""
    responsible: UUID | None = None
    opened_on: date | None = None


@dataclass(frozen=True, slots=True)
class CaseChanges:
    """The details of a case that can be edited, as one steward wants them."""

    type_key: str
    title: str
    employer: str
    workplace: str
    group: str
    summary: str


@transaction.atomic
def open_case(club: Unit, draft: CaseDraft, *, actor: Actor, now: datetime, today: date) -> Case:
    """A steward creates a case; it gets the next number of the club's year (KL-CASE-001)."""
    access.may_open_case(actor, club, today=today).or_refuse()
    if said := opening_refused(draft.opened_on or today, today=today):
        raise NotThen(said)
    members = _members(draft, club, actor)
    parties = _stewards_who_are_parties(club, members, today)
    responsible = stewards.positions_with(access.HANDLE, club, today=today).get(
        **({"public_id": draft.responsible} if draft.responsible else {"pk": actor.position_id})
    )
    if responsible.person_id in {person.pk for person in parties}:
        raise PartyCannotBeResponsible(
            _("%(name)s is a party in the case and cannot be responsible for it. Choose somebody else.")
            % {"name": responsible.person.name}
        )
    case = _new_case(club, draft, responsible_id=responsible.pk, now=now, today=today)
    _add_members(case, members)
    case.tokens = search.tokens_of_case(case, [member.name for member in members], draft.employer)
    case.save(update_fields=["tokens"])
    CaseSteward.objects.bulk_create(
        CaseSteward(case=case, position_id=position_id, since=today)
        for position_id in sorted({responsible.pk, *_creator(actor, parties)})
    )
    CaseStep.objects.bulk_create(steps_of_type(case))
    for person in parties:
        bar(case, person, ConflictKind.PARTY, actor=actor, now=now)
    tell(case, EventKind.STATE, "case.opened", actor=actor, now=now)
    record("workspace.case.opened", case, actor=actor, now=now, type=case.type.key)
    if responsible.pk != actor.position_id:
        notify_positions([responsible], "workspace.case.given", case, now=now)
    return case


def opening_refused(day: date, *, today: date) -> str:
    """Why a case cannot have been opened on the day; empty when it can."""
    if day > today:
        return _("A case cannot be opened in the future.")
    if (today.year - day.year, today.month, today.day) > (OLDEST_YEARS, day.month, day.day):
        return _("A case that was opened more than ten years ago is not begun here. Check the year.")
    return ""


def _members(draft: CaseDraft, club: Unit, actor: Actor) -> list[Member]:
    if draft.subject != Subject.MEMBER:
        return []
    members = list(visible_members(actor).filter(club=club, public_id__in=draft.members).order_by("member_number"))
    if not members or len(members) != len(set(draft.members)):
        raise NoMember(_("Choose the member that the case is about among the members of the club."))
    return members


def _stewards_who_are_parties(club: Unit, members: Sequence[Member], today: date) -> list[Person]:
    """The club's stewards, and the union's, who are themselves the members of the case."""
    return [person for person in stewards.people_of_club(club, today=today) if is_one_of(person, members)]


def _creator(actor: Actor, parties: Iterable[Person]) -> set[int]:
    barred = actor.person_id in {person.pk for person in parties}
    return set() if barred or actor.position_id is None else {actor.position_id}


def _new_case(club: Unit, draft: CaseDraft, *, responsible_id: int, now: datetime, today: date) -> Case:
    opened_on = draft.opened_on or today
    case = Case(
        public_id=uuid4(),
        holder=keys_actions.create_holder(tenant=club.controller, kind="case").public_id,
        tenant=club.controller,
        club=club,
        year=opened_on.year,
        number=next_number(club, opened_on.year),
        type=CaseType.objects.get(key=draft.type_key, is_offered=True),
        subject=draft.subject,
        title=draft.title,
        group=draft.group if draft.subject == Subject.GROUP else "",
        employer=employer_named(club.controller, draft.employer),
        workplace=draft.workplace,
        summary=draft.summary,
        responsible_id=responsible_id,
        opened_on=opened_on,
        changed_at=now,
    )
    case.save(force_insert=True)
    return case


def next_number(club: Unit, year: int) -> int:
    """The next number in the club's year. The series is locked until the case is there, so that no number is lost."""
    CaseSeries.objects.bulk_create([CaseSeries(club=club, year=year)], ignore_conflicts=True)
    series = CaseSeries.objects.select_for_update().get(club=club, year=year)
    series.last_number += 1
    series.save(update_fields=["last_number"])
    return series.last_number


def employer_named(tenant: UUID, name: str) -> Employer | None:
    """The employer of this name among those the tenant knows, made known when it is new."""
    name = " ".join(name.split())
    if not name:
        return None
    index = keys.blind_index(tenant, "workspace.employer", name.casefold())
    employer = Employer(public_id=uuid4(), tenant=tenant, name=name, name_index=index)
    Employer.objects.bulk_create([employer], ignore_conflicts=True)
    return Employer.objects.get(tenant=tenant, name_index=index)


def steps_of_type(case: Case) -> list[CaseStep]:
    """The steps of the type's template for one case, not saved."""
    return [
        CaseStep(case=case, order=order, text_nb=step["nb"], text_nn=step["nn"], text_en=step["en"])
        for order, step in enumerate(case.type.steps, start=1)
    ]


def bar(case: Case, person: Person, kind: ConflictKind, *, actor: Actor, now: datetime, reason: str = "") -> Conflict:
    """The person loses the case, in every office; if nobody is left responsible the case says so (KL-WHO-008).

    Whoever is kept out of it already stays so, and a party for as long as they are one.
    """
    known = case.conflicts.filter(person=person, lifted_at=None).first()
    if known is not None:
        return _now_a_party(known) if kind == ConflictKind.PARTY else known
    conflict = Conflict(
        case=case, person=person, kind=kind, reason=reason, declared_at=now, declared_by=author_of(actor)
    )
    conflict.save()
    CaseSteward.objects.filter(case=case, position__person=person).delete()
    forget_case(person.pk, case)
    follow_case(case, now=now, today=timezone.localdate(now))
    tell(case, EventKind.RESPONSIBILITY, "conflict.declared", actor=actor, now=now, name=person.name)
    record("workspace.conflict.declared", case, actor=actor, now=now, person=str(person.public_id), kind=kind)
    drop_offers_to(person.pk, case, actor=actor, now=now)
    return conflict


def _now_a_party(conflict: Conflict) -> Conflict:
    conflict.kind = ConflictKind.PARTY
    conflict.save(update_fields=["kind"])
    return conflict


def member_party(case: Case, member: Member) -> CaseParty:
    """The member as a party of the case, not saved."""
    return CaseParty(
        public_id=uuid4(),
        case=case,
        role=PartyRole.MEMBER,
        name=member.name,
        contact=" · ".join(filter(None, [member.phone, member.email])),
        member=str(member.public_id),
        member_index=search.member_index(case.tenant, member.public_id),
    )


def _add_members(case: Case, members: Iterable[Member]) -> None:
    CaseParty.objects.bulk_create(member_party(case, member) for member in members)


@transaction.atomic
def change_case(case_id: UUID, changes: CaseChanges, *, lock_version: int, actor: Actor, now: datetime) -> Case:
    """A steward edits the case's details; a second one who began before is told and shown both (lost-update guard)."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_work_on(actor, case).or_refuse()
    if case.lock_version != lock_version:
        raise ChangedMeanwhile(_("Somebody else has changed the case since you opened it."))

    before, before_type = details_of(case), case.type_id
    case.type = CaseType.objects.get(key=changes.type_key)
    case.title, case.summary = changes.title, changes.summary
    case.workplace, case.group = changes.workplace, changes.group
    case.employer = employer_named(case.tenant, changes.employer)
    case.lock_version += 1
    names = [party.name for party in cases.parties_of(case)]
    case.tokens = search.tokens_of_case(case, names, changes.employer)
    case.save()
    if case.type_id != before_type:
        _change_steps(case)

    changed = [name for name, value in details_of(case).items() if before[name] != value]
    if changed:
        tell(case, EventKind.CHANGE, "case.changed", actor=actor, now=now, fields=", ".join(changed))
        record("workspace.case.changed", case, actor=actor, now=now, fields=changed)
    return case


def _change_steps(case: Case) -> None:
    """The steps become those of the new type; what is ticked stays, with who did it and when, before them."""
    case.steps.filter(done_on=None).delete()
    done = cases.steps_of(case)
    for order, step in enumerate(done, start=1):
        if step.order != order:
            step.order = order
            step.save(update_fields=["order"])
    present = {step.text_nb for step in done}
    new = [step for step in steps_of_type(case) if step.text_nb not in present]
    for order, step in enumerate(new, start=len(done) + 1):
        step.order = order
    CaseStep.objects.bulk_create(new)


def details_of(case: Case) -> dict[str, str]:
    """The editable details as they are, by the name of their form field."""
    return {
        "type": case.type.key,
        "title": case.title,
        "employer": case.employer.name if case.employer else "",
        "workplace": case.workplace,
        "group": case.group,
        "summary": case.summary,
    }


@transaction.atomic
def add_member(case_id: UUID, *, member: UUID, actor: Actor, now: datetime, today: date) -> CaseParty:
    """The case concerns one more member of the club."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_work_on(actor, case).or_refuse()
    found = visible_members(actor).get(club=case.club, public_id=member)
    if CaseParty.objects.filter(case=case, member_index=search.member_index(case.tenant, member)).exists():
        raise NoMember(_("The member is already in the case."))
    party = member_party(case, found)
    party.save()
    for person in _stewards_who_are_parties(case.club, [found], today):
        bar(case, person, ConflictKind.PARTY, actor=actor, now=now)
        release_responsibility(case, person, actor=actor, now=now)
    _index_names(case)
    tell(case, EventKind.CHANGE, "party.added", actor=actor, now=now, name=party.name)
    record("workspace.party.added", case, actor=actor, now=now)
    return party


@transaction.atomic
def add_party(case_id: UUID, *, role: PartyRole, name: str, contact: str, actor: Actor, now: datetime) -> CaseParty:
    """Somebody who is not a member of the club belongs to the case; a steward reached by the contact is barred."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_work_on(actor, case).or_refuse()
    party = CaseParty(case=case, role=role, name=name, contact=contact, contact_marks=marks(case.tenant, contact))
    party.save()
    for person in stewards.people_of_club(case.club, today=timezone.localdate(now)):
        if reaches(contact, email=person.email, mobile=person.mobile):
            bar(case, person, ConflictKind.PARTY, actor=actor, now=now)
            release_responsibility(case, person, actor=actor, now=now)
    _index_names(case)
    tell(case, EventKind.CHANGE, "party.added", actor=actor, now=now, name=name)
    record("workspace.party.added", case, actor=actor, now=now)
    return party


@transaction.atomic
def remove_party(case_id: UUID, *, party: UUID, actor: Actor, now: datetime) -> None:
    """Somebody was entered by mistake; a case about members keeps at least one."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_work_on(actor, case).or_refuse()
    row = case.parties.get(public_id=party)
    members = case.parties.filter(role=PartyRole.MEMBER).count()
    if row.role == PartyRole.MEMBER and case.subject == Subject.MEMBER and members == 1:
        raise NoMember(_("A case about members needs at least one member."))
    if row.consents.exists():
        raise HasConsents(
            _("Consents from %(name)s are recorded in the case and must stay in it, so %(name)s cannot be removed.")
            % {"name": row.name}
        )
    record("workspace.party.removed", case, actor=actor, now=now)
    name = row.name
    row.delete()
    _index_names(case)
    tell(case, EventKind.CHANGE, "party.removed", actor=actor, now=now, name=name)


def _index_names(case: Case) -> None:
    names = [party.name for party in cases.parties_of(case)]
    case.tokens = search.tokens_of_case(case, names, case.employer.name if case.employer else "")
    case.save(update_fields=["tokens"])


def release_responsibility(case: Case, person: Person, *, actor: Actor, now: datetime) -> None:
    """Take the responsibility from somebody who must not have the case; the union sees that nobody has it."""
    if case.responsible is not None and case.responsible.person_id == person.pk:
        case.responsible = None
        case.save(update_fields=["responsible"])
        tell(case, EventKind.RESPONSIBILITY, "responsible.missing", actor=actor, now=now)


@transaction.atomic
def tick_step(case_id: UUID, *, order: int, done: bool, actor: Actor, now: datetime, today: date) -> CaseStep:
    """A step of the template is done, or was ticked by mistake."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_work_on(actor, case).or_refuse()
    step = case.steps.get(order=order)
    if (step.done_on is not None) == done:
        return step
    step.tick(done_on=today if done else None, by=actor.label)
    step.save(update_fields=["done_on", "done_by"])
    tell(case, EventKind.CHANGE, "step.done" if done else "step.undone", actor=actor, now=now, step=asdict(step.text))
    return step
