"""A spreadsheet of requirements: the file, its headings, and what each row says, judged as the form judges it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.vault.readers.limits import Outcome
from arbeidsrom.core.vault.table import Cell, Table, TableRow, read_table
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.actions.requirements.importing import SoundRow
from arbeidsrom.modules.competence.forms import sheet_rows
from arbeidsrom.modules.competence.forms.sheet_rows import JudgedRow
from arbeidsrom.modules.competence.models import RequirementSheet
from arbeidsrom.modules.competence.queries.sheet_choices import choices_for
from arbeidsrom.modules.competence.rules import sheet_columns
from arbeidsrom.modules.competence.rules.sheet_columns import HEADINGS, MOST_ROWS, NEEDED, letters, same
from arbeidsrom.web.components.formats import file_size

LARGEST = 10_000_000
NO_WORKBOOK = _(
    "This is not an Excel workbook. Open it in Excel, choose “Save as”, and save it as Excel workbook (.xlsx)."
)
SENTENCES = {
    Outcome.ENCRYPTED: _("The file has a password. Take the password off in Excel, save it, and try again."),
    Outcome.UNSUPPORTED: NO_WORKBOOK,
    Outcome.BROKEN: _("The file is broken and cannot be read. Open it in Excel, save it anew, and try again."),
    Outcome.HOSTILE: _(
        "The file is made in a way that no Excel makes it, and is not opened. Copy the rows to our template."
    ),
    Outcome.EMPTY: _("There is nothing on the first sheet of the file. Write one requirement in each row there."),
}
TOO_MUCH = _("There is too much in the file to be read. Copy the rows to our template, and leave out everything else.")
MACROS = _("The file has macros, or is of a kind that can have them. Save it as Excel workbook (.xlsx) without macros.")


class SheetForm(forms.Form):
    """The file, read where it does no harm; whatever keeps all of it from being used is said here."""

    file = forms.FileField(
        label=_("Excel file"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": _("Choose an Excel file."),
            "empty": SENTENCES[Outcome.EMPTY],
        },
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        said = {"size": file_size(LARGEST), "count": MOST_ROWS}
        self.fields["file"].help_text = (
            gettext("An Excel workbook (.xlsx) with one requirement in each row, %(count)s at most. %(size)s at most.")
            % said
        )
        self.columns: dict[str, int] = {}
        self.rows: list[TableRow] = []
        self.merged: tuple[str, ...] = ()

    def clean_file(self) -> Any:
        """Read the table, and find out in which column each setting stands."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".xlsx"):
            is_macro = file.name.lower().endswith((".xlsm", ".xltm"))
            raise ValidationError(str(MACROS if is_macro else NO_WORKBOOK))
        if file.size > LARGEST:
            raise ValidationError(gettext("The file is larger than %(size)s.") % {"size": file_size(LARGEST)})
        table = read_table(file.chunks(), file.name, rows=MOST_ROWS + 1)
        _refuse_unusable(table)
        heading, *self.rows = table.rows
        self.columns, faults = placed(heading, self.rows, table.merged)
        if not self.rows:
            faults.append(gettext("There are no requirements below the headings. Write one in each row."))
        if faults:
            raise ValidationError(faults)
        self.merged = table.merged
        return file


def _refuse_unusable(table: Table) -> None:
    if table.has_macros:
        raise ValidationError(str(MACROS))
    if table.outcome is not Outcome.READ:
        raise ValidationError(str(SENTENCES.get(table.outcome, TOO_MUCH)))
    if table.more:
        raise ValidationError(
            gettext("There are more than %(count)s requirements in the file. Divide it into several.")
            % {"count": MOST_ROWS}
        )


def placed(heading: TableRow, rows: Iterable[TableRow], merged: Iterable[str]) -> tuple[dict[str, int], list[str]]:
    """In which column each setting stands, and what is wrong with the headings."""
    known = sheet_columns.headings()
    columns: dict[str, int] = {}
    faults = []
    for place, cell in sorted(heading.cells.items()):
        said = {"column": letters(place), "heading": cell.text[:60]}
        setting = known.get(same(cell.text))
        if setting is None:
            faults.append(_unknown(said, sheet_columns.like(cell.text, known)))
        elif setting in columns:
            said["other"] = letters(columns[setting])
            faults.append(
                gettext("“%(heading)s” stands both in column %(other)s and in column %(column)s. Delete one of them.")
                % said
            )
        else:
            columns[setting] = place
    missing = [str(HEADINGS[name]) for name in NEEDED if name not in columns]
    if missing:
        faults.append(
            gettext("The first row must have the headings of the template. These are missing: %(headings)s.")
            % {"headings": ", ".join(missing)}
        )
    faults += _without_heading(heading, rows)
    if any(sheet_columns.rows_of(one)[0] <= heading.number <= sheet_columns.rows_of(one)[1] for one in merged):
        faults.append(gettext("Cells in the row of headings are merged. Choose them in Excel and undo “Merge cells”."))
    return columns, faults


def _unknown(said: Mapping[str, str], meant: str) -> str:
    if meant:
        return gettext("Column %(column)s: “%(heading)s” is no heading we know. Did you mean “%(meant)s”?") % {
            **said,
            "meant": meant,
        }
    return (
        gettext("Column %(column)s: “%(heading)s” is no heading we know. Delete it, or take a heading of the template.")
        % said
    )


def _without_heading(heading: TableRow, rows: Iterable[TableRow]) -> list[str]:
    """Columns in which something is written below no heading."""
    seen: dict[int, int] = {}
    for row in rows:
        for place in row.cells:
            if place not in heading.cells:
                seen.setdefault(place, row.number)
    return [
        gettext(
            "Column %(column)s has no heading, but something stands there in row %(row)s. Delete it, or add a heading."
        )
        % {"column": letters(place), "row": number}
        for place, number in sorted(seen.items())[:20]
    ]


def stored(rows: Iterable[TableRow]) -> list[Any]:
    """The rows as they are kept until they are imported."""
    return [[row.number, {str(place): [cell.kind, cell.text] for place, cell in row.cells.items()}] for row in rows]


@dataclass(frozen=True, slots=True)
class JudgedSheet:
    """All rows of a sheet as they would be made now, and what is wrong with the others."""

    rows: tuple[JudgedRow, ...]

    @property
    def sound(self) -> list[JudgedRow]:
        """Those that can be made."""
        return [row for row in self.rows if row.settings is not None]

    @property
    def faulty(self) -> list[JudgedRow]:
        """Those with faults."""
        return [row for row in self.rows if row.settings is None]

    @property
    def mark(self) -> str:
        """What was shown: another mark means that something has changed since."""
        shown = [(row.number, row.kind, row.values, [fault.sentence for fault in row.faults]) for row in self.rows]
        return sha256(repr(shown).encode()).hexdigest()[:32]

    def to_make(self) -> list[SoundRow]:
        """The sound rows, for the action."""
        return [SoundRow(row.number, row.kind, row.settings) for row in self.rows if row.settings is not None]


def judged(sheet: RequirementSheet, *, actor: Actor, today: date) -> JudgedSheet:
    """Each row of the sheet by what is true now. A fixed number of queries."""
    read = [_row(number, cells, sheet.columns) for number, cells in sheet.rows]
    texts = {
        name: [cells[name].text for _number, cells in read if name in cells]
        for name in ("owner", "dependencies", "name")
    }
    choices = choices_for(
        owners=texts["owner"],
        needed={one for text in texts["dependencies"] for one in sheet_rows.ids_in(text)},
        names=texts["name"],
        central=sheet.central,
        actor=actor,
        today=today,
    )
    merged = [sheet_columns.rows_of(one) for one in sheet.merged]
    seen: dict[tuple[int, str], int] = {}
    rows = []
    for number, cells in read:
        column = next((column for first, last, column in merged if first <= number <= last), "")
        row = sheet_rows.judged_row(
            number, cells, columns=sheet.columns, choices=choices, central=sheet.central, merged_in=column
        )
        rows.append(sheet_rows.with_likeness(row, choices, seen))
    return JudgedSheet(tuple(rows))


def _row(number: int, cells: Mapping[str, Any], columns: Mapping[str, int]) -> tuple[int, dict[str, Cell]]:
    """The cells of a stored row by the settings they are of."""
    return number, {name: Cell(*cells[str(place)]) for name, place in columns.items() if str(place) in cells}


def counted(number: int) -> str:
    """How many requirements, in words for a button."""
    return ngettext("Make %(count)s draft", "Make %(count)s drafts", number) % {"count": number}
