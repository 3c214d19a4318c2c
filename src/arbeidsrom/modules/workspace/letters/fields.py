"""The fields that a Word template can hold. Their names are Norwegian: people type them into their own templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from arbeidsrom.modules.workspace.facts import CaseFacts
from arbeidsrom.web.components.formats import long_date, short_date

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TO_FILL_IN = "……………………"


class Kind(StrEnum):
    """How a field is filled in."""

    CASE = "case"
    LINE = "line"
    TEXT = "text"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Field:
    """A field, what it is called on the screen, and where its value comes from."""

    name: str
    label: str | _StrPromise
    kind: Kind = Kind.CASE

    @property
    def asked(self) -> bool:
        """Whether the steward is asked for it when the letter is made."""
        return self.kind is not Kind.CASE

    @property
    def form_name(self) -> str:
        """Its name in a form."""
        return self.name.replace(".", "__")


FIELDS = (
    Field("dato", _("Date of the letter"), Kind.DAY),
    Field("sak.nummer", _("Case number")),
    Field("sak.tittel", _("Title of the case")),
    Field("sak.type", _("Type of case")),
    Field("sak.sammendrag", _("Summary of the case")),
    Field("medlem.navn", _("Name of the member")),
    Field("medlem.medlemsnummer", _("Member number")),
    Field("medlem.stilling", _("Post of the member")),
    Field("medlem.stillingsprosent", _("Percentage of the post")),
    Field("medlem.telefon", _("Telephone of the member")),
    Field("medlem.epost", _("E-mail of the member")),
    Field("arbeidsgiver.navn", _("Employer")),
    Field("arbeidsgiver.kontakt", _("Contact at the employer")),
    Field("arbeidsgiver.adresse", _("How to reach the contact")),
    Field("arbeidsplass", _("Workplace")),
    Field("klubb", _("Club")),
    Field("fagforening", _("Local union")),
    Field("tillitsvalgt.navn", _("Name of the steward")),
    Field("tillitsvalgt.verv", _("Office of the steward")),
    Field("tillitsvalgt.telefon", _("Telephone of the steward")),
    Field("tillitsvalgt.epost", _("E-mail of the steward")),
    Field("mottaker", _("Receiver of the letter"), Kind.LINE),
    Field("møte.dag", _("Day of the meeting"), Kind.DAY),
    Field("møte.tid", _("Time of the meeting"), Kind.LINE),
    Field("møte.sted", _("Place of the meeting"), Kind.LINE),
    Field("møte.gjelder", _("What the meeting is about"), Kind.TEXT),
    Field("møte.for_arbeidsgiver", _("Present for the employer"), Kind.LINE),
    Field("møte.for_arbeidstaker", _("Present for the employee"), Kind.LINE),
    Field("hendelse.dag", _("Day of the dismissal, warning or other event"), Kind.DAY),
    Field("tekst", _("Your own text"), Kind.TEXT),
    Field("fullmakt.omfang", _("What the power of attorney covers"), Kind.TEXT),
    Field("fullmakt.gyldig_til", _("Valid to"), Kind.DAY),
)
BY_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}
LISTS: Mapping[str, frozenset[str]] = {
    "hendelser": frozenset({"dato", "tekst"}),
    "frister": frozenset({"dato", "tekst"}),
    "dokumenter": frozenset({"tittel"}),
}


def values_for(facts: CaseFacts, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Everything a template can ask for, as nested words; what nobody knows is a dotted line to write on."""
    nested: dict[str, Any] = {}
    for field in FIELDS:
        value = answers.get(field.name) if field.asked else _from_case(field.name, facts)
        *above, last = field.name.split(".")
        place = nested
        for part in above:
            place = place.setdefault(part, {})
        place[last] = _shown(value) or TO_FILL_IN
    return nested | _lists(facts)


def _shown(value: Any) -> str:
    """A value as it stands in a letter, without characters that a document cannot hold."""
    words = long_date(value) if isinstance(value, date) else str(value or "")
    return "".join(letter for letter in words if letter.isprintable() or letter == "\n")


def _from_case(name: str, facts: CaseFacts) -> str:
    """A field that the case answers."""
    member, steward = facts.member, facts.steward
    percent = f"{float(member.percent):g}".replace(".", ",") if member.percent is not None else ""
    return {
        "sak.nummer": facts.label,
        "sak.tittel": facts.title,
        "sak.type": facts.type,
        "sak.sammendrag": facts.summary,
        "medlem.navn": ", ".join(one.name for one in facts.members) or facts.group,
        "medlem.medlemsnummer": member.number,
        "medlem.stilling": member.post,
        "medlem.stillingsprosent": percent,
        "medlem.telefon": member.phone,
        "medlem.epost": member.email,
        "arbeidsgiver.navn": facts.employer,
        "arbeidsgiver.kontakt": facts.employer_contact,
        "arbeidsgiver.adresse": facts.employer_address,
        "arbeidsplass": facts.workplace,
        "klubb": facts.club,
        "fagforening": facts.union,
        "tillitsvalgt.navn": steward.name,
        "tillitsvalgt.verv": steward.office,
        "tillitsvalgt.telefon": steward.phone,
        "tillitsvalgt.epost": steward.email,
    }[name]


def _lists(facts: CaseFacts) -> dict[str, list[dict[str, str]]]:
    """What a template can repeat lines for."""
    told = sorted((event for event in facts.events if event.by_hand), key=lambda event: event.happened_at)
    return {
        "hendelser": [
            {
                "dato": short_date(event.happened_at),
                "tekst": _shown(" – ".join(filter(None, (event.heading, event.text)))),
            }
            for event in told
        ],
        "frister": [{"dato": short_date(limit.due), "tekst": _shown(limit.label)} for limit in facts.deadlines],
        "dokumenter": [{"tittel": _shown(document.title)} for document in facts.documents],
    }
