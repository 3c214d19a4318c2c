"""A case as the papers tell of it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from arbeidsrom.modules.workspace.facts import (
    CaseFacts,
    DeadlineFacts,
    DocumentFacts,
    EventFacts,
    MemberFacts,
    StewardFacts,
)

DISMISSAL = UUID(int=1)
KARI = MemberFacts("Kari Åsen", "1234567", "900 00 001", "kari@example.no", "Helsefagarbeider", Decimal("80.00"), "KS")
FACTS = CaseFacts(
    public_id=UUID(int=14),
    label="2026/14",
    type="Oppsigelse",
    title="Oppsigelse etter omstilling",
    state="Åpen",
    summary="Medlemmet ble sagt opp uten at utvalgskretsen var drøftet.",
    club="Klubben ved Sørlia sykehjem",
    union="Fagforeningen Nordfjell",
    opened_on=date(2026, 2, 3),
    closed_on=None,
    outcome="",
    employer="Nordfjell kommune",
    employer_contact="Per Leder, virksomhetsleder",
    employer_address="per.leder@example.no",
    workplace="Sørlia sykehjem",
    group="",
    members=(KARI,),
    steward=StewardFacts("Ola Hansen", "klubbleder", "911 11 111", "ola@example.no"),
    events=(
        EventFacts(datetime(2026, 2, 5, 8, tzinfo=UTC), "phone_call", "Telefon med Kari", "Hun vil stå i stillingen."),
        EventFacts(
            datetime(2026, 2, 3, 23, 30, tzinfo=UTC), "meeting", "Drøftingsmøte", "Ingen enighet.", "Ola Hansen"
        ),
        EventFacts(datetime(2026, 2, 6, 9, tzinfo=UTC), "state", "Saken ble satt på vent.", by_hand=False),
    ),
    deadlines=(
        DeadlineFacts("Krav om forhandlinger (aml. § 17-3)", date(2026, 2, 17), "Løper"),
        DeadlineFacts("Svar til arbeidsgiver", date(2026, 2, 10), "Overholdt", is_running=False),
    ),
    documents=(
        DocumentFacts(DISMISSAL, "Oppsigelse datert 03.02.26", date(2026, 2, 3)),
        DocumentFacts(UUID(int=2), "Notat fra samtale datert 05.02.26", date(2026, 2, 5)),
    ),
)
