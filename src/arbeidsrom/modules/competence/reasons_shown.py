"""The steps to a status as people read them, and what the log shows of a signature."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arbeidsrom.core.audit.proofs import Proof
from arbeidsrom.modules.competence.rules.reasons import Reason, Step
from arbeidsrom.web.components.formats import short_date
from arbeidsrom.web.status import Status


def sentence(reason: Reason) -> str:
    """One step of the explanation."""
    return SENTENCES[reason.step](reason)


def _days(reason: Reason) -> dict[str, object]:
    return {"day": short_date(reason.day), "number": reason.number}


def _marked_everywhere(reason: Reason) -> str:
    number = reason.number or 1
    told = ngettext(
        "It is marked as not relevant in the only plan that has it.",
        "It is marked as not relevant in all %(number)s plans that have it.",
        number,
    )
    return told % {"number": number}


def _relevant_in_some(reason: Reason) -> str:
    number = reason.number or 1
    told = ngettext(
        "It is relevant in %(number)s plan. What is marked as not relevant elsewhere does not count.",
        "It is relevant in %(number)s plans. What is marked as not relevant elsewhere does not count.",
        number,
    )
    return told % {"number": number}


def _shortest(reason: Reason) -> str:
    number = reason.number or 1
    told = ngettext(
        "The validity is %(number)s day from then, the shortest in the plans where it is relevant:"
        " it is valid through %(day)s.",
        "The validity is %(number)s days from then, the shortest in the plans where it is relevant:"
        " it is valid through %(day)s.",
        number,
    )
    return told % _days(reason)


def _left(reason: Reason) -> str:
    number = reason.number or 1
    told = ngettext(
        "%(number)s day of its validity was left, more than 30: green.",
        "%(number)s days of its validity were left, more than 30: green.",
        number,
    )
    return told % _days(reason)


SENTENCES: dict[Step, Callable[[Reason], str]] = {
    Step.IN_NO_PLAN: lambda _r: _("No plan in force has it, so it has no status."),
    Step.MARKED_HERE: lambda _r: _("It is marked as not relevant in this plan. Other plans are not touched by that."),
    Step.MARKED_EVERYWHERE: _marked_everywhere,
    Step.RELEVANT_IN_SOME: _relevant_in_some,
    Step.NOTHING_REGISTERED: lambda _r: _("Nothing is registered."),
    Step.BEGUN: lambda _r: _("Something is registered, but it is not fulfilled."),
    Step.SENT: lambda _r: _("It is sent for signing and waits for whoever was asked."),
    Step.DECLINED: lambda _r: _("Whoever was asked to sign has declined, and nothing is registered since."),
    Step.FULFILLED_ON: lambda r: _("It was fulfilled on %(day)s.") % _days(r),
    Step.BEGUN_ANEW: lambda _r: _("Something new is begun since; what was fulfilled counts until its last day."),
    Step.SENT_ANEW: lambda _r: _("Something new is sent for signing since, and that is what is shown."),
    Step.DECLINED_ANEW: lambda _r: _("Something new was declined since, and that is what is shown."),
    Step.EXPIRES_BY_HAND: lambda r: (
        _("The expiry date that was registered holds: it is valid through %(day)s.") % _days(r)
    ),
    Step.SHORTEST_VALIDITY: _shortest,
    Step.NO_VALIDITY: lambda _r: _("No plan where it is relevant gives it an end: green without end."),
    Step.DEADLINE: lambda r: _("The deadline is %(day)s.") % _days(r),
    Step.DAYS_LEFT: _left,
    Step.SOON: lambda _r: _("At most 30 days of its validity were left: yellow."),
    Step.PAST: lambda r: _("Its last valid day, %(day)s, was over: red.") % _days(r),
}


def proof_status(proof: Proof | None) -> Status | None:
    """Whether a signature can be verified, in a word; nothing for what the log has no entry of."""
    if proof is None:
        return None
    if not proof.holds:
        return Status(_("The log does not hold for this"), "danger", "x-mark-octagon")
    if proof.number is None:
        return Status(_("Being written to the log"), "neutral", "clock")
    return Status(_("Verified in the log, entry %(number)s") % {"number": proof.number}, "success", "checkmark-circle")
