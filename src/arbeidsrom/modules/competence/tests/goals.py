"""Goal plans in a hospital of the tests: a doctor in specialisation and an apprentice who have them."""

from __future__ import annotations

from datetime import date

from arbeidsrom.core.organisation.models import Category
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions import own_work
from arbeidsrom.modules.competence.actions.own_work import Entry
from arbeidsrom.modules.competence.models import ActivityLevel, PlanKind, RequirementKind
from arbeidsrom.modules.competence.tests.ward import Ward

LEARNING = "Læringsmål i anestesiologi"


class Goals(Ward):
    """Lise is LIS and Arne apprentice, led by Astrid; Sven signs. Goals by their codes."""

    def __init__(self, hospital: Hospital) -> None:
        super().__init__(hospital)
        self.today = hospital.today
        self.astrid = hospital.employ("Astrid", "1010")
        self.lise = hospital.employ("Lise", "1010", led_by=self.astrid, category=Category.SPECIALTY_REGISTRAR)
        self.arne = hospital.employ("Arne", "1010", led_by=self.astrid, category=Category.APPRENTICE)
        self.sven = hospital.employ("Sven", "1020")

    def activity(self, name: str, *, level: str = ActivityLevel.LOCAL, **said: object) -> models.Requirement:
        """A published learning activity."""
        row = self.requirement(name, central=level != ActivityLevel.LOCAL, **said)
        row.kind, row.level = RequirementKind.ACTIVITY, level
        row.save(update_fields=["kind", "level"])
        return row

    def goal_plan(self, kind: str = PlanKind.LEARNING_GOALS, *, name: str = LEARNING) -> models.Plan:
        """A goal plan in which nothing stands yet, published to the department."""
        now, owner = self.hospital.now, self.hospital.units["1010"]
        plan = models.Plan.objects.create(kind=kind, name=name, owner=owner, created_at=now, changed_at=now)
        models.Publication.objects.create(plan=plan, unit=owner, published_at=now)
        self.plans[name] = plan
        return plan

    def theme(self, name: str, *goals: tuple[str, str, tuple[str, ...]], plan: str = LEARNING) -> models.Section:
        """A theme with its goals: code, name, and the activities that are active under each."""
        row = self.plans[plan]
        theme = models.Section.objects.create(plan=row, name=name, place=row.sections.count())
        for code, title, activities in goals:
            goal = row.sections.create(
                parent=theme, code=code, name=title, description=f"Kunne {title.lower()}", place=row.sections.count()
            )
            self.sections[code] = goal
            for one in activities:
                self.put(one, code)
        return theme

    def put(self, activity: str, code: str) -> models.Link:
        """An activity under a goal."""
        goal, now = self.sections[code], self.hospital.now
        return models.Link.objects.create(
            plan=goal.plan,
            section=goal,
            requirement=self.requirements.get(activity) or self.activity(activity),
            place=goal.links.count(),
            state="active",
            linked_at=now,
            activated_at=now,
        )

    def place(self, code: str, activity: str) -> models.Link:
        """Where the activity stands under the goal."""
        return self.sections[code].links.get(requirement=self.requirements[activity])

    def anaesthetics(self) -> models.Assignment:
        """Lise's plan: two themes, an activity under two goals, a goal without activities."""
        self.goal_plan()
        self.activity("Nasjonalt kurs", level=ActivityLevel.NATIONAL)
        self.activity("Intubasjon", repetitions=3)
        self.activity("Spinalanestesi", repetitions=10, requires_signing=True, has_comment=True)
        self.theme(
            "Luftveier",
            ("ANE-001", "Sikre frie luftveier", ("Intubasjon", "Nasjonalt kurs")),
            ("ANE-002", "Vurdere luftveier", ("Intubasjon",)),
        )
        self.theme(
            "Regionale teknikker",
            ("ANE-010", "Legge spinalbedøvelse", ("Spinalanestesi", "Simulering")),
            ("ANE-011", "Kjenne historien", ()),
        )
        return self.assign(LEARNING, self.lise)

    def entry(self, activity: str, **said: object) -> Entry:
        """What Lise fills in about an activity."""
        known = models.Progress.objects.filter(person=self.lise.person, requirement=self.requirements[activity])
        version = known.values_list("lock_version", flat=True).first() or 0
        return Entry(lock_version=version, **said)  # type: ignore[arg-type]

    def fulfils(self, mine: models.Assignment, code: str, activity: str, on: date | None = None) -> None:
        """Lise marks it as done, once."""
        own_work.mark_as_fulfilled(
            mine.public_id,
            self.place(code, activity).public_id,
            self.entry(activity, performed_on=on or self.today),
            actor=self.hospital.actor(self.lise),
            now=self.hospital.now,
            today=self.today,
        )
