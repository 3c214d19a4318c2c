"""The sentences that the program writes in a case's timeline, told in the reader's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from .case_types import outcomes
from .words import Words

SENTENCES = {
    "case.opened": _("The case was created."),
    "case.taken_over": _("The case came from %(club)s, which was merged on %(day)s. Its number there was %(number)s."),
    "case.changed": _("The case's details were changed: %(fields)s."),
    "party.added": _("%(name)s was added to the case."),
    "party.removed": _("%(name)s was removed from the case."),
    "state.open": _("The case is open."),
    "state.waiting": _("The case waits for %(who)s until %(until)s."),
    "state.sent": _("The case was sent to the competence centre."),
    "state.closed": _("The case was closed: %(outcome)s."),
    "state.reopened": _("The case was reopened: %(reason)s"),
    "deadline.set": _("Deadline set: %(label)s, %(due)s."),
    "deadline.moved": _("Deadline moved: %(label)s, from %(before)s to %(due)s."),
    "deadline.met": _("Deadline met: %(label)s."),
    "deadline.dropped": _("Deadline no longer relevant: %(label)s."),
    "deadline.replaced": _("Deadline replaced by one counted anew: %(label)s, from %(before)s to %(due)s."),
    "deadline.running": _("Deadline is running again: %(label)s, %(due)s."),
    "steward.added": _("%(name)s was given access to the case."),
    "steward.removed": _("%(name)s no longer has access to the case."),
    "responsible.changed": _("Responsibility went from %(before)s to %(name)s. %(note)s"),
    "offer.made": _("%(name)s has been asked to take over the case. %(note)s"),
    "offer.declined": _("%(name)s does not take over the case. %(reason)s"),
    "offer.withdrawn": _("%(name)s is no longer asked to take over the case."),
    "responsible.missing": _("Nobody is responsible for the case."),
    "conflict.declared": _("%(name)s has a conflict of interest and has no access to the case."),
    "conflict.lifted": _("%(name)s no longer has a conflict of interest."),
    "consent.recorded": _("%(kind)s from %(name)s was recorded, given %(day)s."),
    "consent.withdrawn": _("%(kind)s from %(name)s was withdrawn."),
    "step.done": _("Done: %(step)s."),
    "step.undone": _("Not done after all: %(step)s."),
    "document.added": _("Document added: %(title)s."),
    "document.version": _("New version of %(title)s."),
    "document.renamed": _("The document %(before)s is now called %(title)s."),
    "document.removed": _("Document removed: %(title)s."),
    "document.released": _("%(title)s was released for sharing without a scan: %(reason)s"),
    "document.approved": _("%(title)s, version %(number)s, was approved and locked."),
    "document.reopened": _("%(title)s was opened for changes again: %(reason)s"),
    "signer.added": _("%(name)s is to sign %(title)s."),
    "signer.removed": _("%(name)s is not to sign %(title)s after all."),
    "signature.waiting": _("%(name)s has not signed %(title)s after all."),
    "signature.signed": _("%(name)s has signed %(title)s. %(remark)s"),
    "signature.remarked": _("%(name)s has signed %(title)s with a remark of disagreement. %(remark)s"),
    "signature.refused": _("%(name)s will not sign %(title)s. %(remark)s"),
    "document.received": _("Document received from %(name)s: %(title)s."),
    "shipment.created.one": _("One document was shared with %(receiver)s, reference %(reference)s."),
    "shipment.created": _("%(count)s documents were shared with %(receiver)s, reference %(reference)s."),
    "shipment.withdrawn": _("Shipment %(reference)s was withdrawn."),
    "shipment.opened": _("Shipment %(reference)s was opened by the receiver."),
    "shipment.answered": _("Answer received in shipment %(reference)s: %(message)s"),
    "shipment.number": _("The competence centre gave the case its number %(number)s."),
}


FIELDS = {
    "type": _("Type of case"),
    "title": _("Title"),
    "employer": _("Employer"),
    "workplace": _("Workplace"),
    "group": _("Group"),
    "summary": _("Summary"),
}
"""The details of a case by the names that its changes are kept under."""

KINDS = {
    "handling": _("Consent to handling the case"),
    "sharing": _("Consent to sharing outside the club"),
    "power_of_attorney": _("Power of attorney"),
}
"""What a member can give, by the names that it is kept under."""


def sentence(what: str, facts: Mapping[str, object] | None) -> str:
    """What happened; a fact that is missing is a dash, a day is written out."""
    known: defaultdict[str, object] = defaultdict(lambda: "–")
    known.update((key, _shown(key, value)) for key, value in (facts or {}).items())
    if known["count"] == 1 and f"{what}.one" in SENTENCES:
        what = f"{what}.one"
    return str(SENTENCES[what]) % known if what in SENTENCES else what


def _shown(key: str, value: object) -> object:
    """A fact in the reader's language; entries from before it was kept as a key have it in the writer's."""
    if isinstance(value, Mapping):
        return Words(**value)
    if not isinstance(value, str):
        return value
    if key == "fields":
        return ", ".join(str(FIELDS.get(name, name)) for name in value.split(", "))
    if key == "kind":
        return KINDS.get(value, value)
    if key == "outcome":
        return outcomes().get(value, value)
    if key in {"until", "due", "before", "day"}:
        try:
            return date_format(date.fromisoformat(value), "j. F Y")
        except ValueError:
            return value
    return value
