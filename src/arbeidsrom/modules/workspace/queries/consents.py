"""What members have agreed to, and whether it allows a sharing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.modules.sharing.rules.categories import Category
from arbeidsrom.modules.sharing.subjects import RestsOn
from arbeidsrom.modules.workspace.models import Case, CaseParty, Consent, ConsentForm, ConsentKind, PartyRole

DATES = ("given_on", "valid_to", "withdrawn_on")


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A consent as it is shown."""

    public_id: UUID
    name: str
    kind: str
    kind_label: str
    form: str
    receivers: tuple[str, ...]
    scope: str
    given_on: date
    valid_to: date | None
    withdrawn_on: date | None
    holds: bool
    recorded_by: str
    covers: tuple[str, ...]
    last_day: date | None


def consents_of(case: Case, *, today: date) -> list[ConsentRow]:
    """Everything recorded in the case, the latest first."""
    rows = list(case.consents.select_related("case", "party").order_by("-given_on", "-id"))
    for row in rows:
        row.party.case = row.case
    keys.open_holders(rows)
    keys.open_holders([row.party for row in rows])
    return [_row(row, today) for row in rows]


def _row(consent: Consent, today: date) -> ConsentRow:
    return ConsentRow(
        consent.public_id,
        consent.party.name,
        consent.kind,
        str(ConsentKind(consent.kind).label),
        str(ConsentForm(consent.form).label),
        tuple(consent.receivers),
        consent.scope,
        consent.given_on,
        consent.valid_to,
        consent.withdrawn_on,
        consent.holds_on(today),
        consent.recorded_by,
        covered_by(consent),
        consent.last_day,
    )


def covered_by(consent: Consent) -> tuple[str, ...]:
    """The receivers that a consent to sharing covers, in words; other kinds cover none."""
    if consent.kind != ConsentKind.SHARING:
        return ()
    known = dict(receiver_categories())
    return tuple(known.get(key, key) for key in consent.receivers) or (gettext("All receivers"),)


def members_without_consent(case: Case, category: str, *, today: date) -> list[str]:
    """The members of the case whose consent to sharing with receivers of the category is missing today.

    Sharing then needs a stated legal basis instead.
    """
    given = {
        consent.party_id
        for consent in case.consents.filter(kind=ConsentKind.SHARING)
        if consent.holds_on(today) and (not consent.receivers or category in consent.receivers)
    }
    parties = list(case.parties.filter(role=PartyRole.MEMBER).exclude(pk__in=given).order_by("id"))
    keys.open_holders(parties)
    return [party.name for party in parties]


def members_without_power_of_attorney(case: Case, *, today: date) -> list[str]:
    """The members of the case who have not given the club the power to act for them."""
    given = {
        consent.party_id
        for consent in case.consents.filter(kind=ConsentKind.POWER_OF_ATTORNEY)
        if consent.holds_on(today)
    }
    parties = list(case.parties.filter(role=PartyRole.MEMBER).exclude(pk__in=given).order_by("id"))
    keys.open_holders(parties)
    return [party.name for party in parties]


def lost_consents(about: UUID, rests: Collection[RestsOn], *, today: date) -> set[RestsOn]:
    """What rests on a consent that holds no longer, or that some member of the case has not given. Two queries."""
    members = set(CaseParty.objects.filter(case__public_id=about, role=PartyRole.MEMBER).values_list("pk", flat=True))
    given = Consent.objects.filter(case__public_id=about, kind=ConsentKind.SHARING)
    holding = [
        consent for consent in given.only("public_id", "party_id", "receivers", *DATES) if consent.holds_on(today)
    ]

    def holds(on: RestsOn) -> bool:
        agreed = {consent.party_id for consent in holding if not consent.receivers or on.category in consent.receivers}
        return members <= agreed and on.consent in {consent.public_id for consent in holding}

    return {on for on in rests if not holds(on)}


def receiver_categories() -> list[tuple[str, str]]:
    """The categories of receivers that a consent can cover: all but the member."""
    return [(key, str(label)) for key, label in Category.choices if key != Category.MEMBER]


@dataclass(frozen=True, slots=True)
class SharingConsent:
    """A recorded consent to sharing, as it is chosen when something is shared."""

    public_id: UUID
    label: str


def consents_to_share(case: Case, *, today: date) -> list[SharingConsent]:
    """The consents to sharing that hold on the day."""
    categories = dict(receiver_categories())
    found = []
    for row in consents_of(case, today=today):
        if row.kind == ConsentKind.SHARING and row.holds:
            covered = ", ".join(categories.get(key, key) for key in row.receivers)
            day = date_format(row.given_on, "j. F Y")
            found.append(SharingConsent(row.public_id, ", ".join(filter(None, [row.name, day, covered]))))
    return found
