"""The templates that ship with the program."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from arbeidsrom.lib.papers.content import Language
from arbeidsrom.modules.workspace.letters.merging import CheckedTemplate, check

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SHIPPED = Path(__file__).parent / "shipped"


@dataclass(frozen=True, slots=True)
class ShippedTemplate:
    """A kind of letter, in the languages it ships in. ``key`` is also the key of its document title."""

    key: str
    label: str | _StrPromise
    help: str | _StrPromise


TEMPLATES = (
    ShippedTemplate("summons", _("Summons to a meeting"), _("Calls the employer or others to a meeting in the case.")),
    ShippedTemplate(
        "minutes_discussion",
        _("Minutes of discussion meeting § 15-1"),
        _("What was discussed before the employer decides on a dismissal."),
    ),
    ShippedTemplate(
        "demand_negotiation",
        _("Demand for negotiation § 17-3"),
        _("The written demand that must reach the employer within the time limit."),
    ),
    ShippedTemplate(
        "protocol_negotiation",
        _("Negotiation protocol § 17-3"),
        _("What the parties claimed, and what they agreed on or not."),
    ),
    ShippedTemplate(
        "reply_to_warning", _("Reply to a written warning"), _("The member's answer, to lie beside the warning.")
    ),
    ShippedTemplate(
        "power_of_attorney",
        _("Power of attorney and consent"),
        _("The member lets the club act in the case, and says with whom it may be shared."),
    ),
    ShippedTemplate("note_member", _("Note of a conversation with the member"), _("What was said and agreed.")),
)
BY_KEY = {template.key: template for template in TEMPLATES}


@cache
def shipped(key: str, language: Language) -> CheckedTemplate:
    """A shipped template; English readers get the bokmål one, since the letters are written to Norwegians."""
    written = "nn" if language == "nn" else "nb"
    return check((SHIPPED / f"{BY_KEY[key].key}.{written}.docx").read_bytes())
