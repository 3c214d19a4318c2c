"""Union members. Membership is a special category of personal data (GDPR art. 9): what names anybody lies sealed."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.keys.fields import SealedJSONField, SealedTextField
from arbeidsrom.core.keys.models import TenantRef
from arbeidsrom.core.organisation.models import Unit


class TariffArea(models.TextChoices):
    """The agreement that the workplace stands under."""

    KS = "ks", _("KS")
    OSLO = "oslo", _("Oslo municipality")
    SPEKTER = "spekter", _("Spekter")
    HEALTH = "health", _("Spekter Health")
    STATE = "state", _("The state")
    VIRKE = "virke", _("Virke")
    NHO = "nho", _("NHO")
    KA = "ka", _("KA")
    SAMFO = "samfo", _("Samfo")
    OTHER = "other", _("Other agreement")


class RegisterEntry(models.Model):
    """What the register says of a member and what may lie plain: columns to filter by, which name nobody."""

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    tenant = models.UUIDField(editable=False)
    member_number = models.CharField(max_length=20)
    employer = models.CharField(max_length=200, blank=True)
    employer_number = models.CharField(max_length=9, blank=True)
    workplace = models.CharField(max_length=200, blank=True)
    tariff_area = models.CharField(max_length=12, choices=TariffArea.choices)
    occupationally_active = models.BooleanField(default=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    member_since = models.DateField()
    name_tokens = ArrayField(models.BigIntegerField(), default=list)
    identity_index = models.BinaryField(max_length=16, null=True)
    email_index = models.BinaryField(max_length=16, null=True)
    phone_index = models.BinaryField(max_length=16, null=True)
    digest = models.BinaryField(max_length=16, null=True)

    class Meta:
        abstract = True


class Member(RegisterEntry):
    """A member of the union in a club. Who has left is kept, and listed no more.

    ``details`` hold ``given_name``, ``family_name``, ``email``, ``phone`` and ``position_title``. ``digest`` is a keyed
    hash of the register's line: it tells whether the line has changed without opening anything. ``sort_name`` is the
    name once more, family name first: a whole club is put in order by it without opening everybody's details.
    """

    club = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    left_date = models.DateField(null=True)
    details = SealedJSONField()
    sort_name = SealedTextField(default=None)
    identity_number = SealedTextField()

    class Meta:
        indexes = [
            models.Index(fields=["club", "member_number"], name="member_club", condition=Q(left_date__isnull=True)),
            GinIndex(fields=["name_tokens"], name="member_name_tokens"),
            models.Index(fields=["identity_index"], name="member_identity"),
            models.Index(fields=["email_index"], name="member_email"),
            models.Index(fields=["phone_index"], name="member_phone"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="member_public_id"),
            models.UniqueConstraint(fields=["member_number"], name="member_number_once"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gte=0, percent__lte=100), name="member_percent"
            ),
        ]

    def sealed_under(self) -> TenantRef:
        """The key of the body that answers for the member's data."""
        return TenantRef(self.tenant)

    @property
    def name(self) -> str:
        """Given name first, as Norwegians write it."""
        return f"{self.details['given_name']} {self.details['family_name']}".strip()

    @property
    def email(self) -> str:
        return str(self.details.get("email", ""))

    @property
    def phone(self) -> str:
        return str(self.details.get("phone", ""))

    @property
    def position_title(self) -> str:
        return str(self.details.get("position_title", ""))

    @property
    def has_left(self) -> bool:
        return self.left_date is not None


class Transfer(models.Model):
    """The day a member went from one club to another."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="transfers")
    from_club = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    to_club = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    on_date = models.DateField()
    import_run = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["member", "on_date"], name="transfer_member")]
        constraints = [
            models.CheckConstraint(condition=~Q(from_club=F("to_club")), name="transfer_to_another_club"),
        ]


class MemberNote(models.Model):
    """What the stewards of one club have noted about a member; it stays with the club when the member moves."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.UUIDField(editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notes")
    club = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    text = SealedTextField()
    lock_version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "club"], name="member_note_one_per_club")]

    def sealed_under(self) -> TenantRef:
        """The key of the club's tenant."""
        return TenantRef(self.tenant)


class Channel(models.TextChoices):
    MAIL = "mail", _("E-mail")
    SMS = "sms", _("SMS")


class MemberMessage(models.Model):
    """A message that a steward sent to members; each got one of their own. ``public_id`` is chosen with the form."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.UUIDField(editable=False)
    channel = models.CharField(max_length=4, choices=Channel.choices)
    content = SealedJSONField()
    recipients = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=200)

    def sealed_under(self) -> TenantRef:
        """The key of the sender's tenant."""
        return TenantRef(self.tenant)
