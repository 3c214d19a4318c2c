"""What one looks for in the procedure list."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from arbeidsrom.modules.competence.rules.searching import LONGEST

GOALS = "goals"


class ProceduresForm(forms.Form):
    """Words, and whether procedures are sorted under their goals (KP-LIS-046, 050)."""

    needed_sometimes = ("q", "sorted")

    q = forms.CharField(label=_("Search for a procedure"), required=False, max_length=LONGEST)
    sorted = forms.ChoiceField(
        label=_("Show"), choices=[("", _("All procedures")), (GOALS, _("Sorted under learning goals"))], required=False
    )

    def clean_q(self) -> str:
        """What cannot stand in a name is not looked for."""
        return str(self.cleaned_data["q"]).replace("\x00", "")

    @property
    def asked(self) -> dict[str, str]:
        """What was asked, as an address says it; what cannot be understood asks for nothing."""
        said = self.cleaned_data if self.is_valid() else {}
        return {name: said[name] for name in ("q", "sorted") if said.get(name)}
