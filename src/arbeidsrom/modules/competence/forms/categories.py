"""What is asked about a category."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from arbeidsrom.modules.competence.forms.plans import SayingForm
from arbeidsrom.modules.competence.models import Category
from arbeidsrom.modules.competence.queries.categories import Place
from arbeidsrom.web.inputs import offer

DEEPER = "\N{NO-BREAK SPACE}\N{EN DASH} "
"""What stands before a category in a list of choices, once for each level."""


class CategoryForm(SayingForm):
    """The name of a category (KP-HF-038)."""

    name = forms.CharField(
        label=_("Name of the category"),
        max_length=Category._meta.get_field("name").max_length,
        error_messages={"required": _("Give the category a name.")},
    )


class AddCategoryForm(CategoryForm):
    """A new one; directly below a trust or the region it is said what it is for (KP-ADM-032)."""

    for_activities = forms.BooleanField(
        label=_("For learning activities"),
        help_text=_("Learning activities have categories of their own, one for each specialist plan."),
        required=False,
    )

    def __init__(self, *given: Any, place: Place, **options: Any) -> None:
        super().__init__(*given, **options)
        if place.category:
            del self.fields["for_activities"]


class EditCategoryForm(CategoryForm):
    """Another name, or another place below the same trust."""

    below = forms.ChoiceField(
        label=_("Lies below"),
        error_messages={
            "required": _("Choose where the category is to lie."),
            "invalid_choice": _("Choose where the category is to lie."),
        },
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *given: Any, places: Iterable[tuple[Place, int]], **options: Any) -> None:
        super().__init__(*given, **options)
        offer(self, "below", [(str(place.public_id), f"{DEEPER * depth}{place.name}") for place, depth in places])

    @staticmethod
    def said(category: Category) -> dict[str, Any]:
        """How it is now."""
        below = category.parent or category.unit
        return {"name": category.name, "below": below.public_id, "lock_version": category.lock_version}

    def edited(self) -> dict[str, Any]:
        """What was filled in."""
        said = self.cleaned_data
        return {"name": said["name"], "below": UUID(said["below"]), "lock_version": said["lock_version"]}
