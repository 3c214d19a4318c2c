"""A requirement in a plan as it is read, in a preview or in a version of long ago."""

from __future__ import annotations

from dataclasses import dataclass

from arbeidsrom.modules.competence.rules.settings import DocumentationForm, LearningForm, Settings


@dataclass(frozen=True, slots=True)
class ShownItem:
    """All its text; marked when that is a draft, or when it is not active yet. ``adapted_days`` are the plan's own."""

    number: int
    settings: Settings
    adapted_days: int | None
    is_draft: bool = False
    is_active: bool = True

    @property
    def learning_form(self) -> str:
        word = self.settings.learning_form
        return str(LearningForm(word).label) if word else ""

    @property
    def documentation_form(self) -> str:
        word = self.settings.documentation_form
        return str(DocumentationForm(word).label) if word else ""

    @property
    def validity_days(self) -> int | None:
        """How long it is valid in this plan."""
        return self.adapted_days or self.settings.validity_days
