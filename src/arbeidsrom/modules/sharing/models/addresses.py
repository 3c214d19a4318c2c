"""The address book: whom a club sends to, with central entries that clubs cannot change (KL-SHARE-017)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from arbeidsrom.core.keys.fields import SealedTextField
from arbeidsrom.core.keys.models import TenantRef
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.modules.sharing.rules.categories import Category


class ReceiverAddress(models.Model):
    """Somebody to share with. An entry belongs to a club, or is central and then belongs to the union that keeps it.

    ``desk`` is the unit whose receiving desk lists what is sent here, such as a competence centre.
    Of one that was removed nothing is left but that shipments went there.
    ``contact_marks`` find the entry for the receiver who asks what is stored about them (``core.privacy.contacts``).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.UUIDField()
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    is_central = models.BooleanField(default=False)
    category = models.CharField(max_length=24, choices=Category.choices)
    desk = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    name = SealedTextField(max_length=120)
    email = SealedTextField(max_length=254)
    mobile = SealedTextField(max_length=20)
    note = SealedTextField(max_length=500)
    contact_marks = ArrayField(models.UUIDField(), default=list, db_default=[])
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nb")
    verified_date = models.DateField(null=True)
    removed_at = models.DateTimeField(null=True)
    lock_version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "id"], name="address_owner", condition=Q(removed_at=None)),
            GinIndex(fields=["contact_marks"], name="address_contact_marks"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(desk=None) | Q(is_central=True), name="address_with_a_desk_is_central"),
            models.CheckConstraint(
                condition=~Q(category=Category.COMPETENCE_CENTRE) | Q(is_central=True),
                name="address_of_a_competence_centre_is_central",
            ),
        ]

    def sealed_under(self) -> TenantRef:
        return TenantRef(self.tenant)
