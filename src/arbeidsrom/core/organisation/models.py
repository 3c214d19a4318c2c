"""Units, people and positions: one model for unions, hospitals and municipalities (PL-ORG-001)."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower, Now, Replace
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.keys.fields import SealedTextField
from arbeidsrom.core.keys.models import TenantRef
from arbeidsrom.lib.norwegian import LETTERS, PLACES, SPELLED_IN_TWO, SPELLED_OTHERWISE


class Translate(Func):
    """PostgreSQL's ``translate``: letter by letter."""

    function = "translate"
    arity = 3


class DateRange(Func):
    """The half-open period between two date columns."""

    function = "daterange"
    output_field = DateRangeField()


def sort_key(text: models.expressions.Combinable) -> models.Func:
    """Norwegian alphabetical order for a column compared byte by byte: aa as å, and æ ø å behind z (PL-UI-001)."""
    lowered = Replace(Lower(text), models.Value("aa"), models.Value("å"))
    return Translate(
        lowered,
        models.Value(LETTERS),
        models.Value(PLACES),
    )


def changed_at() -> models.DateTimeField[datetime, datetime]:
    """When the row last became another, by the database's clock: other systems ask for what has changed since."""
    return models.DateTimeField(db_default=Now(), editable=False)


def notes_change(*columns: str) -> pgtrigger.Trigger:
    """Whatever changes a row, also a statement over a whole import, moves ``changed_at``; some columns, or all."""
    return pgtrigger.Trigger(
        name="notes_change",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf(*columns) if columns else pgtrigger.Update,  # type: ignore[no-untyped-call]
        func="NEW.changed_at = now(); RETURN NEW;",
    )


class Words(Func):
    """The words of a text as a vector that is searched by how they begin."""

    template = "array_to_tsvector(array_remove(string_to_array(%(expressions)s, ' '), ''))"
    output_field = SearchVectorField()


def name_words(*columns: models.expressions.Combinable) -> Words:
    """The words of some columns in the spelling they are found by, as ``lib.norwegian.search_words`` gives them."""
    spelled: models.expressions.Combinable = Lower(columns[0])  # each by itself: one sorted bytewise knows no Å
    for column in columns[1:]:
        spelled = models.expressions.CombinedExpression(spelled, "||", models.Value(" "))
        spelled = models.expressions.CombinedExpression(spelled, "||", Lower(column))
    for letter, letters in SPELLED_IN_TWO.items():
        spelled = Replace(spelled, models.Value(letter), models.Value(letters))
    letters, others = SPELLED_OTHERWISE
    return Words(Translate(spelled, models.Value(letters), models.Value(others)))


class SplitPart(Func):
    """PostgreSQL's ``split_part``: what stands before or behind a sign."""

    function = "split_part"
    arity = 3
    output_field = models.TextField()


class UnitKind(models.TextChoices):
    UNION = "union", _("Union")
    DISTRICT = "district", _("County district")
    LOCAL_UNION = "local_union", _("Local union")
    CLUB = "club", _("Club")
    COMPETENCE_CENTRE = "competence_centre", _("Competence centre")
    REGION = "region", _("Region")
    TRUST = "trust", _("Health trust")
    CLINIC = "clinic", _("Clinic")
    DEPARTMENT = "department", _("Department")
    COST_CENTRE = "cost_centre", _("Cost centre")
    MUNICIPALITY = "municipality", _("Municipality")
    SECTOR = "sector", _("Sector")
    SECTION = "section", _("Unit")


class Unit(models.Model):
    """A body, a part of one, or a club. The tree as of today lies in ``parent``, ``lft`` and ``rgt``.

    ``lft`` and ``rgt`` number the tree in pre-order: the units below are those with ``lft`` between the two.
    ``merged_into`` has taken over from the day the unit ends (``valid_to``).
    The tenant is the nearest unit above (or the unit itself) that answers for the data (GDPR art. 4(7)).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    name = models.CharField(max_length=200)
    sort_name = models.GeneratedField(
        expression=sort_key(F("name")), output_field=models.TextField(db_collation="C"), db_persist=True
    )
    code = models.CharField(max_length=40, unique=True)
    organisation_number = models.CharField(max_length=9, blank=True)
    email = models.EmailField(blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    lft = models.IntegerField(default=0)
    rgt = models.IntegerField(default=0)
    depth = models.SmallIntegerField(default=0)
    is_controller = models.BooleanField(default=False)
    tenant = models.UUIDField(null=True, editable=False, db_index=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = changed_at()

    class Meta:
        triggers = [notes_change("name", "code", "kind", "parent_id", "valid_from", "valid_to", "organisation_number")]
        indexes = [
            models.Index(fields=["lft"], include=["id"], name="unit_lft"),
            models.Index(fields=["kind", "sort_name"], name="unit_kind_name"),
            models.Index(fields=["sort_name", "id"], name="unit_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="unit_period"
            )
        ]

    @property
    def controller(self) -> uuid.UUID:
        """The tenant, once the tree that the unit was put into has been arranged."""
        if self.tenant is None:
            raise ValueError("The unit has no place in the tree yet")
        return self.tenant


class Placement(models.Model):
    """Where a unit stands in the tree from one day to another; the history of moves and mergers."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="placement_one_parent_at_a_time",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    (DateRange(F("valid_from"), F("valid_to"), RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            )
        ]


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
        """Given name first, as Norwegians write it."""
        return f"{self.given_name} {self.family_name}".strip()


class PositionKind(models.TextChoices):
    EMPLOYMENT = "employment", _("Employment")
    LOAN = "loan", _("Loan")
    OFFICE = "office", _("Office")
    DESK = "desk", _("Desk")


class Category(models.TextChoices):
    """Groups of employees whom rules of their own apply to."""

    SPECIALTY_REGISTRAR = "lis", _("Doctor in specialist training (LIS)")
    FIRST_PART = "lis1", _("Doctor in the first part of specialist training (LIS1)")
    APPRENTICE = "apprentice", _("Apprentice")


class Position(models.Model):
    """A person in a unit from one day to another: employed, on loan, elected to an office, or at a desk.

    ``valid_from`` and ``valid_to`` are the days on which it can be acted in; for an employment they begin up to thirty
    days before the first day of work (KP-IMPORT-003), and what HR says of it stands in ``Employment``. Earlier such
    periods are ``PositionSpan``. ``office`` is the key of the office («verv») or desk function that ``core.roles``
    knows, such as ``club_leader``.

    An employment is told apart by person, ``employer`` (the health trust, «HF») and ``unit`` (the cost centre), as
    KP-POS-001 says. One whose place another position has taken over is ``replaced`` (KP-PREREG-004).

    ``leader`` leads the holder since ``led_since``; set by hand, HR's own stands in ``hr_leader`` (KP-PIMP-025).
    Whoever is led by a position that is held no longer is without a leader (KP-MLEAD-004).

    A loan is a temporary position in another department, ``lent_from`` the one that stays as it is; it is held only
    while that one is (KP-LEND-001, KP-PIMP-019).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="positions", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="positions", db_index=False)
    kind = models.CharField(max_length=12, choices=PositionKind.choices)
    office = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200, blank=True)
    main_agreement = models.CharField(max_length=120, blank=True)
    employer = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    category = models.CharField(max_length=12, choices=Category.choices, blank=True)
    leader = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="led", db_index=False
    )
    led_since = models.DateField(null=True, blank=True)
    leader_by_hand = models.BooleanField(default=False)
    hr_leader = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    replaced = models.BooleanField(default=False)
    lent_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="lent_as", db_index=False
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=0)
    changed_at = changed_at()

    class Meta:
        triggers = [notes_change()]
        indexes = [
            models.Index(fields=["unit", "valid_from"], name="position_unit"),
            models.Index(fields=["person", "valid_from"], name="position_person"),
            models.Index(fields=["leader"], name="position_leader", condition=Q(leader__isnull=False)),
            models.Index(fields=["lent_from"], name="position_lent_from", condition=Q(lent_from__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "employer", "unit"],
                name="position_employment_once",
                condition=Q(kind="employment", replaced=False),
            ),
            models.CheckConstraint(
                condition=Q(leader__isnull=True) | ~Q(leader=F("id")), name="position_leads_not_itself"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="position_period"
            ),
            ExclusionConstraint(
                name="position_same_office_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("office", RangeOperators.EQUAL),
                    (DateRange(F("valid_from"), F("valid_to"), RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(kind="office"),
            ),
            models.CheckConstraint(
                condition=Q(kind="loan") | Q(lent_from__isnull=True), name="position_only_loans_are_lent_from"
            ),
            ExclusionConstraint(
                name="position_lent_to_a_unit_once",
                expressions=[
                    ("lent_from", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    (DateRange(F("valid_from"), F("valid_to"), RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(kind="loan"),
            ),
        ]

    @property
    def last_day(self) -> date | None:
        """The last day of the term, when it has one."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None

    def is_held(self, today: date) -> bool:
        """Whether the position is held on the day; the last day of a term is the day before ``valid_to``."""
        return self.valid_from <= today and (self.valid_to is None or today < self.valid_to)


class PositionSpan(models.Model):
    """An earlier period in which a position could be acted in, and its unit then; the present one it has itself.

    A position that ended and came back, or was carried into another cost centre, has one for each (KP-PREREG-004).
    ``ended_in`` names the import that ended it, if one did.
    """

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="spans")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    valid_from = models.DateField()
    valid_to = models.DateField()
    ended_in = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="position_span_period"),
        ]


class PastLeader(models.Model):
    """Who led the holder of a position before; the present leader stands on the position.

    ``ended_in`` names the import that brought another leader, if one did.
    """

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="past_leaders")
    leader = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    by_hand = models.BooleanField()
    valid_from = models.DateField()
    valid_to = models.DateField()
    ended_in = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="past_leader_period"),
        ]


class Employment(models.Model):
    """What the HR system says of a position: from when to when, as what, led by whom; one for each line of its file.

    Extended temporary posts are several in a row on one position (KP-POS-010). ``ends_on`` is the last day of work.
    What HR says no longer is kept, ``dropped_in`` names the import; ``digest`` is a keyed hash of the line, by which
    the next file is compared without opening anything.
    """

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="employments", db_index=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    title = models.CharField(max_length=200, blank=True)
    job_code = models.CharField(max_length=20, blank=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    category = models.CharField(max_length=12, choices=Category.choices, blank=True)
    leader_number = models.CharField(max_length=40, blank=True, db_collation="C")
    digest = models.BinaryField(max_length=16)
    stated_in = models.UUIDField()
    dropped_in = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["position"], name="employment_position")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="employment_period"
            ),
        ]


class Absence(models.Model):
    """Days on which somebody is away from a position, never why; ``stated_in`` names the import that said it."""

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    stated_in = models.UUIDField(null=True)
    dropped_in = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["position", "starts_on"], name="absence_once", condition=Q(dropped_in__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="absence_period"
            ),
        ]
