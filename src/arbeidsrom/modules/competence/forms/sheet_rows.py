"""One row of a spreadsheet as a requirement: read as people write, judged by the form that requirements are made in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.vault.table import Cell
from arbeidsrom.modules.competence.forms import requirement_rows
from arbeidsrom.modules.competence.forms.requirement_rows import LONGEST_ADDRESS, LONGEST_NAME, MOST_ROWS, Filled, Row
from arbeidsrom.modules.competence.forms.requirements import FOR_COURSES_ONLY, REPEATED, SettingsForm
from arbeidsrom.modules.competence.models import RequirementKind
from arbeidsrom.modules.competence.queries.sheet_choices import SheetChoices
from arbeidsrom.modules.competence.rules import sheet_columns
from arbeidsrom.modules.competence.rules.settings import (
    FOR_ACTIVITIES_ONLY,
    Contradiction,
    DocumentationForm,
    LearningForm,
    Settings,
    advice,
    contradictions,
)
from arbeidsrom.modules.competence.rules.sheet_columns import HEADINGS, KIND, TICKS, letters, same

CHOICES: dict[str, Any] = {
    KIND: RequirementKind,
    "learning_form": LearningForm,
    "documentation_form": DocumentationForm,
}
NUMBERS = ("validity_days", "repetitions")
SHOWN_OF_TEXT = 80
SHOWN_OF_VALUE = 300
AN_ID = re.compile(r"\d{1,14}")


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong in a cell, and what to do about it."""

    column: str
    heading: str
    written: str
    sentence: str


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A row as it would be made; ``settings`` is nothing where there are faults."""

    number: int
    name: str
    kind: str
    settings: Settings | None
    values: tuple[tuple[str, str], ...] = ()
    faults: tuple[CellFault, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class Reading:
    """A row while it is read: what its cells say, and what is wrong with them."""

    cells: Mapping[str, Cell]
    columns: Mapping[str, int]
    faults: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What stands there as a text."""
        return self.cells[name].text if name in self.cells else ""

    def fault(self, name: str, sentence: str) -> None:
        """The first thing that is wrong with a cell is what is said."""
        self.faults.setdefault(name, sentence)


def judged_row(
    number: int,
    cells: Mapping[str, Cell],
    *,
    columns: Mapping[str, int],
    choices: SheetChoices,
    central: bool,
    merged_in: str = "",
) -> JudgedRow:
    """The row by what is true now."""
    reading = Reading(cells, columns)
    _refuse_worked_out(reading)
    kind = _choice(reading, KIND) or RequirementKind.REQUIREMENT.value
    owner = _owner(reading, choices)
    if kind == RequirementKind.ACTIVITY and not (may := choices.may_own_activity(owner or choices.own)):
        reading.fault(KIND, str(may.reason))
    filled = requirement_rows.judged(
        Filled(
            _lines(reading, "links"),
            _lines(reading, "checklist"),
            _category(reading, choices, owner, activity=kind == RequirementKind.ACTIVITY),
            owner.pk if owner else None,
            _needed(reading, choices),
        )
    )
    settings = _settings(reading, filled, kind=kind, central=central, owner=owner or choices.own)
    faults = _said(reading)
    if merged_in:
        sentence = _("Cells in this row are merged. Undo “Merge cells” in Excel, and write in each cell what applies.")
        faults = (CellFault(merged_in, "", "", sentence), *faults)
    values = tuple((str(HEADINGS[name]), reading.shown[name]) for name in HEADINGS if reading.shown.get(name))
    name = reading.text("name")[:SHOWN_OF_VALUE]
    return JudgedRow(number, name, kind, None if faults else settings, values, faults)


def with_likeness(row: JudgedRow, choices: SheetChoices, seen: dict[tuple[int, str], int]) -> JudgedRow:
    """The row with what somebody should think of: the like of it is there already, or stands twice in the sheet."""
    if row.settings is None:
        return row
    notes = [str(one.label) for one in advice(row.settings)]
    known = (row.settings.owner, same(row.settings.name))
    if known in choices.taken:
        notes.append(_("The department has a requirement of this name already. This makes one more."))
    if known in seen:
        notes.append(_("The same name stands in row %(number)s too.") % {"number": seen[known]})
    seen.setdefault(known, row.number)
    return replace(row, notes=tuple(notes))


def _refuse_worked_out(reading: Reading) -> None:
    """Formulas are never worked out here, and what Excel could not work out is no value."""
    for name, cell in reading.cells.items():
        if cell.kind == "formula":
            reading.fault(name, _("This is a formula. Copy the cell and paste it as a value, or write what it shows."))
        if cell.kind == "error":
            reading.fault(name, _("Excel shows an error here. Write the value."))


def _choice(reading: Reading, name: str) -> str:
    """One of the values that a list offers."""
    text = reading.text(name)
    if not text or name in reading.faults:
        return ""
    kinds = CHOICES[name]
    value = sheet_columns.in_every_language(kinds.choices).get(same(text), "")
    if not value:
        labels = ", ".join(str(label) for one, label in kinds.choices if one not in FOR_COURSES_ONLY)
        reading.fault(name, _("Not one of the values that can be chosen: %(values)s.") % {"values": labels})
    else:
        reading.shown[name] = str(kinds(value).label)
    return value


def _tick(reading: Reading, name: str) -> bool:
    answer = sheet_columns.is_yes(reading.text(name))
    if name in reading.faults:
        return False
    if answer is None:
        reading.fault(name, _("Write Yes or No, or leave the cell empty."))
    if answer:
        reading.shown[name] = _("Yes")
    return bool(answer)


def _number(reading: Reading, name: str) -> str:
    """A number as the form takes it; the form says what is wrong with another."""
    cell = reading.cells.get(name)
    if cell is None or name in reading.faults:
        return ""
    if cell.kind == "date":
        reading.fault(
            name, _("Excel has made a date of the number. Choose the cell format “Number”, and write the number again.")
        )
        return ""
    number = sheet_columns.whole_number("TRUE" if cell.kind == "truth" else cell.text)
    reading.shown[name] = number
    return number


def _owner(reading: Reading, choices: SheetChoices) -> Unit | None:
    text = reading.text("owner")
    if "owner" in reading.faults:
        return None
    found = choices.owners(text) if text else [choices.own]
    if len(found) > 1:
        reading.fault("owner", _("Several departments are called this. Write the number of the department."))
    if not found:
        reading.fault(
            "owner", _("You look after requirements of no department of this number or name. Choose one from the list.")
        )
    if len(found) != 1:
        return None
    reading.shown["owner"] = f"{found[0].code} {found[0].name}"
    return found[0]


def _category(reading: Reading, choices: SheetChoices, owner: Unit | None, *, activity: bool) -> int | None:
    text = reading.text("category")
    if not text:
        reading.fault("category", str(Contradiction.NO_CATEGORY.label))
    if owner is None or "category" in reading.faults:
        return None
    found = choices.categories_named(text, owner, activity=activity)
    if len(found) == 1:
        reading.shown["category"] = found[0].path
        return found[0].id
    if found:
        paths = ", ".join(one.path for one in found[:5])
        reading.fault(
            "category", _("Several categories are called this. Write the whole way: %(ways)s.") % {"ways": paths}
        )
    else:
        reading.fault(
            "category", _("No such category for this owner and kind. Choose one from the list of the template.")
        )
    return None


def _lines(reading: Reading, name: str) -> tuple[Row, ...]:
    """A link or a check point in each line: a name, and after a bar an address."""
    rows = []
    lines = (line for line in reading.text(name).split("\n") if line.strip())
    for place, line in enumerate(islice(lines, MOST_ROWS + 1)):
        label, _bar, url = (part.strip() for part in line.partition("|"))
        if name == "links" and not url and label.lower().startswith(("http://", "https://")):
            url = label
        rows.append(Row(place, label[:LONGEST_NAME], url[:LONGEST_ADDRESS]))
        if len(label) > LONGEST_NAME or len(url) > LONGEST_ADDRESS:
            reading.fault(name, _("A line is too long: a name has 250 characters at most, an address 1,000."))
    if rows and name not in reading.faults:
        reading.shown[name] = _cut(reading.text(name))
    return tuple(rows)


def ids_in(text: str) -> list[int]:
    """The IDs of requirements that are written in a cell; of too many, one more than can be."""
    return [int(one[0]) for one in islice(AN_ID.finditer(text), MOST_ROWS + 1)]


def _needed(reading: Reading, choices: SheetChoices) -> tuple[int, ...]:
    text = reading.text("dependencies")
    if not text or "dependencies" in reading.faults:
        return ()
    parts = [part for one in re.split(r"[,;\n]", text) if (part := one.strip())]
    ids, kind = tuple(dict.fromkeys(ids_in(text))), reading.cells["dependencies"].kind
    if len(ids) > MOST_ROWS:
        reading.fault("dependencies", _("There can be 200 at most. Take some out."))
        return ()
    if kind == "number" and not text.isdigit():
        reading.fault(
            "dependencies",
            _("Excel has made one number of the IDs. Choose the cell format “Text”, and write them again: 1204, 1377."),
        )
        return ()
    if kind == "truth" or not ids or not all(map(AN_ID.fullmatch, parts)):
        reading.fault("dependencies", _("Write the IDs of the requirements, with commas between: 1204, 1377."))
        return ()
    if unknown := [str(one) for one in ids if one not in choices.needed]:
        said = {"ids": ", ".join(unknown)}
        reading.fault("dependencies", _("No published requirement that you can see has this ID: %(ids)s.") % said)
        return ()
    reading.shown["dependencies"] = ", ".join(f"{one} {choices.needed[one]}" for one in ids)
    return ids


def _settings(reading: Reading, filled: Filled, *, kind: str, central: bool, owner: Unit) -> Settings | None:
    """What the row says, unless something is wrong with it: by the form, and by what can stand together."""
    given: dict[str, Any] = {name: _number(reading, name) for name in NUMBERS}
    given |= {name: _tick(reading, name) for name in TICKS}
    given |= {"name": reading.text("name"), "description": reading.text("description")}
    given |= {name: _choice(reading, name) for name in ("learning_form", "documentation_form")}
    given[REPEATED] = bool(given["repetitions"])
    if given["documentation_form"] in FOR_ACTIVITIES_ONLY and kind != RequirementKind.ACTIVITY:
        reading.fault("documentation_form", str(Contradiction.FOR_ACTIVITIES_ONLY.label))
        given["documentation_form"] = ""
    if given["documentation_form"] == DocumentationForm.COURSE_PORTAL:
        sentence = _(
            "A spreadsheet links nothing to courses. Choose another form of documentation, and link it in the draft."
        )
        reading.fault("documentation_form", sentence if central else str(Contradiction.FOR_CENTRAL_ONLY.label))
        given["documentation_form"] = ""
    form = SettingsForm(given, kind=kind, central=central)
    for name, sentences in form.errors.items():
        reading.fault("repetitions" if name == REPEATED else name, str(sentences[0]))
    for name, rows in (("links", filled.links), ("checklist", filled.points)):
        for row in rows:
            if row.fault:
                reading.fault(name, f"{row.name or row.url}: {row.fault}")
    reading.shown["description"] = _cut(reading.text("description"))
    if reading.faults:
        return None
    said = requirement_rows.settings_of(
        {**form.cleaned_data, "allows_adaptation": given["allows_adaptation"]}, filled, owner=owner.pk
    )
    found = contradictions(said, own_id=None, activity=kind == RequirementKind.ACTIVITY, central=central)
    for name, one in found.items():
        reading.fault(name, str(one.label))
    return said


def _said(reading: Reading) -> tuple[CellFault, ...]:
    """The faults in the order of the columns."""
    found: Iterable[CellFault] = (
        CellFault(
            letters(reading.columns[name]) if name in reading.columns else "–",
            str(HEADINGS[name]),
            _cut(_written(reading, name), SHOWN_OF_TEXT),
            sentence,
        )
        for name, sentence in reading.faults.items()
    )
    return tuple(sorted(found, key=lambda one: (len(one.column), one.column)))


def _written(reading: Reading, name: str) -> str:
    """What Excel shows in the cell."""
    text = reading.text(name)
    if name in reading.cells and reading.cells[name].kind == "truth":
        return _("TRUE") if text == "1" else _("FALSE")
    return text


def _cut(text: str, most: int = SHOWN_OF_VALUE) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
