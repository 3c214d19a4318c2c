"""The requirements and plans: each unit has some of its own, and its plans fetch others from the units above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.db import connection

from arbeidsrom.core.organisation.models import Unit, UnitKind
from arbeidsrom.modules.competence.actions.versions import contents_of
from arbeidsrom.modules.competence.demo.region_size.texts import FOR_WHOM, PARTS, WHAT_IS_DONE, WITH_WHAT
from arbeidsrom.modules.competence.models import (
    Category,
    Completion,
    Link,
    Plan,
    PlanRevision,
    Publication,
    Requirement,
    RequirementRevision,
    Section,
    Sharing,
)
from arbeidsrom.modules.competence.rules.settings import DocumentationForm, LearningForm, Settings
from arbeidsrom.modules.competence.states import LinkState

LEVELS = (UnitKind.REGION, UnitKind.TRUST, UnitKind.CLINIC, UnitKind.DEPARTMENT, UnitKind.COST_CENTRE)
FROM_ABOVE = (3, 2, 4, 4)
"""How many a plan fetches from the region, the trust, the clinic and the department above its owner."""
FEWEST, MOST = 19, 28
"""So many requirements stand in a plan; 23.5 in the middle."""
SECTIONS = 3
BATCH = 2_000
AGE = timedelta(days=1_200)
"""They are older than what has been registered in them."""

DOCUMENT_PEOPLE = """
UPDATE competence_plan plan SET document_owner_id = leader.person_id, document_responsible_id = leader.person_id
  FROM organisation_unit owner
 CROSS JOIN LATERAL (
       SELECT position.person_id
         FROM organisation_position position JOIN organisation_unit unit ON unit.id = position.unit_id
        WHERE unit.lft BETWEEN owner.lft AND owner.rgt
          AND EXISTS (SELECT 1 FROM organisation_position led WHERE led.leader_id = position.id)
        ORDER BY unit.lft, position.id LIMIT 1) leader
 WHERE owner.id = plan.owner_id AND plan.document_owner_id IS NULL AND plan.created_at = %(made)s
"""


@dataclass(frozen=True, slots=True)
class Amount:
    """How many requirements a unit of each level has, and how many plans: a share of the cost centres has one."""

    common: int
    trust: int
    clinic: int
    department: int
    ward: int
    plans: tuple[int, int, int, int, float]

    @property
    def requirements(self) -> tuple[int, int, int, int, int]:
        """By level, from the region down."""
        return self.common, self.trust, self.clinic, self.department, self.ward


@dataclass(frozen=True, slots=True)
class Owner:
    """A unit that has plans and requirements of its own, below those that it fetches from."""

    unit: Unit
    level: int
    above: tuple[int, ...]
    plans: int
    requirements: int


class Making:
    """Everything drawn by chance comes from one source, so that it is the same every time."""

    def __init__(self, amount: Amount, region: Unit, *, now: datetime) -> None:
        self.amount, self.region, self.made_at = amount, region, now - AGE
        self.random = Random(6_000)  # noqa: S311 -- the same every time
        self.categories = list(Category.objects.filter(unit=region, for_activities=False).order_by("pk"))

    def uuid(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def owners(self) -> Iterator[Owner]:
        """From the top down; a cost centre only when it has a plan."""
        chain: list[Unit] = []
        units = Unit.objects.filter(lft__gte=self.region.lft, lft__lte=self.region.rgt, kind__in=LEVELS, valid_to=None)
        for unit in units.order_by("lft"):
            while chain and chain[-1].rgt < unit.lft:
                chain.pop()
            level = LEVELS.index(UnitKind(unit.kind))
            plans = self.amount.plans[level]
            count = int(plans) if plans >= 1 else int(self.random.random() < plans)
            if count:
                above = tuple(one.pk for one in chain)
                yield Owner(unit, level, above, count, self.amount.requirements[level])
            chain.append(unit)

    def requirement(self, owner: Owner, number: int) -> Requirement:
        draw = self.random
        name = f"{draw.choice(WHAT_IS_DONE)} {draw.choice(WITH_WHAT)} {number:02}"
        signing = draw.random() < 0.4
        made = Requirement(
            public_id=self.uuid(), central=owner.level == 0, created_at=self.made_at, published_at=self.made_at
        )
        settings = Settings(
            name=name,
            owner=owner.unit.pk,
            category=draw.choice(self.categories).pk,
            description="Les prosedyren, og gjør det sammen med en som kan det.",
            learning_form=draw.choice(LearningForm.values),
            documentation_form=DocumentationForm.SIGNATURE if signing else DocumentationForm.OWN_REGISTRATION,
            validity_days=draw.choice((None, 365, 730, 1095)),
            requires_signing=signing,
            has_comment=True,
        )
        made.take_over(settings)
        return made

    def plan(self, owner: Owner, number: int) -> Plan:
        whom = self.random.choice(FOR_WHOM)
        return Plan(
            public_id=self.uuid(),
            central=owner.level == 0,
            owner=owner.unit,
            name=f"{owner.unit.name} – {whom} – plan {number}",
            completion=self.random.choice((Completion.AUTOMATIC, Completion.LEADER)),
            major=1,
            minor=0,
            created_at=self.made_at,
            changed_at=self.made_at,
        )


def make(amount: Amount, region: Unit, *, now: datetime) -> datetime:
    """Requirements with a version, and plans with theirs, published to their owners and all below; gives when."""
    making = Making(amount, region, now=now)
    owners = list(making.owners())
    pools = _add_requirements(making, owners)
    plans = _add_plans(making, owners, pools)
    _add_versions(plans)
    with connection.cursor() as cursor:
        cursor.execute(DOCUMENT_PEOPLE, {"made": making.made_at})
        cursor.execute("ANALYZE")
    return making.made_at


def _add_requirements(making: Making, owners: list[Owner]) -> dict[int, list[int]]:
    """The ids of each unit's own."""
    of_units = [(owner, making.requirement(owner, number)) for owner in owners for number in range(owner.requirements)]
    Requirement.objects.bulk_create([one for _owner, one in of_units], batch_size=BATCH)
    pools: dict[int, list[int]] = {}
    revisions, sharings = [], []
    for owner, one in of_units:
        pools.setdefault(owner.unit.pk, []).append(one.pk)
        revisions.append(
            RequirementRevision(
                requirement=one, number=1, content=_settings(one).as_json(), published_at=making.made_at
            )
        )
        if owner.level < len(LEVELS) - 1:
            sharings.append(
                Sharing(
                    public_id=making.uuid(),
                    requirement=one,
                    unit=owner.unit,
                    with_subunits=True,
                    shared_at=making.made_at,
                )
            )
    RequirementRevision.objects.bulk_create(revisions, batch_size=BATCH)
    Sharing.objects.bulk_create(sharings, batch_size=BATCH)
    return pools


def _settings(one: Requirement) -> Settings:
    return Settings(
        name=one.name,
        owner=one.owner_id,
        category=one.category_id,
        description=one.description,
        learning_form=one.learning_form,
        documentation_form=one.documentation_form,
        validity_days=one.validity_days,
        requires_signing=one.requires_signing,
        has_comment=True,
    )


def _add_plans(making: Making, owners: list[Owner], pools: dict[int, list[int]]) -> list[Plan]:
    plans = [(owner, making.plan(owner, number)) for owner in owners for number in range(1, owner.plans + 1)]
    Plan.objects.bulk_create([plan for _owner, plan in plans], batch_size=BATCH)
    Publication.objects.bulk_create(
        [
            Publication(
                public_id=making.uuid(), plan=plan, unit=owner.unit, with_subunits=True, published_at=making.made_at
            )
            for owner, plan in plans
        ],
        batch_size=BATCH,
    )
    sections = {
        plan.pk: [
            Section(public_id=making.uuid(), plan=plan, name=name, place=place, may_be_not_relevant=place > 0)
            for place, name in enumerate(making.random.sample(PARTS, SECTIONS))
        ]
        for _owner, plan in plans
    }
    Section.objects.bulk_create([one for those in sections.values() for one in those], batch_size=BATCH)
    links = [
        Link(
            public_id=making.uuid(),
            plan=plan,
            section=sections[plan.pk][place % SECTIONS],
            requirement_id=requirement,
            place=place,
            state=LinkState.ACTIVE,
            linked_at=making.made_at,
            activated_at=making.made_at,
        )
        for owner, plan in plans
        for place, requirement in enumerate(_drawn(making, owner, pools))
    ]
    Link.objects.bulk_create(links, batch_size=BATCH)
    return [plan for _owner, plan in plans]


def _drawn(making: Making, owner: Owner, pools: dict[int, list[int]]) -> list[int]:
    """A few from each unit above, the rest from the own and, where that has not so many, from the nearest above."""
    wanted = making.random.randint(FEWEST, MOST)
    chosen: list[int] = []
    for unit, some in zip(owner.above, FROM_ABOVE, strict=False):
        chosen += making.random.sample(pools[unit], some)
    for unit in (owner.unit.pk, *reversed(owner.above)):
        left = [one for one in pools.get(unit, []) if one not in chosen]
        chosen += making.random.sample(left, min(len(left), wanted - len(chosen)))
        if len(chosen) == wanted:
            break
    return chosen


def _add_versions(plans: list[Plan]) -> None:
    for first in range(0, len(plans), BATCH):
        some = plans[first : first + BATCH]
        contents = contents_of([plan.pk for plan in some])
        PlanRevision.objects.bulk_create(
            [PlanRevision(plan=one, major=1, minor=0, content=contents[one.pk], made_at=one.created_at) for one in some]
        )
