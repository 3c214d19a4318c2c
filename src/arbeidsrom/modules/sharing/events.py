"""What the audit log can say about sharing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event, exported, viewed

EVENTS = (
    Event("sharing.shipment.created", _("A shipment was made: %(reference)s.")),
    Event("sharing.shipment.approved", _("A shipment was approved: %(reference)s.")),
    Event("sharing.shipment.rejected", _("A shipment was not approved: %(reference)s.")),
    exported("sharing.shipment.code_issued", _("Link and code were made for a shipment: %(reference)s.")),
    viewed("sharing.shipment.viewed", _("A shipment was looked at: %(reference)s.")),
    viewed(
        "sharing.shipment_list.viewed",
        _("Shipments were shown in a list: %(references)s."),
        to_one=_("Shipments were shown in a list."),
    ),
    viewed("sharing.subject.viewed", _("What can be shared from case %(number)s was looked at.")),
    Event("sharing.shipment.try_failed", _("A wrong code or reference was given for a shipment: %(reference)s.")),
    Event(
        "sharing.shipment.try_refused",
        _("A link that opens nothing any more was tried: %(reference)s."),
    ),
    viewed("sharing.shipment.opened", _("A receiver opened a shipment: %(reference)s.")),
    exported("sharing.shipment.download_begun", _("A receiver began to download a document: %(reference)s.")),
    exported("sharing.shipment.downloaded", _("A receiver got a document in full: %(reference)s.")),
    Event("sharing.shipment.locked", _("A shipment was locked after ten wrong tries: %(reference)s.")),
    Event(
        "sharing.shipment.wrong_receiver", _("A shipment was reported as sent to the wrong receiver: %(reference)s.")
    ),
    Event("sharing.shipment.answered", _("A receiver answered a shipment: %(reference)s.")),
    Event("sharing.shipment.completed", _("Everything in a shipment was received: %(reference)s.")),
    Event("sharing.shipment.withdrawn", _("A shipment was withdrawn: %(reference)s.")),
    Event("sharing.shipment.taken", _("A shipment was taken at the receiving desk: %(reference)s.")),
    Event("sharing.shipment.numbered", _("The receiving desk assigned a case number: %(reference)s.")),
    Event("sharing.shipment.undelivered", _("The e-mail or SMS of a shipment was not accepted: %(reference)s.")),
    Event(
        "sharing.shipment.consent_withdrawn", _("The consent that a shipment rests on was withdrawn: %(reference)s.")
    ),
    Event("sharing.shipment.reminded", _("A reminder was given of an unopened shipment: %(reference)s.")),
    Event("sharing.shipment.expired", _("The link and code of a shipment expired: %(reference)s.")),
    viewed("sharing.answer.read", _("An answer to a shipment was read: %(reference)s.")),
    Event("sharing.answer.taken_in", _("An answer to a shipment was put into the case: %(reference)s.")),
    Event("sharing.address.added", _("An entry was added to the address book.")),
    Event("sharing.address.changed", _("An entry of the address book was changed.")),
    Event("sharing.address.removed", _("An entry of the address book was removed.")),
    viewed("sharing.address_book.viewed", _("The address book was looked at.")),
)
