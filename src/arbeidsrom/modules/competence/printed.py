"""An assigned plan as a paper, for the PDF."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from arbeidsrom.lib.papers.content import Block, Language, Paper, Points, Section, Table, Words
from arbeidsrom.modules.competence.models import Assignment
from arbeidsrom.modules.competence.queries.printing import PrintedPlan, PrintedRow, PrintedSection
from arbeidsrom.web.components.formats import long_date

WIDTHS = (6, 3, 2, 3)


def plan_paper(assignment: Assignment, printed: PrintedPlan, *, dated: date, language: Language) -> Paper:
    """The plan with its statuses in words, in the language of whoever prints it."""
    return Paper(
        kind=printed.kind,
        title=assignment.plan.name,
        sender=assignment.plan.owner.name,
        dated=dated,
        dated_words=long_date(dated),
        page_words=(_("Page"), _("of")),
        facts=printed.facts,
        sections=tuple(_section(one, printed) for one in printed.sections),
        note=_("Contains personal data: how far %(name)s has come.") % {"name": assignment.person.name},
        language=language,
        numbered=False,
    )


def _section(section: PrintedSection, printed: PrintedPlan) -> Section:
    blocks: list[Block] = [Words(text) for text in (section.text, section.come) if text]
    if section.rows:
        lines = tuple((row.name, row.status, row.fulfilled, row.due) for row in section.rows)
        blocks.append(Table(printed.head, lines, WIDTHS))
    elif section.is_goal:
        blocks.append(Words(_("No activities under this goal yet.")))
    elif not printed.has_goals:
        blocks.append(Words(_("Nothing stands in this sub-plan yet.")))
    for row in section.rows:
        blocks += _more(row)
    return Section(section.name, tuple(blocks))


def _more(row: PrintedRow) -> list[Block]:
    """What the detailed version and the checklist say of one requirement, below the table."""
    if not row.details and not row.points:
        return []
    blocks: list[Block] = [Words(f"{row.name}:"), Words("\n\n".join(row.details))]
    return [*blocks, Points(row.points)] if row.points else blocks
