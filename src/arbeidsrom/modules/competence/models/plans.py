"""Plans: what stands in them, where they are published, and every version they have had."""

from __future__ import annotations

import uuid

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.organisation.models import Person, Position, Unit, name_words, sort_key
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence.models.requirements import Requirement
from arbeidsrom.modules.competence.rules.versions import Version
from arbeidsrom.modules.competence.states import LINK_CAN_FOLLOW, LinkState


class PlanKind(models.TextChoices):
    """The three types of plan (KP-PLAN-002)."""

    COMPETENCE = "competence", _("Competence plan")
    LEARNING_GOALS = "learning_goals", _("Learning-goal plan")
    COMPETENCE_GOALS = "competence_goals", _("Competence-goal plan")


class Completion(models.TextChoices):
    """What happens when everything in a competence plan is fulfilled («fullføring», KP-ADM-173)."""

    AUTOMATIC = "automatic", _("Approved by itself")
    LEADER = "leader", _("Sent to the leader for approval")


class Plan(models.Model):
    """What somebody in a kind of work must know («kompetanseplan»): sub-plans with requirements.

    ``major`` and ``minor`` are the numbers of the newest ``PlanRevision``, nothing before the first. Goal plans have no
    completion type (KP-ADM-174). A ``template`` is what goal plans are made from, with goals and activities that are
    laid down for all; it is assigned to nobody and stands in no list (KP-ADM-183, 184).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=PlanKind.choices, default=PlanKind.COMPETENCE)
    central = models.BooleanField(default=False)
    is_template = models.BooleanField(default=False)
    template = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="made_from")
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=250)
    sort_name = models.GeneratedField(
        expression=sort_key(F("name")), output_field=models.TextField(db_collation="C"), db_persist=True
    )
    words = models.GeneratedField(expression=name_words(F("name")), output_field=SearchVectorField(), db_persist=True)
    description = models.TextField(blank=True)
    time_frame = models.CharField(max_length=200, blank=True)
    literature = models.TextField(blank=True)
    completion = models.CharField(max_length=10, choices=Completion.choices, blank=True)
    document_owner = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    document_responsible = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    major = models.PositiveIntegerField(null=True)
    minor = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)
    archived_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    archive_reason = models.CharField(max_length=1000, blank=True)
    lock_version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "sort_name", "id"], name="plan_owner"),
            models.Index(fields=["sort_name", "id"], name="plan_sort_name"),
            GinIndex(fields=["words"], name="plan_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="competence") & ~Q(completion="")) | (~Q(kind="competence") & Q(completion="")),
                name="plan_completion",
            ),
            models.CheckConstraint(
                condition=Q(is_template=False, template=None)
                | (~Q(kind="competence") & (Q(is_template=False) | Q(template=None))),
                name="plan_template",
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True, archive_reason="")
                | (Q(archived_at__isnull=False) & ~Q(archive_reason="")),
                name="plan_archived_with_reason",
            ),
        ]

    @property
    def version(self) -> Version | None:
        """The number of the newest version, or nothing before the first."""
        return None if self.major is None or self.minor is None else Version(self.major, self.minor)

    @property
    def has_goals(self) -> bool:
        """Whether it is a goal plan: activities stand under goals, and goals in themes (KP-GOAL-001, 009)."""
        return self.kind != PlanKind.COMPETENCE

    @property
    def is_archived(self) -> bool:
        """Whether it is put away for good (KP-ADM-244)."""
        return self.archived_at is not None

    @property
    def has_people(self) -> bool:
        """Whether document owner and document responsible are set: before that it cannot be published (KP-ADM-226)."""
        return self.document_owner_id is not None and self.document_responsible_id is not None


class Section(models.Model):
    """A part of a plan: a sub-plan («delplan») of a competence plan, a theme of a goal plan, or a goal in a theme.

    ``place`` orders sub-plans among themselves, and all themes and goals of a goal plan in one row, so that a goal
    stands behind its theme. ``code`` is the number of a goal, as laid down; ``origin`` the part of the template that
    it was made from: by it the same goal is known again in the plans of other trusts.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sections", db_index=False)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="goals")
    origin = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30, blank=True)
    name = models.CharField(max_length=1000)
    description = models.TextField(blank=True)
    place = models.PositiveIntegerField()
    may_be_not_relevant = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["plan", "place", "id"], name="section_plan")]

    @property
    def is_goal(self) -> bool:
        """A learning goal or competence goal («læringsmål», «kompetansemål»)."""
        return self.parent_id is not None

    @property
    def title(self) -> str:
        """The name, behind the number where it has one."""
        return f"{self.code} {self.name}" if self.code else self.name


class Link(models.Model):
    """One requirement's place in one plan («kobling»); deleting it leaves the requirement (KP-ADM-075).

    ``validity_days`` is the plan's own validity of a central requirement that allows it, with ``adapted_because``
    (KP-ADM-084, 089). ``linked_at`` is where the 24 hours for deleting it begin (KP-ADM-197).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="links", db_index=False)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="links")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="links", db_index=False)
    place = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=LinkState.choices, default=LinkState.INACTIVE)
    validity_days = models.PositiveIntegerField(null=True)
    adapted_because = models.CharField(max_length=1000, blank=True)
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    activated_at = models.DateTimeField(null=True)
    deactivated_at = models.DateTimeField(null=True)
    deactivated_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    deactivated_because = models.CharField(max_length=1000, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["plan", "requirement"], name="link_plan"),
            models.Index(fields=["requirement", "plan"], name="link_requirement"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["section", "requirement"], name="link_once_in_a_section"),
            models.CheckConstraint(
                condition=Q(validity_days__isnull=True, adapted_because="")
                | (Q(validity_days__gte=1) & ~Q(adapted_because="")),
                name="link_adapted_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(activated_at__isnull=False), name="link_active_since"
            ),
            models.CheckConstraint(
                condition=~Q(state="deactivated") | ~Q(deactivated_because=""), name="link_deactivated_with_reason"
            ),
        ]

    @property
    def is_active(self) -> bool:
        """Whether those who have the plan see it."""
        return self.state == LinkState.ACTIVE

    def move_to(self, state: LinkState) -> None:
        """Take the step, or refuse it with a sentence."""
        if state not in LINK_CAN_FOLLOW[LinkState(self.state)]:
            raise WrongState(gettext("The requirement stands otherwise in the plan by now. Look at it again."))
        self.state = state


class Publication(models.Model):
    """The plan can be assigned in the department, perhaps in all below it too (KP-ADM-230 to 235)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="publications", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    with_subunits = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "unit"], name="publication_once")]


class PlanResponsible(models.Model):
    """A position that looks after this plan («kompetanseplanansvarlig», KP-ADM-142, 228).

    It gives nothing by itself: whoever holds the position edits the plan while they have the role, wherever the plan
    has been moved since (KP-KPA-034). ``told_at`` is when those concerned were told that the position had ended.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="responsible", db_index=False)
    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="plan_responsible_once")]


class PlanRevision(models.Model):
    """What a plan held in one version, never changed: sub-plans and requirements, each as it was (KP-ADM-236).

    ``content`` lists sections with their links; a link names the ``RequirementRevision`` by id and its validity.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="revisions", db_index=False)
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    content = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        triggers = [pgtrigger.Protect(name="plan_revision_is_immutable", operation=pgtrigger.Update)]
        constraints = [models.UniqueConstraint(fields=["plan", "major", "minor"], name="plan_revision_number")]

    @property
    def version(self) -> Version:
        """Its number, such as 1.10."""
        return Version(self.major, self.minor)
