"""What a person keeps about their own way of working: look, views, columns, unfinished forms."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.keys.fields import SealedJSONField, SealedTextField
from arbeidsrom.core.keys.models import TenantRef


class Look(models.TextChoices):
    """Light or dark; ``auto`` follows the device."""

    AUTO = "auto", _("As on the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Preferences(models.Model):
    """How the program looks to one account. The language stands on the account itself."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences")
    look = models.CharField(max_length=5, choices=Look.choices, default=Look.AUTO)


class SavedView(models.Model):
    """A way to look at a list that somebody saved. The query may hold names that were searched for: sealed.

    One that ``opens_list`` has no name and is no tab: the list is seen so until something else is asked for.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tenant = models.UUIDField()
    listing = models.CharField(max_length=80)
    name = SealedTextField()
    query = SealedTextField()
    opens_list = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "listing"], name="saved_view_listing")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "tenant", "listing"], name="saved_view_opens_once", condition=Q(opens_list=True)
            )
        ]

    def sealed_under(self) -> TenantRef:
        """Under the key of the tenant that the person acted in."""
        return TenantRef(self.tenant)


class ChosenColumns(models.Model):
    """The columns that somebody wants to see of a list."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    listing = models.CharField(max_length=80)
    columns = ArrayField(models.CharField(max_length=80))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "listing"], name="chosen_columns_once")]


class Draft(models.Model):
    """A form that somebody has begun; ``about`` is what it is about, such as a case."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tenant = models.UUIDField()
    form = models.CharField(max_length=80)
    about = models.UUIDField(null=True)
    content = SealedJSONField()
    saved_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "tenant", "form", "about"], nulls_distinct=False, name="draft_once"
            )
        ]

    def sealed_under(self) -> TenantRef:
        """Under the key of the tenant that the person acted in."""
        return TenantRef(self.tenant)


class KeptForm(models.Model):
    """A form that was sent after the session had ended, kept until its sender has signed in again.

    Its key is in the sender's browser alone; the row by itself can be read by nobody.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tenant = models.UUIDField()
    form = models.CharField(max_length=80)
    about = models.UUIDField(null=True)
    content = models.BinaryField()
    kept_at = models.DateTimeField(db_index=True)


class SentForm(models.Model):
    """A form that has been acted on: sent once more, it leads to where the first led and does nothing."""

    key = models.UUIDField(unique=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    led_to = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(db_index=True)
