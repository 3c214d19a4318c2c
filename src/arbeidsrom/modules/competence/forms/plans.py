"""What is asked when plans are administered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.modules.competence.actions.plans.describing import Described
from arbeidsrom.modules.competence.models.plans import Completion, Plan
from arbeidsrom.modules.competence.queries.plans.describing import PersonFound
from arbeidsrom.modules.competence.queries.plans.templates import TemplateRow
from arbeidsrom.modules.competence.rules.settings import LONGEST_VALIDITY
from arbeidsrom.web.inputs import offer


class SayingForm(forms.Form):
    """A form in which what the program refuses is said at the field it is about."""

    def refuse(self, field: str, sentence: str) -> None:
        """Put the sentence at the field, or above the form."""
        self.add_error(field if field in self.fields else None, sentence)


class PlanForm(SayingForm):
    """What a plan says of itself; a goal plan has no way of completion (KP-ADM-169 to 174)."""

    name = forms.CharField(
        label=_("Name"),
        max_length=250,
        help_text=_("As the region names plans: trust-clinic-section/department-what it holds and whom it is for."),
        error_messages={"required": _("Give the plan a name.")},
    )
    time_frame = forms.CharField(
        label=_("Time frame"),
        max_length=200,
        required=False,
        help_text=_("How long completing the plan is expected to take."),
    )
    literature = forms.CharField(label=_("Literature"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    description = forms.CharField(
        label=_("Description"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000, required=False
    )
    completion = forms.ChoiceField(
        label=_("Completion"),
        choices=Completion.choices,
        widget=forms.RadioSelect,
        help_text=_("What happens when all requirements of the plan are fulfilled."),
        error_messages={"required": _("Choose what happens when the plan is completed.")},
    )

    def described(self) -> Described:
        """What was filled in."""
        said = self.cleaned_data
        return Described(
            name=said["name"],
            completion=said.get("completion", ""),
            description=said["description"],
            time_frame=said["time_frame"],
            literature=said["literature"],
        )


class AddPlanForm(PlanForm):
    """A new one, with its owner; whoever makes both kinds says which it is."""

    LOCAL, CENTRAL = "local", "central"
    variant = forms.ChoiceField(
        label=_("Plan variant"),
        choices=[(LOCAL, _("Local")), (CENTRAL, _("Central"))],
        widget=forms.RadioSelect,
        initial=LOCAL,
    )
    unit = forms.ChoiceField(
        label=_("Department"),
        help_text=_("The department that owns the plan. Search above for one that is not in the list."),
        error_messages={
            "required": _("Choose the department that owns the plan."),
            "invalid_choice": _("Choose a department where you make plans."),
        },
    )

    def __init__(self, *given: Any, units: Iterable[Unit], variants: Iterable[str], **options: Any) -> None:
        super().__init__(*given, **options)
        self.variants = tuple(variants)
        offer(self, "unit", _choices(units))
        if len(self.variants) < 2:
            del self.fields["variant"]

    @property
    def central(self) -> bool:
        """Whether it is a central plan."""
        return str(self.cleaned_data.get("variant") or next(iter(self.variants), "")) == self.CENTRAL

    @property
    def chosen_unit(self) -> UUID:
        """The owner that was chosen."""
        return UUID(self.cleaned_data["unit"])


class AddGoalPlanForm(SayingForm):
    """A goal plan of a department, made from a template (KP-ADM-185)."""

    unit = forms.ChoiceField(
        label=_("Department"),
        help_text=_("The department that owns the plan. It can be assigned there, and in all below, at once."),
        error_messages={
            "required": _("Choose the department that owns the plan."),
            "invalid_choice": _("Choose a department where you make goal plans."),
        },
    )
    template = forms.ChoiceField(
        label=_("Based on the template"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the template that the plan is made from."),
            "invalid_choice": _("Choose the template that the plan is made from."),
        },
    )

    def __init__(self, *given: Any, units: Iterable[Unit], templates: Iterable[TemplateRow], **options: Any) -> None:
        super().__init__(*given, **options)
        offer(self, "unit", _choices(units))
        offer(self, "template", [(str(one.public_id), one.label) for one in templates])

    def chosen(self) -> dict[str, UUID]:
        """What was chosen."""
        return {name: UUID(self.cleaned_data[name]) for name in ("unit", "template")}


class DescribePlanForm(PlanForm):
    """The same of a plan that is there."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *given: Any, has_goals: bool, **options: Any) -> None:
        super().__init__(*given, **options)
        if has_goals:
            del self.fields["completion"]

    @staticmethod
    def said(plan: Plan) -> dict[str, Any]:
        """What the plan says now."""
        names = ("name", "time_frame", "literature", "description", "completion", "lock_version")
        return {name: getattr(plan, name) for name in names}


class OwnerForm(SayingForm):
    """Another department for a plan."""

    unit = forms.ChoiceField(
        label=_("Department"),
        error_messages={
            "required": _("Choose the department that owns the plan."),
            "invalid_choice": _("Choose a department where you look after plans."),
        },
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *given: Any, units: Iterable[Unit], **options: Any) -> None:
        super().__init__(*given, **options)
        offer(self, "unit", _choices(units))


class SectionForm(SayingForm):
    """A sub-plan: its name, and whether people may mark all of it as not relevant (KP-ADM-179)."""

    name = forms.CharField(
        label=_("Name of the sub-plan"),
        max_length=250,
        error_messages={"required": _("Give the sub-plan a name.")},
    )
    may_be_not_relevant = forms.BooleanField(
        label=_("Employees may mark the whole sub-plan as not relevant"), required=False
    )


class ChangeSectionForm(SectionForm):
    """The same of one that is there."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput())


class ReasonForm(SayingForm):
    """Why something is deactivated, or archived; blanks are no reason (KP-ADM-271)."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": _("Say why. Blanks alone are no reason.")},
    )


class AdaptForm(ReasonForm):
    """The plan's own validity of a central requirement (KP-ADM-089)."""

    validity_days = forms.IntegerField(
        label=_("Validity in days"),
        min_value=1,
        max_value=LONGEST_VALIDITY,
        error_messages={
            "required": _("Give the number of days."),
            "invalid": _("The validity is a whole number of days, from 1."),
            "min_value": _("The validity is a whole number of days, from 1."),
        },
    )
    field_order = ("validity_days", "reason")


def _choices(units: Iterable[Unit]) -> list[tuple[str, str]]:
    return [("", gettext("Choose a department")), *((str(one.public_id), f"{one.code} {one.name}") for one in units)]


class PeopleForm(SayingForm):
    """Document owner and document responsible, among those found (KP-ADM-226)."""

    document_owner = forms.ChoiceField(
        label=_("Document owner"),
        widget=forms.RadioSelect,
        help_text=_("Whoever owns the content, often the leader."),
        error_messages={
            "required": _("Search for the document owner, and choose among those found."),
            "invalid_choice": _("Search for the document owner, and choose among those found."),
        },
    )
    document_responsible = forms.ChoiceField(
        label=_("Document responsible"),
        widget=forms.RadioSelect,
        help_text=_("Whoever has entered the plan."),
        error_messages={
            "required": _("Search for the document responsible, and choose among those found."),
            "invalid_choice": _("Search for the document responsible, and choose among those found."),
        },
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(
        self, *given: Any, owners: Iterable[PersonFound], responsible: Iterable[PersonFound], **options: Any
    ) -> None:
        super().__init__(*given, **options)
        offer(self, "document_owner", _people(owners))
        offer(self, "document_responsible", _people(responsible))

    @staticmethod
    def said(plan: Plan) -> dict[str, Any]:
        """Who is set now."""
        owner, responsible = plan.document_owner, plan.document_responsible
        return {
            "document_owner": owner.public_id if owner else "",
            "document_responsible": responsible.public_id if responsible else "",
            "lock_version": plan.lock_version,
        }

    def chosen(self) -> dict[str, Any]:
        """Who was chosen."""
        said = self.cleaned_data
        names = ("document_owner", "document_responsible")
        return {**{name: UUID(said[name]) for name in names}, "lock_version": said["lock_version"]}


class ArchiveForm(ReasonForm):
    """Why the plan is archived; ``employees`` is the number that the warning gave."""

    employees = forms.IntegerField(widget=forms.HiddenInput(), required=False)


def _people(people: Iterable[PersonFound]) -> list[tuple[str, str]]:
    return [(str(one.public_id), one.label) for one in people]
