"""The mail with the link and the SMS with the code: never both channels' secrets in one."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class LinkMail:
    """A mail with a link: nothing of the case, the member or the documents."""

    subject: str
    text: str


def link_mail(
    *, reference: str, link: str, link_key: str, sender: str, organisation: str, until: str, to_forward: bool
) -> LinkMail:
    """The mail to the receiver, or to the steward who forwards it («den klassiske måten»)."""
    fields = {
        "sender": sender,
        "organisation": organisation,
        "reference": reference,
        "link": link,
        "link_key": link_key,
        "until": until,
    }
    opening = [_("Forward this e-mail to the receiver. Give the code in another way.")] if to_forward else []
    paragraphs = [
        *opening,
        _("%(sender)s, %(organisation)s, has sent you documents.") % fields,
        _("Open the shipment here:\n%(link)s") % fields,
        _("Shipment reference: %(reference)s\nAvailable until: %(until)s") % fields,
        _("You also need a code. It never comes by e-mail: you get it by SMS or directly from the sender."),
        _("If the page asks for a link key, paste this:\n%(link_key)s") % fields,
        _("Did you not expect this? Open nothing, and tell the sender."),
    ]
    return LinkMail(_("Secure shipment %(reference)s") % fields, "\n\n".join(paragraphs) + "\n")


def code_sms(*, sender: str, title: str, code: str, reference: str, case_number: str = "") -> str:
    """The SMS: sender, title, code, reference, and the case number of a later shipment (KL-SHARE-005).

    The number is the receiver's own, or the club's while the receiver has given none.
    """
    fields = {"sender": sender, "title": title, "code": code, "reference": reference, "case_number": case_number}
    lines = [
        _("%(sender)s has sent you «%(title)s» by e-mail.") % fields,
        _("Code: %(code)s") % fields,
        _("Reference: %(reference)s") % fields,
    ]
    if case_number:
        lines.append(_("Case number: %(case_number)s") % fields)
    return "\n".join(lines)
