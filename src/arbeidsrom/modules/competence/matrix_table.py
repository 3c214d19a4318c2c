"""The leader's matrix as markup: a row for each employee, a column for each requirement below its sub-plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from urllib.parse import quote
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from arbeidsrom.modules.competence.matrix_back import BACK, REPETITIONS, query_from, row_id
from arbeidsrom.modules.competence.matrix_shown import in_excel, parts
from arbeidsrom.modules.competence.queries.matrix import Matrix, MatrixRow
from arbeidsrom.web.components import icons
from arbeidsrom.web.links import PLACE, link_to
from arbeidsrom.web.lists import Choice, Column
from arbeidsrom.web.lists.shown import Heading

OTHER = UUID(int=1)
CLASSES = {0: ' class="matrix-name"', 1: ' class="matrix-unit"'}
ARROWS = {"ascending": "arrow-up", "descending": "arrow-down"}


def table(
    matrix: Matrix, choice: Choice, headings: Sequence[Heading], rows: Sequence[MatrixRow], *, title: str
) -> SafeString:
    """The whole table, in a frame that scrolls by itself."""
    return format_html(
        '<a class="ds-skip-link" href="#list-foot">{}</a>'
        '<div class="table-frame matrix-frame" role="group" aria-label="{}" tabindex="0">'
        '<table class="ds-table list-table matrix"><caption class="ds-sr-only">{}</caption>'
        "<thead>{}{}</thead><tbody>{}</tbody></table></div>",
        gettext("Skip the table"),
        title,
        title,
        _sections(matrix),
        _headings(headings),
        SafeString("\n".join(_rows(matrix, choice, rows))),
    )


def _sections(matrix: Matrix) -> SafeString:
    cells = format_html_join("", '<th scope="colgroup" colspan="{1}">{0}</th>', matrix.sections)
    corner = SafeString('<td class="matrix-name"></td><td class="matrix-unit"></td>')
    return format_html('<tr class="matrix-head">{}{}</tr>', corner, cells)


def _headings(headings: Sequence[Heading]) -> SafeString:
    found = [
        format_html(
            '<th scope="col"{}{}>{}</th>',
            SafeString(CLASSES.get(place, "")),
            SafeString(f' aria-sort="{one.direction}"' if one.direction else ""),
            _sorting(one) if one.sort_url else format_html('<span class="matrix-asked">{}</span>', one.label),
        )
        for place, one in enumerate(headings)
    ]
    return format_html("<tr>{}</tr>", SafeString("".join(found)))


def _sorting(heading: Heading) -> SafeString:
    arrow = ARROWS.get(heading.direction)
    sign = icons.icon(arrow) if arrow else format_html('<span class="sort-hint">{}</span>', icons.icon("chevron-down"))
    return format_html(
        '<a href="{}" hx-get="{}" hx-target="#list" hx-swap="outerHTML" hx-push-url="true" id="sort-{}">{}{}</a>',
        heading.sort_url,
        heading.sort_url,
        heading.key,
        heading.label,
        sign,
    )


def _rows(matrix: Matrix, choice: Choice, rows: Sequence[MatrixRow]) -> list[str]:
    """Put together from pieces that are escaped already: as nodes of a template a page takes twenty times longer."""
    first, second, third = _around()
    language = get_language() or ""
    back = escape(f"{third}?{BACK}={quote(_back(matrix, choice), safe='')}")
    behind = [f"{second}{link.public_id}{back}" for link in matrix.links]
    cells = {id(cell): cell for row in rows for cell in row.cells}  # thousands, and few of them different
    written = {key: parts(cell, language) for key, cell in cells.items()}
    return [_row(row, f"{first}{row.assignment}", behind, written) for row in rows]


def _row(row: MatrixRow, before: str, behind: Sequence[str], written: Mapping[int, tuple[str, str]]) -> str:
    name, unit = escape(row.name), escape(row.department)
    pieces = [(*written[id(cell)], rest) for cell, rest in zip(row.cells, behind, strict=True)]
    cells = "".join([f"{begin}{before}{rest}{end}" for begin, end, rest in pieces])
    return (
        f'<tr id="{row_id(row.assignment)}"><th scope="row" class="matrix-name"><a class="ds-link"'
        f' href="{link_to("employee_plan", row.assignment)}">{name}</a><span class="matrix-where">{unit}</span></th>'
        f'<td class="matrix-unit">{unit}</td>{cells}</tr>'
    )


@cache
def _around() -> tuple[str, str, str]:
    """The address of an employee's requirement, around the assignment and the link."""
    first, _place, rest = reverse("why_status", args=[PLACE, OTHER]).partition(str(PLACE))
    second, _other, third = rest.partition(str(OTHER))
    return first, second, third


def _back(matrix: Matrix, choice: Choice) -> str:
    return query_from(REPETITIONS if matrix.counts else "", choice.changed(view="").query())


def requirement_columns(matrix: Matrix) -> list[Column[MatrixRow]]:
    """A column for each requirement, named by it, below its sub-plan."""

    def column(place: int, key: str, label: str, group: str) -> Column[MatrixRow]:
        return Column(
            key,
            label,
            lambda row: in_excel(row.cells[place], counts=matrix.counts),
            group=group,
            filled=True,
            fixed=True,
            width=18,
        )

    return [
        column(place, str(one.public_id), one.requirement.name, one.section.title)
        for place, one in enumerate(matrix.links)
    ]
