"""People, known by what no two share."""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.keys.fields import SealedTextField
from arbeidsrom.core.keys.models import TenantRef
from arbeidsrom.core.organisation.models.expressions import SplitPart, changed_at, name_words, notes_change, sort_key
from arbeidsrom.lib.norwegian import full_name


class Person(models.Model):
    """A human known to the installation: employee, office-holder, desk staff. No rights by itself.

    The identity number lies sealed, and ``identity_index`` finds the person by it: imports match by it, and so does a
    member who also holds an office. Both under the installation's keys, for a person belongs to no single tenant.
    ``employee_number`` is the HR system's own for a person (its «ObjectID») and never changes (KP-POS-002);
    ``professional_number`` the one in the register of health personnel (HPR). ``words`` finds a person by the
    beginnings of names, of what stands before the @ of the e-mail address, and of the employee number.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    sort_name = models.GeneratedField(
        expression=sort_key(
            models.expressions.CombinedExpression(
                models.expressions.CombinedExpression(F("family_name"), "||", models.Value(" ")),
                "||",
                F("given_name"),
            )
        ),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    email = models.EmailField(blank=True)
    mobile = models.CharField(max_length=20, blank=True)
    employee_number = models.CharField(max_length=40, blank=True, db_collation="C")
    professional_number = models.CharField(max_length=9, blank=True)
    identity_number = SealedTextField(null=True, default=None)
    identity_index = models.BinaryField(max_length=16, null=True)
    changed_at = changed_at()
    words = models.GeneratedField(
        expression=name_words(
            F("given_name"),
            F("family_name"),
            SplitPart(F("email"), models.Value("@"), models.Value(1)),
            F("employee_number"),
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        triggers = [notes_change()]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="person_sort_name"),
            GinIndex(fields=["words"], name="person_words"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["identity_index"], name="person_identity_once"),
            models.UniqueConstraint(
                fields=["employee_number"],
                name="person_employee_number_once",
                condition=~Q(employee_number=""),
            ),
            models.CheckConstraint(
                condition=Q(identity_number__isnull=True, identity_index__isnull=True)
                | Q(identity_number__isnull=False, identity_index__isnull=False),
                name="person_identity_found",
            ),
        ]

    def sealed_under(self) -> TenantRef:
        """The installation's own key."""
        return TenantRef(INSTALLATION)

    @property
    def name(self) -> str:
        """As people call them."""
        return full_name(self.given_name, self.family_name)
