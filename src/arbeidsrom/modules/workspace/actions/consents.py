"""Consent and power of attorney (KL-CASE-007)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.lib.actor import Actor, job
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.sharing.actions.history import lose_consent
from arbeidsrom.modules.sharing.queries.consents import rests_on, without_consent
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions.notices import notify_people
from arbeidsrom.modules.workspace.actions.timeline import author_of, record, tell
from arbeidsrom.modules.workspace.models import Case, Consent, ConsentForm, ConsentKind, EventKind, PartyRole
from arbeidsrom.modules.workspace.queries import cases, consents, stewards
from arbeidsrom.modules.workspace.states import UNFINISHED


@dataclass(frozen=True, slots=True)
class ConsentDraft:
    """What a member has agreed to, how and when."""

    party: UUID
    kind: ConsentKind
    form: ConsentForm
    given_on: date
    valid_to: date | None = None
    receivers: Sequence[str] = ()
    scope: str = ""


@transaction.atomic
def record_consent(case_id: UUID, draft: ConsentDraft, *, actor: Actor, now: datetime) -> Consent:
    """A steward records what the member has agreed to."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_work_on(actor, case).or_refuse()
    party = case.parties.get(public_id=draft.party, role=PartyRole.MEMBER)
    consent = Consent(
        case=case,
        party=party,
        kind=draft.kind,
        form=draft.form,
        given_on=draft.given_on,
        valid_to=draft.valid_to,
        receivers=sorted(draft.receivers),
        scope=draft.scope,
        recorded_by=author_of(actor),
    )
    consent.save()
    tell(
        case,
        EventKind.CONSENT,
        "consent.recorded",
        actor=actor,
        now=now,
        about=consent.public_id,
        kind=draft.kind.value,
        name=party.name,
        day=draft.given_on.isoformat(),
    )
    record("workspace.consent.recorded", case, actor=actor, now=now, kind=draft.kind.value, form=draft.form.value)
    return consent


@transaction.atomic
def withdraw_consent(case_id: UUID, *, consent: UUID, actor: Actor, now: datetime, today: date) -> Consent:
    """The member has taken back a consent; from today it allows nothing, and what rests on it should be withdrawn.

    What has ended by its date until now is told of first, so that nothing that rested on both is left out.
    """
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_record_withdrawal(actor, case).or_refuse()
    _end(case, consents.ended_in(case, today=today), now=now, today=today)
    row = case.consents.select_related("party").get(public_id=consent)
    if row.withdrawn_on is not None:
        raise WrongState(_("The consent is already withdrawn."))
    held = row.holds_on(today)
    row.withdrawn_on = today
    row.save(update_fields=["withdrawn_on"])
    if held:
        _lose(case, [row], actor=actor, now=now, today=today)
    row.party.case = case
    tell(
        case,
        EventKind.CONSENT,
        "consent.withdrawn",
        actor=actor,
        now=now,
        about=row.public_id,
        kind=row.kind,
        name=row.party.name,
    )
    record("workspace.consent.withdrawn", case, actor=actor, now=now, kind=row.kind)
    return row


def tell_of_ending_consents(*, now: datetime, today: date) -> int:
    """Tell those who work with a case a week before a consent in it ends, and when it has ended; of each once.

    That they were told stands on the consent, so that a job that runs twice or late tells nothing twice.
    """
    return sum(_tell_of_ending(case_id, now=now, today=today) for case_id in consents.cases_to_tell_of(today))


@transaction.atomic
def _tell_of_ending(case_id: int, *, now: datetime, today: date) -> int:
    cases_here = Case.objects.select_for_update(of=("self",)).select_related("club")
    case = cases_here.filter(pk=case_id, state__in=UNFINISHED).first()
    if case is None:
        return 0
    ending = consents.ending_in(case, today=today)
    ended = [consent for consent in ending if consent.has_ended(today)]
    _end(case, ended, now=now, today=today)
    near = [consent for consent in ending if consent not in ended]
    return len(ended) + _tell_before_end(case, near, now=now, today=today)


def _tell_before_end(case: Case, ending: list[Consent], *, now: datetime, today: date) -> int:
    """A case that nobody in office works with waits until somebody does."""
    people = stewards.people_working_on(case.public_id, today=today) if ending else []
    if not people:
        return 0
    Consent.objects.filter(pk__in=[consent.pk for consent in ending]).update(near_end_told_at=now)
    _notify("workspace.consent.near_end", case, ending, people, now=now)
    return len(ending)


def _end(case: Case, ended: list[Consent], *, now: datetime, today: date) -> None:
    """The last day of these consents has passed: the history says so, and those who work with the case are told."""
    if not ended:
        return
    actor = job("workspace.tell_of_ending_consents", tenant=case.tenant)
    Consent.objects.filter(pk__in=[consent.pk for consent in ended]).update(end_told_at=now)
    _lose(case, ended, actor=actor, now=now, today=today)
    for consent in ended:
        kind, day = consent.kind, str(consent.last_day)
        told = {"kind": kind, "name": consent.party.name, "day": day}
        tell(case, EventKind.CONSENT, "consent.ended", actor=actor, now=now, about=consent.public_id, **told)
        record("workspace.consent.ended", case, actor=actor, now=now, kind=consent.kind, day=day)
    people = stewards.people_working_on(case.public_id, today=today)
    _notify("workspace.consent.ended", case, ended, people, now=now)


def _notify(type_key: str, case: Case, ending: list[Consent], people: list[int], *, now: datetime) -> None:
    """One notification for each day, however many consents end on it."""
    for day in sorted({str(consent.last_day) for consent in ending}):
        notify_people(people, type_key, case, page="case_people", now=now, day=day)


def _lose(case: Case, lost: list[Consent], *, actor: Actor, now: datetime, today: date) -> None:
    """Mark what would still rest on consent if these held; what had lost its consent before was marked then."""
    shipments = without_consent(case.public_id, now=now)
    rests = {rests_on(shipment) for shipment in shipments}
    before = consents.lost_consents(case.public_id, rests, today=today, had=lost)
    lose_consent([each for each in shipments if rests_on(each) not in before], actor=actor, now=now)
