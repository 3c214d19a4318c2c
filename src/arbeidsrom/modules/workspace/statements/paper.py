"""The finished case statement as a paper, the same for PDF and Word."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from arbeidsrom.lib.papers.content import Block, Language, Pairs, Paper, Points, Section, Table, Words
from arbeidsrom.modules.workspace.facts import CaseFacts
from arbeidsrom.modules.workspace.statements.answers import (
    CLUB,
    MEMBER,
    Answers,
    Asked,
    EmploymentForm,
    enclosed_documents,
    in_order,
    read_day,
    view_of,
)
from arbeidsrom.web.components.formats import long_date, short_date


def statement_paper(answers: Answers, facts: CaseFacts, *, dated: date, language: Language) -> Paper:
    """The case statement in the language the club writes in."""
    with override(language):
        return Paper(
            kind=_("Case statement form"),
            title=answers.title,
            sender=facts.sender,
            dated=dated,
            dated_words=long_date(dated),
            page_words=(_("Page"), _("of")),
            facts=_facts(answers, facts),
            sections=tuple(section for section in _sections(answers, facts) if section.blocks),
            note=_("Contains personal data. Only for the handling of the case."),
            language=language,
        )


def _facts(answers: Answers, facts: CaseFacts) -> tuple[tuple[str, str], ...]:
    """What the reader wants to know first."""
    nearest = min((line.day for line in answers.limits if line.day), default="")
    return _filled(
        (_("Case number in the club"), facts.label),
        (_("Type of case"), facts.type),
        (_("Concerns"), answers.member_name),
        (_("Employer"), answers.employer),
        (_("Nearest time limit"), long_date(read_day(nearest)) if nearest else _("None stated")),
    )


def _sections(answers: Answers, facts: CaseFacts) -> tuple[Section, ...]:
    """The sections in the order of the form."""
    return (
        Section(_("What the competence centre is asked to do"), _asked(answers)),
        Section(_("The parties"), (Pairs(_parties(answers, facts)),)),
        Section(_("The employment"), _pairs(_employment(answers)) if facts.subject == MEMBER else ()),
        Section(_("What has happened"), _chronology(answers)),
        Section(_("The employer's view"), _words(answers.employer_view)),
        Section(_("What has been tried"), _words(answers.tried)),
        Section(str(view_of(facts.subject)), _words(answers.member_view) if facts.subject != CLUB else ()),
        Section(_("The club's view"), _words(answers.union_view)),
        Section(_("Laws and agreements"), _words(answers.rules)),
        Section(_("Time limits"), _limits(answers)),
        Section(_("Enclosures"), _enclosures(answers, facts)),
        Section(_("Contact in the club"), _pairs(_contact(answers))),
    )


def _filled(*rows: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The rows that say something."""
    return tuple(row for row in rows if row[1])


def _pairs(rows: tuple[tuple[str, str], ...]) -> tuple[Block, ...]:
    return (Pairs(rows),) if rows else ()


def _words(text: str) -> tuple[Block, ...]:
    return (Words(text),) if text.strip() else ()


def _parties(answers: Answers, facts: CaseFacts) -> tuple[tuple[str, str], ...]:
    concerned = (
        (_("Member"), answers.member_name),
        (_("Member number"), answers.member_number),
        (_("Telephone"), answers.member_phone),
        (_("E-mail"), answers.member_email),
    )
    return _filled(
        *(concerned if facts.subject == MEMBER else ((_("Concerns"), answers.member_name),)),
        (_("Employer"), answers.employer),
        (_("Workplace"), answers.workplace),
        (_("Contact at the employer"), answers.employer_contact),
        (_("How to reach the contact"), answers.employer_address),
    )


def _employment(answers: Answers) -> tuple[tuple[str, str], ...]:
    form = EmploymentForm(answers.employment).label if answers.employment in EmploymentForm.values else ""
    return _filled(
        (_("Post"), answers.post),
        (_("Form of employment"), str(form)),
        (_("Percentage"), f"{answers.percent} %" if answers.percent else ""),
        (_("Employed from"), long_date(read_day(answers.employed_from))),
        (_("Tariff area"), answers.tariff_area),
    )


def _chronology(answers: Answers) -> tuple[Block, ...]:
    lines = in_order(answers.happened)
    rows = tuple((short_date(read_day(line.day)), line.what, line.source) for line in lines)
    if not rows:
        return ()
    if any(row[2] for row in rows):
        return (Table((_("Date"), _("What happened"), _("Documented by")), rows, (4, 11, 6)),)
    return (Table((_("Date"), _("What happened")), tuple(row[:2] for row in rows), (4, 17)),)


def _asked(answers: Answers) -> tuple[Block, ...]:
    chosen = tuple(str(Asked(one).label) for one in answers.asked if one in Asked.values)
    return (*((Points(chosen),) if chosen else ()), *_words(answers.asked_words))


def _limits(answers: Answers) -> tuple[Block, ...]:
    lines = sorted((line for line in answers.limits if not line.is_empty), key=lambda line: line.day or "9999")
    if not lines:
        return (Words(_("The club knows of no time limits in the case.")),)
    rows = tuple((long_date(read_day(line.day)), line.what) for line in lines)
    return (Table((_("Day"), _("What must be done")), rows, (7, 14)),)


def _enclosures(answers: Answers, facts: CaseFacts) -> tuple[Block, ...]:
    titles = tuple(enclosed_documents(answers, facts))
    return (Points(titles),) if titles else ()


def _contact(answers: Answers) -> tuple[tuple[str, str], ...]:
    return _filled(
        (_("Name"), answers.steward),
        (_("Office"), answers.office),
        (_("Telephone"), answers.steward_phone),
        (_("E-mail"), answers.steward_email),
    )
