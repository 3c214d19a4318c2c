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
    "Employer": {
        **ordinary(CASES, {"name": _("Name of the employer"), "name_index": _("Name, to search by")}),
        **not_personal("id", "public_id", "tenant"),
    },
    "CaseSeries": not_personal("id", "club", "year", "last_number"),
    "Case": {
        **special(
            CASES,
            {
                "title": _("Title of the case"),
                "summary": _("Summary"),
                "group": _("Group"),
                "workplace": _("Workplace"),
                "waiting_for": _("What the case waits for"),
                "tokens": _("Words of the case, to search by"),
                "type": _("Type of case"),
                "employer": _("Employer"),
                "outcome": _("Outcome"),
            },
        ),
        **ordinary(CASES, {"responsible": _("Responsible steward")}),
        **not_personal(
            *("id", "public_id", "holder", "tenant", "club", "year", "number", "subject", "state", "waiting_until"),
            *("opened_on", "changed_at", "closed_on", "keep_until", "lock_version"),
        ),
    },
    "CaseParty": {
        **special(
            CASES,
            {
                "role": _("Role in the case"),
                "name": _("Name"),
                "contact": _("How to reach the party"),
                "contact_marks": _("How to reach the party, to search by"),
                "member": _("Member"),
                "member_index": _("Member, to search by"),
            },
        ),
        **not_personal("id", "public_id", "case"),
    },
    "CaseStep": {
        **ordinary(CASES, {"done_by": _("Who did it")}),
        **not_personal("id", "case", "order", "text_nb", "text_nn", "text_en", "done_on"),
    },
    "Consent": {
        **special(
            CASES,
            {
                "party": _("Who has consented"),
                "kind": _("Kind of consent"),
                "form": _("How it was given"),
                "receivers": _("Receivers that it covers"),
                "scope": _("Scope"),
                "given_on": _("Given on"),
                "valid_to": _("Valid to"),
                "withdrawn_on": _("When it was withdrawn"),
            },
        ),
        **ordinary(CASES, {"recorded_by": _("Who recorded it")}),
        **not_personal("id", "public_id", "case"),
    },
    "Deadline": {
        **special(CASES, {"label": _("What must be done")}),
        **ordinary(CASES, {"settled_by": _("Who settled it")}),
        **not_personal(
            *("id", "public_id", "case", "due", "state", "rule", "counted_by", "event", "started", "proposed_due"),
            *("settled_on", "lock_version"),
        ),
    },
    "DeadlineRule": {
        **ordinary(CASES, {"checked_by": _("Who checked it")}),
        **not_personal(
            *("id", "key", "paragraph", "label_nb", "label_nn", "label_en", "case_types", "trigger", "otherwise"),
            *("claim", "length", "unit", "on_holiday", "valid_from", "valid_to", "source", "verified", "checked_on"),
            *("note_nb", "note_nn", "note_en", "lock_version"),
        ),
    },
    "DeadlineReminder": not_personal("id", "deadline", "kind", "due", "sent_at"),
    "CaseDocument": {
        **special(CASES, {"received_from": _("Whom it was received from")}),
        **ordinary(CASES, {"added_by": _("Who added it"), "approved_by": _("Who approved it")}),
        **not_personal(
            "id", "public_id", "case", "document", "origin", "shipment", "added_at", "seen_at", "approved_at"
        ),
    },
    "Deletion": {
        **ordinary(
            CASES,
            {
                "keep_reason": _("Why the case is kept"),
                "proposed_by": _("Who confirmed the deletion"),
                "deleted_by": _("Who deleted it"),
            },
        ),
        **not_personal(
            *("id", "public_id", "case", "club", "number", "state", "asked_at", "keep_until", "proposed_at"),
            "deleted_at",
        ),
    },
    "ClosedCase": not_personal("id", "club", "type", "outcome", "employer", "opened_year", "closed_year", "days"),
    "ClubSettings": not_personal("club", "titles_open", "lock_version"),
    "CaseSteward": {
        **ordinary(CASES, {"position": _("Steward"), "since": _("Has access since")}),
        **not_personal("id", "case"),
    },
    "Conflict": {
        **ordinary(
            CASES,
            {
                "person": _("Person"),
                "kind": _("How the conflict of interest arose"),
                "reason": _("Reason"),
                "declared_at": _("When it was declared"),
                "declared_by": _("Who declared it"),
                "lifted_at": _("When it was lifted"),
            },
        ),
        **not_personal("id", "public_id", "case"),
    },
    "CaseOffer": {
        **special(CASES, {"note": _("Note to the successor"), "reason": _("Why it was not taken over")}),
        **ordinary(
            CASES,
            {
                "from_position": _("Steward who hands over"),
                "to_position": _("Steward who takes over"),
                "offered_by": _("Who asked"),
                "answer": _("Answer"),
            },
        ),
        **not_personal("id", "public_id", "case", "offered_at", "answered_at"),
    },
    "HandOver": {
        **special(CASES, {"note": _("Note to the successor")}),
        **ordinary(
            CASES,
            {
                "from_position": _("Steward who hands over"),
                "to_position": _("Steward who takes over"),
                "handed_by": _("Who handed it over"),
            },
        ),
        **not_personal("id", "public_id", "case", "handed_at"),
    },
    "CaseEvent": {
        **special(CASES, {"heading": _("Heading"), "text": _("Text"), "facts": _("Details of the entry")}),
        **ordinary(CASES, {"author": _("Who wrote it")}),
        **not_personal("id", "public_id", "case", "kind", "what", "happened_at", "recorded_at", "about"),
    },
    "LetterTemplate": {
        **ordinary(CASES, {"added_by": _("Who added it")}),
        **not_personal("id", "public_id", "unit", "name", "language", "content", "added_at", "removed_at"),
    },
    "Signer": {
        **special(
            CASES,
            {
                "name": _("Name"),
                "side": _("Signs for"),
                "state": _("Whether it is signed"),
                "answered_on": _("Date of the answer"),
                "remark": _("Remark"),
            },
        ),
        **ordinary(CASES, {"recorded_by": _("Who recorded it")}),
        **not_personal("id", "public_id", "document"),
    },
    "StatementDraft": {
        **special(CASES, {"answers": _("What has been filled in")}),
        **ordinary(CASES, {"saved_by": _("Who saved it last")}),
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
    "DeadlineRule": pgettext_lazy("stored", "Deadline rule"),
    "Deletion": pgettext_lazy("stored", "Deletion of a case"),
    "Employer": pgettext_lazy("stored", "Employer"),
    "HandOver": pgettext_lazy("stored", "Hand-over of a case"),
    "LetterTemplate": pgettext_lazy("stored", "Template of a letter"),
    "Signer": pgettext_lazy("stored", "Signature on a document of a case"),
    "StatementDraft": pgettext_lazy("stored", "Draft of a case statement"),
}
