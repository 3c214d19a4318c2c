"""All settings of a requirement in one form, with rows for links and check points; works without script."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from zlib import crc32

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.modules.competence.forms.files import what_can_be_added
from arbeidsrom.modules.competence.forms.requirement_rows import Filled, Row, filled_by
from arbeidsrom.modules.competence.models import RequirementKind
from arbeidsrom.modules.competence.rules.settings import (
    FOR_ACTIVITIES_ONLY,
    LONGEST_VALIDITY,
    MOST_REPETITIONS,
    NAMES,
    DocumentationForm,
    LearningForm,
    Settings,
)
from arbeidsrom.web.inputs import offer

REPEATED = "is_repeated"
FOR_COURSES_ONLY = frozenset({DocumentationForm.COURSE_PORTAL.value})
"""What is offered only where there is a course, or whoever fills in the form can link one (KP-ADM-017)."""
WHOLE_DAYS = _("The validity is a whole number of days, from 1.")
WHOLE_TIMES = _("The number of repetitions is a whole number, from 2.")


def _choices(labels: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", gettext("Nothing chosen")), *labels]


class WholeNumber(forms.IntegerField):
    """A whole number, refused with one sentence whatever else was typed (KP-ADM-255, 256)."""

    def __init__(self, *, label: Any, lowest: int, highest: int, sentence: Any, help_text: Any = "") -> None:
        super().__init__(
            label=label,
            required=False,
            min_value=lowest,
            max_value=highest,
            help_text=help_text,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), sentence),
        )

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and value.strip() and not (value.strip().isascii() and value.strip().isdigit()):
            raise ValidationError(self.error_messages["invalid"])
        return super().to_python(value)


class SettingsForm(forms.Form):
    """The settings that are single fields; links, check points, category, owner and dependencies stand beside it."""

    name = forms.CharField(
        label=_("Name"),
        max_length=250,
        help_text=_("What it contains, or what kind of requirement it is."),
        error_messages={"required": _("Give it a name.")},
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Scope and purpose, so that whoever does it knows exactly what is needed."),
    )
    learning_form = forms.ChoiceField(label=_("Form of learning"), required=False)
    documentation_form = forms.ChoiceField(label=_("Form of documentation"), required=False)
    requires_signing = forms.BooleanField(
        label=_("Requires signing"),
        required=False,
        help_text=_(
            "Be sparing: signing takes time for instructors and leaders. The leader’s final approval of the plan may be"
            " enough. A checklist in one requirement, or one requirement of approval last in a sub-plan or plan, takes"
            " fewer signatures."
        ),
    )
    validity_days = WholeNumber(
        label=_("Validity in days"),
        lowest=1,
        highest=LONGEST_VALIDITY,
        sentence=WHOLE_DAYS,
        help_text=_("Counted from the day it was fulfilled. Not recommended in learning-goal plans."),
    )
    has_manual_expiry = forms.BooleanField(
        label=_("Expiry date set by hand"),
        required=False,
        help_text=_(
            "The employee sets the expiry date, for certificates and the like. Use it only when it is necessary."
            " Where there is a validity in days too, the date that the employee sets decides."
        ),
    )
    is_repeated = forms.BooleanField(
        label=_("Is repeated"),
        required=False,
        help_text=_("It is done several times, each with its own date. It cannot have a checklist then."),
    )
    repetitions = WholeNumber(label=_("How many times"), lowest=2, highest=MOST_REPETITIONS, sentence=WHOLE_TIMES)
    has_comment = forms.BooleanField(
        label=_("Comment field"),
        required=False,
        help_text=_(
            "Recommended only where it is signed. Otherwise say in the description that the field is for the employee’s"
            " own use, and is not read by others unless they are told about it."
        ),
    )
    allows_attachments = forms.BooleanField(
        label=_("Allow attachments"),
        required=False,
        help_text=_("Tick it where the form of documentation is course certificate or attachment."),
    )
    must_be_done = forms.BooleanField(
        label=_("Must be done"), required=False, help_text=_("The employee cannot mark it as not relevant.")
    )
    recertified_after_absence = forms.BooleanField(
        label=_("Recertified after absence"),
        required=False,
        help_text=_("It can be reset for one employee after a long absence."),
    )
    allows_adaptation = forms.BooleanField(
        label=_("Allow adaptation"),
        required=False,
        help_text=_(
            "Plans can set a validity of their own; it needs a validity in days. For what the region asks for once,"
            " use 9999 days. For central requirements of one trust enter a real validity, never 9999."
        ),
    )
    needed_sometimes = ("repetitions",)

    def __init__(
        self, *given: Any, kind: str, central: bool, links: bool = False, kept: Collection[str] = (), **options: Any
    ) -> None:
        """``links``: there is a course, or one can be linked. ``kept`` are forms of documentation that it has already.

        What it has, or somebody has chosen, stays among the choices: why it cannot be is said, and nothing goes unseen.
        """
        super().__init__(*given, **options)
        offer(self, "learning_form", _choices(LearningForm.choices))
        is_activity = kind == RequirementKind.ACTIVITY
        unfit = (set() if is_activity else FOR_ACTIVITIES_ONLY) | (set() if links else FOR_COURSES_ONLY)
        unfit -= {*kept, self["documentation_form"].value()}
        fitting = [one for one in DocumentationForm.choices if one[0] not in unfit]
        offer(self, "documentation_form", _choices(fitting))
        if not central:
            del self.fields["allows_adaptation"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get(REPEATED) and data.get("repetitions") is None and "repetitions" not in self.errors:
            self.add_error("repetitions", str(WHOLE_TIMES))
        if not data.get(REPEATED):
            data["repetitions"] = None
        return data


def initial_of(settings: Settings) -> dict[str, Any]:
    """The fields as the settings say."""
    return {
        **{name: getattr(settings, name) for name in SettingsForm.base_fields if name != REPEATED},
        REPEATED: settings.repetitions is not None,
    }


def initial_of_posted(posted: QueryDict) -> dict[str, Any]:
    """The fields as they were typed, for a page that only looks something up: nothing is judged yet."""
    ticks = {name for name, one in SettingsForm.base_fields.items() if isinstance(one, forms.BooleanField)}
    return {name: name in posted if name in ticks else posted.get(name, "") for name in SettingsForm.base_fields}


def confirmed_by_portal(posted: QueryDict) -> QueryDict:
    """What was posted, where the course portal confirms what nobody has chosen a form of documentation of."""
    if posted.get("documentation_form"):
        return posted
    posted = posted.copy()
    posted["documentation_form"] = DocumentationForm.COURSE_PORTAL.value
    return posted


def marked_in(published: Settings | None, typed: Mapping[str, Any], filled: Filled) -> frozenset[str]:
    """The settings in which what was typed differs from what is published, judged or not (KP-ADM-109)."""
    if published is None:
        return frozenset(NAMES)
    was = filled_by(published)
    parts = ("category", "owner", "dependencies")
    differing = {name for name in parts if getattr(was, name) != getattr(filled, name)}
    differing |= {"links"} if _said(was.links) != _said(filled.links) else set()
    differing |= {"checklist"} if _said(was.points) != _said(filled.points) else set()
    differing |= {"courses"} if _said(was.courses) != _said(filled.courses) else set()
    before = initial_of(published)
    fields = {name for name in before if _plain(before[name]) != _plain(typed.get(name))}
    if not (typed.get(REPEATED) or before[REPEATED]):
        fields -= {"repetitions"}
    return frozenset(differing | {"repetitions" if name == REPEATED else name for name in fields})


def _said(rows: tuple[Row, ...]) -> list[tuple[str, str, str, bool]]:
    return [(row.name, row.url, row.key, row.mandatory) for row in rows if not row.is_empty]


def _plain(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "1" if value else ""
    return str(value).strip().replace("\r\n", "\n")


def fingerprints(settings: Settings | None) -> str:
    """A mark for each setting as it was opened, by which one sees afterwards what somebody else has changed."""
    return "-".join(f"{crc32(repr(getattr(settings, name, None)).encode()):08x}" for name in NAMES)


def changed_since(opened: str, settings: Settings) -> list[str]:
    """The settings that stand otherwise than when the form was opened (KP-ADM-263)."""
    marks, now = opened.split("-"), fingerprints(settings).split("-")
    if len(marks) != len(now):
        return []
    return [name for name, before, after in zip(NAMES, marks, now, strict=True) if before != after]


class ReasonForm(forms.Form):
    """Why a requirement is archived."""

    reason = forms.CharField(
        label=_("Why it is archived"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": _("Say why it is archived.")},
    )


class FileForm(forms.Form):
    """A file to be read."""

    file = forms.FileField(label=_("File"))

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["file"].help_text = what_can_be_added()
