"""The template for requirements to import: a sheet to fill in, one of explanations, and the lists to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from arbeidsrom.modules.competence.models import RequirementKind
from arbeidsrom.modules.competence.rules.settings import (
    LONGEST_VALIDITY,
    MOST_REPETITIONS,
    DocumentationForm,
    LearningForm,
)
from arbeidsrom.modules.competence.rules.sheet_columns import FOR_CENTRAL, HEADINGS, KIND, MOST_ROWS, NEEDED, TICKS

WIDE = {"name": 44, "category": 34, "owner": 34, "description": 60, "checklist": 44, "links": 50}
LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class SheetBook:
    """Writes one template, in the language of whoever asks for it."""

    def __init__(self, owners: Sequence[str], categories: Sequence[str], *, central: bool) -> None:
        self._settings = [name for name in HEADINGS if central or name not in FOR_CENTRAL]
        self._lists: dict[str, Sequence[str]] = {
            "category": categories,
            "owner": owners,
            KIND: [str(label) for label in RequirementKind.labels],
            "learning_form": [str(label) for label in LearningForm.labels],
            "documentation_form": [
                str(one.label) for one in DocumentationForm if one != DocumentationForm.COURSE_PORTAL
            ],
            "": [_("Yes"), _("No")],
        }
        self._file = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._file, options)
        self._head = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._text = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._quoted = self._book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})

    def made(self) -> BytesIO:
        """The file, at its beginning."""
        to_fill_in = self._book.add_worksheet(_("Requirements"))
        self._explanations(self._book.add_worksheet(_("Explanation")))
        ranges = self._listed(self._book.add_worksheet(_("Lists")), _("Lists"))
        self._to_fill_in(to_fill_in, ranges)
        self._book.close()
        self._file.seek(0)
        return self._file

    def _to_fill_in(self, sheet: Any, ranges: dict[str, str]) -> None:
        for place, name in enumerate(self._settings):
            sheet.set_column(place, place, WIDE.get(name, 20), self._text)
            sheet.write_string(0, place, f"{HEADINGS[name]} *" if name in NEEDED else str(HEADINGS[name]), self._head)
            if rule := self._rule(name, ranges):
                sheet.data_validation(1, place, MOST_ROWS, place, rule)
        sheet.freeze_panes(1, 1)

    def _rule(self, name: str, ranges: dict[str, str]) -> dict[str, Any] | None:
        """What Excel lets somebody write in the column; a warning stays a warning, for the program judges."""
        known = "" if name in TICKS else name
        if known in ranges:
            return {
                "validate": "list",
                "source": ranges[known],
                "error_type": "warning",
                "error_title": str(HEADINGS[name])[:32],
                "error_message": _("Choose one from the list."),
            }
        limits = {"validity_days": (1, LONGEST_VALIDITY), "repetitions": (2, MOST_REPETITIONS)}
        if name not in limits:
            return None
        return {
            "validate": "integer",
            "criteria": "between",
            "minimum": limits[name][0],
            "maximum": limits[name][1],
            "error_title": str(HEADINGS[name])[:32],
            "error_message": _("Write a whole number from %(lowest)s.") % {"lowest": limits[name][0]},
        }

    def _listed(self, sheet: Any, sheet_name: str) -> dict[str, str]:
        """Writes the lists beside each other; gives where each stands, for those that have anything."""
        ranges = {}
        for place, (name, values) in enumerate(self._lists.items()):
            sheet.set_column(place, place, 40)
            sheet.write_string(0, place, str(HEADINGS[name]) if name else _("Yes or no"), self._head)
            for line, value in enumerate(values, start=1):
                sheet.write_string(line, place, value, self._quoted if value.startswith(LIKE_A_FORMULA) else None)
            if values:
                column = chr(ord("A") + place)
                ranges[name] = f"='{sheet_name}'!${column}$2:${column}${len(values) + 1}"
        return ranges

    def _explanations(self, sheet: Any) -> None:
        sheet.set_column(0, 0, 32, self._text)
        sheet.set_column(1, 1, 90, self._text)
        sheet.set_column(2, 2, 40, self._text)
        for place, word in enumerate((_("Column"), _("What you write there"), _("Example"))):
            sheet.write_string(0, place, word, self._head)
        explained = {**_explained(), **dict.fromkeys(TICKS, (_("Yes or No. An empty cell means No."), _("Yes")))}
        for line, name in enumerate(self._settings, start=1):
            what, example = explained[name]
            sheet.write_string(line, 0, f"{HEADINGS[name]} *" if name in NEEDED else str(HEADINGS[name]), self._head)
            sheet.write_string(line, 1, what, self._text)
            sheet.write_string(line, 2, example, self._text)
        after = len(self._settings) + 2
        for line, sentence in enumerate(_advice(), start=after):
            sheet.write_string(line, 1, sentence, self._text)


def _advice() -> list[str]:
    """What is good to know of the whole sheet."""
    return [
        _("What is marked with * must be filled in. Columns that you do not use can be deleted."),
        _("One requirement in each row, %(count)s at most. Empty rows are passed over.") % {"count": MOST_ROWS},
        _("Do not merge cells, and do not use formulas."),
        _("Files are added in the program, after the requirement has been published."),
        _("Nothing takes effect by importing: each row becomes a draft, which you publish when it is right."),
    ]


def _explained() -> dict[str, tuple[str, str]]:
    """Each column in words, with an example, but for those that take yes or no."""
    return {
        "name": (
            _("What it contains, or what kind of requirement it is. 250 characters at most."),
            _("Basic life support for adults"),
        ),
        "category": (
            _(
                "Choose from the list. Where a category lies within another, both are written:"
                " Emergency > Resuscitation."
            ),
            _("Emergency > Resuscitation"),
        ),
        "owner": (
            _("The department that owns it, by its number. Empty: the department you work in."),
            "1010",
        ),
        KIND: (_("Requirement or Learning activity. Empty: Requirement."), str(RequirementKind.REQUIREMENT.label)),
        "description": (
            _("Scope and purpose, so that whoever does it knows exactly what is needed. Alt+Enter makes a new line."),
            _("Practise on a manikin with an instructor. One hour."),
        ),
        "learning_form": (_("Choose from the list, or leave it empty."), str(LearningForm.SIMULATION.label)),
        "documentation_form": (
            _(
                "Choose from the list, or leave it empty. Signature of board, supervisor and mentor are for learning"
                " activities."
            ),
            str(DocumentationForm.SIGNATURE.label),
        ),
        "validity_days": (
            _("A whole number of days, counted from the day it was fulfilled. Empty: it does not expire."),
            "365",
        ),
        "repetitions": (
            _("A whole number, from 2, where it is done several times. Empty: once. It cannot have a checklist then."),
            "3",
        ),
        "checklist": (
            _(
                "One check point in each line (Alt+Enter). An address can stand after a bar: Name | https://… All"
                " must be performed; change that in the draft."
            ),
            _("Checks the airway\nCalls for help"),
        ),
        "links": (
            _("One link in each line (Alt+Enter): Title | https://…"),
            _("Procedure for resuscitation | https://www.example.org/procedure"),
        ),
        "dependencies": (
            _("The IDs of requirements that must be fulfilled before, with commas between."),
            "1204, 1377",
        ),
    }
