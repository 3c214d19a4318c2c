"""Consent and power of attorney (KL-CASE-007)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.sharing.actions.history import lose_consent
from arbeidsrom.modules.sharing.queries.consents import without_consent
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions.timeline import author_of, record, tell
from arbeidsrom.modules.workspace.models import Consent, ConsentForm, ConsentKind, EventKind, PartyRole
from arbeidsrom.modules.workspace.queries import cases


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
    """The member has taken back a consent; from today it allows nothing, and what rests on it should be withdrawn."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_record_withdrawal(actor, case).or_refuse()
    row = case.consents.select_related("party").get(public_id=consent)
    if row.withdrawn_on is not None:
        raise WrongState(_("The consent is already withdrawn."))
    before = without_consent(case.public_id, now=now)
    row.withdrawn_on = today
    row.save(update_fields=["withdrawn_on"])
    lost = [shipment for shipment in without_consent(case.public_id, now=now) if shipment not in before]
    lose_consent(lost, actor=actor, now=now)
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
