"""The tables of the club's room, by noun."""

from arbeidsrom.modules.workspace.models.case_types import CaseType
from arbeidsrom.modules.workspace.models.cases import (
    Case,
    CaseParty,
    CaseSeries,
    CaseStep,
    Employer,
    PartyRole,
    Subject,
)
from arbeidsrom.modules.workspace.models.consents import Consent, ConsentForm, ConsentKind
from arbeidsrom.modules.workspace.models.deadline_rules import DeadlineRule
from arbeidsrom.modules.workspace.models.deadlines import Deadline, DeadlineReminder, ReminderKind
from arbeidsrom.modules.workspace.models.documents import CaseDocument, Origin
from arbeidsrom.modules.workspace.models.letters import LetterLanguage, LetterTemplate
from arbeidsrom.modules.workspace.models.minutes import SignatureState, Signer
from arbeidsrom.modules.workspace.models.retention import ClosedCase, Deletion
from arbeidsrom.modules.workspace.models.settings import ClubSettings
from arbeidsrom.modules.workspace.models.statements import StatementDraft
from arbeidsrom.modules.workspace.models.stewards import (
    CaseOffer,
    CaseSteward,
    Conflict,
    ConflictKind,
    HandOver,
    OfferAnswer,
)
from arbeidsrom.modules.workspace.models.timeline import CaseEvent, EventKind

__all__ = [
    "Case",
    "CaseDocument",
    "CaseEvent",
    "CaseOffer",
    "CaseParty",
    "CaseSeries",
    "CaseStep",
    "CaseSteward",
    "CaseType",
    "ClosedCase",
    "ClubSettings",
    "Conflict",
    "ConflictKind",
    "Consent",
    "ConsentForm",
    "ConsentKind",
    "Deadline",
    "DeadlineReminder",
    "DeadlineRule",
    "Deletion",
    "Employer",
    "EventKind",
    "HandOver",
    "LetterLanguage",
    "LetterTemplate",
    "OfferAnswer",
    "Origin",
    "PartyRole",
    "ReminderKind",
    "SignatureState",
    "Signer",
    "StatementDraft",
    "Subject",
]
