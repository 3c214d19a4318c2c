"""The case report: the case and its timeline as a paper to print or keep (KL-CASE-004)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from arbeidsrom.lib.papers.content import Language, Pairs, Paper, Points, Section, Table, Words
from arbeidsrom.modules.workspace.facts import CaseFacts, EventFacts
from arbeidsrom.web.components.formats import long_date, moment, short_moment


def case_report(
    facts: CaseFacts, *, made_by: str, now: datetime, today: date, language: Language, filtered: str = ""
) -> Paper:
    """The case as it stands, its deadlines, documents and everything that has happened in it."""
    with override(language):
        return Paper(
            kind=_("Case report"),
            title=facts.title or facts.label,
            sender=facts.sender,
            dated=today,
            dated_words=long_date(today),
            page_words=(_("Page"), _("of")),
            facts=_facts(facts),
            sections=tuple(section for section in _sections(facts, filtered) if section.blocks),
            note=_("Taken out by %(name)s %(moment)s. Contains personal data.")
            % {"name": made_by, "moment": moment(now)},
            language=language,
            numbered=False,
        )


def _facts(facts: CaseFacts) -> tuple[tuple[str, str], ...]:
    """What the case is."""
    rows = (
        (_("Case number"), facts.label),
        (_("Type of case"), facts.type),
        (_("State"), facts.state),
        (_("Concerns"), ", ".join(member.name for member in facts.members) or facts.group or facts.club),
        (_("Employer"), facts.employer),
        (_("Workplace"), facts.workplace),
        (_("Responsible"), facts.steward.name),
        (_("Opened"), long_date(facts.opened_on)),
        (_("Closed"), long_date(facts.closed_on)),
        (_("Outcome"), facts.outcome),
    )
    return tuple(row for row in rows if row[1])


def _sections(facts: CaseFacts, filtered: str) -> tuple[Section, ...]:
    """Summary, time limits, documents and the timeline, the oldest first as one reads a story."""
    limits = tuple((long_date(limit.due), limit.label, limit.state) for limit in facts.deadlines)
    titles = tuple(document.title for document in facts.documents)
    heading = _("Timeline: %(kinds)s") % {"kinds": filtered} if filtered else _("Timeline")
    events = tuple(_told(event) for event in facts.events)
    return (
        Section(_("Summary"), (Words(facts.summary),) if facts.summary else ()),
        Section(
            _("Time limits"),
            (Table((_("Day"), _("What must be done"), _("State")), limits, (7, 10, 4)),) if limits else (),
        ),
        Section(_("Documents"), (Points(titles),) if titles else ()),
        Section(
            heading,
            (Table((_("When"), _("What"), _("By")), events, (5, 12, 5)),)
            if events
            else (Pairs(((_("Entries"), _("None")),)),),
        ),
    )


def _told(event: EventFacts) -> tuple[str, str, str]:
    """One entry of the timeline."""
    return short_moment(event.happened_at), "\n".join(filter(None, (event.heading, event.text))), event.author
