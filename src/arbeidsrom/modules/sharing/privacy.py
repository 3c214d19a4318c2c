"""What shipments hold about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.lib.personal_data import Activity, not_personal, ordinary, special

SHIPMENTS = "sharing.shipments"
ADDRESSES = "sharing.addresses"
AS_CASE = _("As the case; its keys are deleted when it ends.")

ACTIVITIES = (
    Activity(
        SHIPMENTS,
        name=_("Secure sharing of documents"),
        purpose=_("To get documents of a case safely to those who must have them, and to know that they got them."),
        people=_("Members whom the documents are about, senders and receivers."),
        basis=_("The member's consent, or GDPR art. 9(2)(d) or (f), as recorded for each shipment."),
        recipients=_("The receiver that the shipment names."),
        retention=_("As the case that it was sent from."),
        security=_("Link and code together are the key; the receiving process holds no master key."),
    ),
    Activity(
        ADDRESSES,
        name=_("Address book of receivers"),
        purpose=_("To send to the right receiver."),
        people=_("Receivers of shipments: competence centres, lawyers, safety services."),
        basis=_("GDPR art. 6(1)(f)."),
        recipients=_("The stewards of the club."),
        retention=_("Until the entry is removed."),
        security=_("Names, addresses and numbers are sealed."),
    ),
)

MODELS = {
    "ReceiverAddress": {
        **ordinary(
            ADDRESSES,
            {
                "name": _("Name of the receiver"),
                "email": _("E-mail address"),
                "mobile": _("Mobile number"),
                "note": _("Note"),
                "contact_marks": _("E-mail address and mobile number, to search by"),
            },
        ),
        **not_personal(
            *("id", "public_id", "tenant", "owner", "is_central", "category", "desk", "language", "verified_date"),
            *("removed_at", "lock_version"),
        ),
    },
    "Shipment": {
        **special(
            SHIPMENTS,
            {
                "title": _("Title of the shipment"),
                "message": _("Message to the receiver"),
                "reason": _("Why this receiver needs it"),
                "legal_ground": _("Legal basis"),
                "consent": _("Recorded consent"),
                "decision_note": _("Reason for the decision"),
            },
        ),
        **ordinary(
            SHIPMENTS,
            {
                "sent_by": _("Who sent it"),
                "sender_name": _("Name of the sender"),
                "receiver_name": _("Name of the receiver"),
                "receiver_email": _("E-mail address of the receiver"),
                "receiver_mobile": _("Mobile number of the receiver"),
            },
        ),
        **ordinary(
            SHIPMENTS,
            {
                "receiver_index": _("The receiver, to search by"),
                "contact_marks": _("E-mail address and mobile number of the receiver, to search by"),
                "decided_by": _("Who decided"),
                "address": _("Entry in the address book"),
            },
        ),
        **not_personal(
            *("id", "public_id", "reference", "tenant", "holder", "about", "own_number", "case_number", "club"),
            *("sender_organisation", "state", "way", "category", "desk", "language", "days_open", "max_openings"),
            *("is_strict", "expires_at", "created_at", "decided_at", "sent_at", "opened_at", "completed_at"),
            *("withdrawn_at", "reminded_at"),
        ),
    },
    "ShipmentDocument": not_personal("id", "shipment", "version", "place", "size"),
    "Generation": {
        **special(SHIPMENTS, {"sealed_manifest": _("What the receiver is shown")}, retention=AS_CASE),
        **ordinary(SHIPMENTS, {"issued_by": _("Who made the link and the code")}),
        **not_personal(
            *("id", "shipment", "number", "token_hash", "salt", "commitment", "wrapped_key", "attempts", "openings"),
            *("issued_at", "expires_at", "locked_at", "used_up_at", "ended_at", "messages"),
            *("undelivered_at", "tried_at"),
        ),
    },
    "DocumentKey": not_personal("id", "generation", "document", "wrapped"),
    "ShipmentEvent": not_personal("id", "shipment", "kind", "at", "document", "told_at"),
    "Answer": {
        **special(
            SHIPMENTS,
            {
                "sealed_message": _("The answer as it came in"),
                "message": _("Message from the receiver"),
                "sender": _("Name of the sender"),
            },
        ),
        **ordinary(SHIPMENTS, {"read_by": _("Who read it")}),
        **not_personal("id", "public_id", "shipment", "state", "arrived_at", "taken_in_at", "read_at"),
    },
    "AnswerDocument": {
        **special(SHIPMENTS, {"sealed": _("Name and key of the file")}),
        **not_personal("id", "answer", "place", "received", "size", "version"),
    },
    "DeskEntry": {**ordinary(SHIPMENTS, {"taken_by": _("Who took it")}), **not_personal("id", "shipment", "taken_at")},
    "DeskCase": {
        **ordinary(SHIPMENTS, {"assigned_by": _("Who gave the case number")}),
        **not_personal("id", "centre", "about", "case_number", "assigned_at"),
    },
    "TryCounter": not_personal("id", "key", "wrong_tries", "began_at", "last_wrong_at"),
    "OpeningSession": not_personal("id", "generation", "secret_hash", "sealed_key", "opened_at", "expires_at"),
    "Download": not_personal("id", "session", "document", "delivered", "completed_at"),
    "Receipt": not_personal("id", "generation", "document", "delivered", "first_at", "last_at", "completed_at"),
}

NAMES = {
    "Answer": pgettext_lazy("stored", "Answer to a shipment"),
    "AnswerDocument": pgettext_lazy("stored", "Document in an answer"),
    "DeskCase": pgettext_lazy("stored", "Case at the receiving desk"),
    "DeskEntry": pgettext_lazy("stored", "Shipment at the receiving desk"),
    "Generation": pgettext_lazy("stored", "Link and code of a shipment"),
    "ReceiverAddress": pgettext_lazy("stored", "Address in the address book"),
    "Shipment": pgettext_lazy("stored", "Shipment"),
}
