"""What the club's cases hold about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.lib.personal_data import Activity, not_personal, ordinary, special

CASES = "workspace.cases"

ACTIVITIES = (
    Activity(
        CASES,
        name=_("Case work of the club"),
        purpose=_("To assist members in matters of their working life, and to account for what was done."),
        people=_("Members, their managers and employers, witnesses, and the stewards of the case."),
        basis=_("GDPR art. 6(1)(f) and 9(2)(d) and (f); the member's consent where the case is shared."),
        recipients=_("The stewards of the case. Others only through a shipment with a legal basis."),
        retention=_("As many years after closing as the type of case says; then the key is destroyed."),
        security=_("Every case has a key of its own; each view is written in the log."),
        erased_by="workspace.ask_for_deletions",
    ),
)

MODELS = {
    "CaseType": not_personal(
        *("id", "key", "name_nb", "name_nn", "name_en", "retention_years", "outcomes", "steps", "order"),
        *("is_offered", "lock_version"),
    ),
    "Employer": {**ordinary(CASES, "name", "name_index"), **not_personal("id", "public_id", "tenant")},
    "CaseSeries": not_personal("id", "club", "year", "last_number"),
    "Case": {
        **special(
            CASES, "title", "summary", "group", "workplace", "waiting_for", "tokens", "type", "employer", "outcome"
        ),
        **ordinary(CASES, "responsible"),
        **not_personal(
            *("id", "public_id", "holder", "tenant", "club", "year", "number", "subject", "state", "waiting_until"),
            *("opened_on", "changed_at", "closed_on", "keep_until", "lock_version"),
        ),
    },
    "CaseParty": {
        **special(CASES, "role", "name", "contact", "member", "member_index"),
        **not_personal("id", "public_id", "case"),
    },
    "CaseStep": {
        **ordinary(CASES, "done_by"),
        **not_personal("id", "case", "order", "text_nb", "text_nn", "text_en", "done_on"),
    },
    "Consent": {
        **special(CASES, "party", "kind", "form", "receivers", "scope", "given_on", "valid_to", "withdrawn_on"),
        **ordinary(CASES, "recorded_by"),
        **not_personal("id", "public_id", "case"),
    },
    "Deadline": {
        **special(CASES, "label"),
        **ordinary(CASES, "settled_by"),
        **not_personal(
            *("id", "public_id", "case", "due", "state", "rule", "event", "started", "proposed_due", "settled_on"),
            "lock_version",
        ),
    },
    "DeadlineReminder": not_personal("id", "deadline", "kind", "due", "sent_at"),
    "CaseDocument": {
        **special(CASES, "received_from"),
        **ordinary(CASES, "added_by", "approved_by"),
        **not_personal(
            "id", "public_id", "case", "document", "origin", "shipment", "added_at", "seen_at", "approved_at"
        ),
    },
    "Deletion": {
        **ordinary(CASES, "keep_reason", "proposed_by", "deleted_by"),
        **not_personal(
            *("id", "public_id", "case", "club", "number", "state", "asked_at", "keep_until", "proposed_at"),
            "deleted_at",
        ),
    },
    "ClosedCase": not_personal("id", "club", "type", "outcome", "employer", "opened_year", "closed_year", "days"),
    "ClubSettings": not_personal("club", "titles_open", "lock_version"),
    "CaseSteward": {**ordinary(CASES, "position", "since"), **not_personal("id", "case")},
    "Conflict": {
        **ordinary(CASES, "person", "kind", "reason", "declared_at", "declared_by", "lifted_at"),
        **not_personal("id", "public_id", "case"),
    },
    "CaseOffer": {
        **special(CASES, "note", "reason"),
        **ordinary(CASES, "from_position", "to_position", "offered_by", "answer"),
        **not_personal("id", "public_id", "case", "offered_at", "answered_at"),
    },
    "HandOver": {
        **special(CASES, "note"),
        **ordinary(CASES, "from_position", "to_position", "handed_by"),
        **not_personal("id", "public_id", "case", "handed_at"),
    },
    "CaseEvent": {
        **special(CASES, "heading", "text", "facts"),
        **ordinary(CASES, "author"),
        **not_personal("id", "public_id", "case", "kind", "what", "happened_at", "recorded_at", "about"),
    },
    "LetterTemplate": {
        **ordinary(CASES, "added_by"),
        **not_personal("id", "public_id", "unit", "name", "language", "content", "added_at", "removed_at"),
    },
    "Signer": {
        **special(CASES, "name", "side", "state", "answered_on", "remark"),
        **ordinary(CASES, "recorded_by"),
        **not_personal("id", "public_id", "document"),
    },
    "StatementDraft": {
        **special(CASES, "answers"),
        **ordinary(CASES, "saved_by"),
        **not_personal("id", "public_id", "case", "finished_at", "lock_version", "pdf", "word", "saved_at", "sitting"),
    },
}

NAMES = {
    "Case": pgettext_lazy("stored", "Case"),
    "CaseDocument": pgettext_lazy("stored", "Document of a case"),
    "CaseEvent": pgettext_lazy("stored", "Entry in a case's timeline"),
    "CaseOffer": pgettext_lazy("stored", "Question to take over a case"),
    "CaseParty": pgettext_lazy("stored", "Party to a case"),
    "CaseStep": pgettext_lazy("stored", "Step of a case"),
    "CaseSteward": pgettext_lazy("stored", "Steward with access to a case"),
    "Conflict": pgettext_lazy("stored", "Conflict of interest"),
    "Consent": pgettext_lazy("stored", "Consent"),
    "Deadline": pgettext_lazy("stored", "Deadline"),
    "Deletion": pgettext_lazy("stored", "Deletion of a case"),
    "Employer": pgettext_lazy("stored", "Employer"),
    "HandOver": pgettext_lazy("stored", "Hand-over of a case"),
    "LetterTemplate": pgettext_lazy("stored", "Template of a letter"),
    "Signer": pgettext_lazy("stored", "Signature on a document of a case"),
    "StatementDraft": pgettext_lazy("stored", "Draft of a case statement"),
}
