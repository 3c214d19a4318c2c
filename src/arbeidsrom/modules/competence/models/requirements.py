"""Requirements and learning activities: what is published, one draft beside it, and whom they are shared with."""

from __future__ import annotations

import uuid

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.core.organisation.models import Person, Unit, UnitKind, name_words, sort_key
from arbeidsrom.core.vault.models import Document
from arbeidsrom.modules.competence.models.categories import Category
from arbeidsrom.modules.competence.rules.settings import DocumentationForm, LearningForm, Settings


class RequirementKind(models.TextChoices):
    REQUIREMENT = "requirement", _("Requirement")
    ACTIVITY = "activity", _("Learning activity")


class ActivityLevel(models.TextChoices):
    """For whom a learning activity is, and who looks after it: exactly one of three (KP-ADM-076 to 080).

    National ones come with the template of a goal plan and stay as they are; regional ones are the region's; local
    ones are of one trust.
    """

    NATIONAL = "national", pgettext_lazy("learning activity", "National")
    REGIONAL = "regional", pgettext_lazy("learning activity", "Regional")
    LOCAL = "local", pgettext_lazy("learning activity", "Local")


class Requirement(models.Model):
    """The smallest thing an employee fulfils in a plan («krav», «læringsaktivitet»); ``id`` is the ID that is shown.

    What stands here of the settings is what is published: what applies to everybody, and what lists search by. All of
    it stands in the newest ``RequirementRevision``. Until the first publishing it is what the draft says, and
    ``published_at`` is nothing. A ``central`` one is made under «Global administrasjon» (KP-ADM-081). A learning
    activity has a ``level``, which what it is and who owns it decide (``level_of``).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=RequirementKind.choices, default=RequirementKind.REQUIREMENT)
    central = models.BooleanField(default=False)
    level = models.CharField(max_length=10, choices=ActivityLevel.choices, blank=True)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="requirements")
    name = models.CharField(max_length=250)
    sort_name = models.GeneratedField(
        expression=sort_key(F("name")), output_field=models.TextField(db_collation="C"), db_persist=True
    )
    words = models.GeneratedField(expression=name_words(F("name")), output_field=SearchVectorField(), db_persist=True)
    description = models.TextField(blank=True)
    learning_form = models.CharField(max_length=20, choices=LearningForm.choices, blank=True)
    documentation_form = models.CharField(max_length=20, choices=DocumentationForm.choices, blank=True)
    validity_days = models.PositiveIntegerField(null=True)
    repetitions = models.PositiveSmallIntegerField(null=True)
    requires_signing = models.BooleanField(default=False)
    has_manual_expiry = models.BooleanField(default=False)
    must_be_done = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    reset_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    archived_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    archive_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "sort_name", "id"], name="requirement_owner"),
            models.Index(fields=["sort_name", "id"], name="requirement_sort_name"),
            models.Index(fields=["category"], name="requirement_category"),
            GinIndex(fields=["words"], name="requirement_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="requirement", level="")
                | Q(kind="activity", level="local")
                | Q(kind="activity", level__in=["national", "regional"], central=True),
                name="requirement_level",
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True, archive_reason="")
                | (Q(archived_at__isnull=False) & ~Q(archive_reason="")),
                name="requirement_archived_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(repetitions__isnull=True) | Q(repetitions__gte=2), name="requirement_repeats"
            ),
            models.CheckConstraint(
                condition=Q(validity_days__isnull=True) | Q(validity_days__gte=1), name="requirement_validity"
            ),
        ]

    @property
    def is_published(self) -> bool:
        """Whether it applies to anybody."""
        return self.published_at is not None

    @property
    def is_archived(self) -> bool:
        """Whether it is put away for good (KP-ADM-130)."""
        return self.archived_at is not None

    @property
    def is_national(self) -> bool:
        """Whether nobody here edits, resets, deletes or archives it (KP-ADM-077, KP-LIS-125)."""
        return self.level == ActivityLevel.NATIONAL

    def settle_level(self) -> None:
        """The level follows from who owns it, but for what is national."""
        if not self.is_national:
            self.level = level_of(self.kind, central=self.central, owner=self.owner)

    def take_over(self, settings: Settings) -> None:
        """Let the settings be what stands here."""
        self.owner_id, self.category_id = settings.owner, settings.category
        self.settle_level()
        self.name, self.description = settings.name, settings.description
        self.learning_form, self.documentation_form = settings.learning_form, settings.documentation_form
        self.validity_days, self.repetitions = settings.validity_days, settings.repetitions
        self.requires_signing, self.has_manual_expiry = settings.requires_signing, settings.has_manual_expiry
        self.must_be_done = settings.must_be_done


def level_of(kind: str, *, central: bool, owner: Unit) -> str:
    """The level of what is made here: a central activity of the region is regional, any other local; else nothing."""
    if kind != RequirementKind.ACTIVITY:
        return ""
    is_regional = central and owner.kind == UnitKind.REGION
    return ActivityLevel.REGIONAL if is_regional else ActivityLevel.LOCAL


class RequirementDraft(models.Model):
    """Changes that take effect for nobody until they are published (KP-ADM-106); one for a requirement at most."""

    requirement = models.OneToOneField(Requirement, on_delete=models.CASCADE, related_name="draft", primary_key=True)
    content = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    lock_version = models.PositiveIntegerField(default=0)

    @property
    def settings(self) -> Settings:
        """What it says."""
        return Settings.from_json(self.content)


class RequirementRevision(models.Model):
    """What was published once, and is never changed (rulings, Words). ``number`` counts from 1."""

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        triggers = [pgtrigger.Protect(name="revision_is_immutable", operation=pgtrigger.Update)]
        constraints = [models.UniqueConstraint(fields=["requirement", "number"], name="requirement_revision_number")]

    @property
    def settings(self) -> Settings:
        """What it says."""
        return Settings.from_json(self.content)


class Sharing(models.Model):
    """Plans of the department, perhaps of all below it too, can fetch the requirement (KP-ADM-057 to 071).

    One that has ended stays in the list while plans there use the requirement.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="sharings", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    with_subunits = models.BooleanField(default=False)
    shared_at = models.DateTimeField()
    shared_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["requirement", "unit"], name="sharing_once")]


class Dependency(models.Model):
    """What must be fulfilled before: as the published revision says, so that circles and locks are found fast."""

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="depends_on", db_index=False)
    needs = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="needed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["requirement", "needs"], name="dependency_once"),
            models.CheckConstraint(condition=~Q(requirement=F("needs")), name="dependency_on_another"),
        ]


class CourseLink(models.Model):
    """A course of the learning portal that fulfils the requirement, as the published revision says (KP-LMS-001).

    Results that were there before it are applied by a job: it has come to the person ``done_to``, or has finished.
    """

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="course_links", db_index=False)
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=250)
    done_to = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["key"], name="course_link_key")]
        constraints = [models.UniqueConstraint(fields=["requirement", "key"], name="course_link_once")]


class RequirementFile(models.Model):
    """A file to be read in order to fulfil the requirement; the vault keeps it, sealed under the file's own holder."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="files")
    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
