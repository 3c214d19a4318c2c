"""The usage report as a spreadsheet: «Oversikt», and one sheet for each department (KP-KPA-021 to 023)."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from arbeidsrom.modules.competence.queries.plans.usage import Degree, DepartmentUsage, Usage
from arbeidsrom.modules.competence.rules.sheets import sheet_names
from arbeidsrom.web.components.formats import plain_date

GREEN, YELLOW, RED = "#C6EFCE", "#FFEB9C", "#FFC7CE"


class UsageBook:
    """Writes one report; sheets are small, for they count people and name none."""

    def __init__(self, usage: Usage, *, today: date) -> None:
        self._usage, self._today = usage, today
        self._file = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._file, options)
        self._bold = self._book.add_format({"bold": True})
        self._head = self._book.add_format({"bold": True, "bottom": 1})
        self._shares = {
            colour: self._book.add_format({"num_format": "0 %", "bg_color": colour}) for colour in (GREEN, YELLOW, RED)
        }

    def made(self) -> BytesIO:
        """The file, at its beginning."""
        overview, *others = sheet_names([_("Overview"), *(one.name for one in self._usage.departments)])
        self._overview(self._sheet(overview))
        for name, department in zip(others, self._usage.departments, strict=True):
            self._department(self._sheet(name), department)
        self._book.close()
        self._file.seek(0)
        return self._file

    def _sheet(self, name: str) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, 0, 60)
        sheet.set_column(1, 3, 22)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _overview(self, sheet: Any) -> None:
        usage = self._usage
        sheet.write_string(0, 0, usage.plan, self._bold)
        sheet.write_string(1, 0, _("Usage report of %(day)s") % {"day": plain_date(self._today)})
        self._line(sheet, 3, [_("Department"), _("Employees with the plan"), _("Completion"), _("Status")], self._head)
        for line, one in enumerate(usage.departments, start=4):
            sheet.write_string(line, 0, one.name)
            sheet.write_number(line, 1, one.employees)
            self._degree(sheet, line, 2, one.degree)
        last = 4 + len(usage.departments)
        sheet.write_string(last, 0, _("All departments"), self._bold)
        sheet.write_number(last, 1, usage.employees, self._bold)
        self._degree(sheet, last, 2, usage.degree)

    def _department(self, sheet: Any, department: DepartmentUsage) -> None:
        sheet.write_string(0, 0, department.name, self._bold)
        sheet.write_string(1, 0, self._usage.plan)
        sheet.write_string(3, 0, _("Assignments"))
        sheet.write_number(3, 1, department.assignments)
        sheet.write_string(4, 0, _("Completion"))
        self._degree(sheet, 4, 1, department.degree)
        self._line(sheet, 6, [_("Requirement"), _("Sub-plan"), _("Progress"), _("Status")], self._head)
        for line, one in enumerate(self._usage.requirements, start=7):
            sheet.write_string(line, 0, one.name)
            sheet.write_string(line, 1, one.section)
            self._degree(sheet, line, 2, department.requirements.get(one.link, Degree()))

    def _degree(self, sheet: Any, line: int, place: int, degree: Degree) -> None:
        """The percentage with its colour, and the status in words beside it."""
        if degree.share is None:
            sheet.write_string(line, place, "–")
            sheet.write_string(line, place + 1, _("Not asked of anybody"))
            return
        colour = GREEN if degree.share == 1 else YELLOW if degree.share else RED
        words = {GREEN: _("Completed by everybody"), YELLOW: _("Under way"), RED: _("Not begun")}
        sheet.write_number(line, place, degree.share, self._shares[colour])
        sheet.write_string(line, place + 1, words[colour])

    def _line(self, sheet: Any, line: int, words: list[str], look: Any) -> None:
        for place, word in enumerate(words):
            sheet.write_string(line, place, word, look)
