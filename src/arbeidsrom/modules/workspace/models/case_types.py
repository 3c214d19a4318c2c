"""What kinds of cases there are."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from arbeidsrom.modules.workspace.rules.words import Words


class CaseType(models.Model):
    """A kind of case, edited centrally: its names, steps, outcomes and how long closed cases are kept (KL-CASE-002).

    ``steps`` holds one object with ``nb``, ``nn`` and ``en`` for each step of the template.
    """

    key = models.SlugField(max_length=40, unique=True)
    name_nb = models.CharField(_("Name in Bokmål"), max_length=80)
    name_nn = models.CharField(_("Name in Nynorsk"), max_length=80)
    name_en = models.CharField(_("Name in English"), max_length=80)
    retention_years = models.PositiveSmallIntegerField(
        _("Years to keep a closed case"), validators=[MinValueValidator(1)]
    )
    outcomes = ArrayField(models.CharField(max_length=40), default=list)
    steps = models.JSONField(default=list, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField(_("Offered for new cases"), default=True)
    lock_version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(retention_years__gte=1), name="case_type_is_kept_some_time")
        ]

    @property
    def name(self) -> Words:
        """The name, in the reader's language when shown."""
        return Words(self.name_nb, self.name_nn, self.name_en)
