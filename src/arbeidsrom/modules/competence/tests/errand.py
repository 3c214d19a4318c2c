"""Nina with a plan, and what she does with a requirement of it: for tests of what people register."""

from __future__ import annotations

from datetime import date

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions import own_work, signing
from arbeidsrom.modules.competence.actions.own_work import Entry
from arbeidsrom.modules.competence.rules.statuses import Shown, State, shown_on
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.tests.ward import Ward


class Errand:
    """Nina with one plan, Sven who signs, and what she does with one requirement of it."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital, self.ward = hospital, Ward(hospital)
        self.today = hospital.today
        self.astrid = hospital.employ("Astrid", "1010")
        self.nina = hospital.employ("Nina", "1010", led_by=self.astrid)
        self.sven = hospital.employ("Sven", "1020")

    def begin(self, name: str, *more: str, **said: object) -> None:
        """Her plan has this requirement, with these settings, and some others."""
        self.ward.requirement(name, **said)
        self.ward.plan("Sykepleier på A", name, *more)
        self.mine = self.ward.assign("Sykepleier på A", self.nina)
        self.name = name

    @property
    def requirement(self) -> models.Requirement:
        return self.ward.requirements[self.name]

    @property
    def link(self) -> models.Link:
        return self.mine.plan.links.get(requirement=self.requirement)

    @property
    def progress(self) -> models.Progress:
        return models.Progress.objects.get(person=self.nina.person, requirement=self.requirement)

    def entry(self, **said: object) -> Entry:
        progress = models.Progress.objects.filter(person=self.nina.person, requirement=self.requirement).first()
        return Entry(lock_version=progress.lock_version if progress else 0, **said)  # type: ignore[arg-type]

    def does(self, action: object, by: Position | None = None, **said: object) -> None:
        entry = said.pop("entry", None) or self.entry(**said)
        action(  # type: ignore[operator]
            self.mine.public_id,
            self.link.public_id,
            entry,
            actor=self.hospital.actor(by or self.nina),
            now=self.hospital.now,
            today=self.today,
        )

    def drafts(self, **said: object) -> None:
        self.does(own_work.save_draft, **said)

    def fulfils(self, on: date | None = None, **said: object) -> None:
        self.does(own_work.mark_as_fulfilled, performed_on=on or self.today, **said)

    def sends(self, on: date | None = None, to: Position | None = None, **said: object) -> models.Performance:
        self.does(own_work.send_for_signing, performed_on=on or self.today, signer=(to or self.sven).public_id, **said)
        return models.Performance.objects.filter(person=self.nina.person, state="waiting").latest("id")

    def withdraws(self, request: models.Performance) -> None:
        self._undoes_own(own_work.withdraw_request, request)

    def takes_back(self, one: models.Performance) -> None:
        self._undoes_own(own_work.take_back, one)

    def _undoes_own(self, action: object, one: models.Performance) -> None:
        action(  # type: ignore[operator]
            self.mine.public_id,
            self.link.public_id,
            one.public_id,
            lock_version=self.progress.lock_version,
            actor=self.hospital.actor(self.nina),
            now=self.hospital.now,
        )

    def signs(self, request: models.Performance, comment: str = "", by: Position | None = None) -> None:
        actor = self.hospital.actor(by or self.sven)
        signing.sign_performance(request.public_id, comment=comment, actor=actor, now=self.hospital.now)

    def declines(self, request: models.Performance, comment: str = "Jeg så det ikke", reason: str = "not_seen") -> None:
        actor = self.hospital.actor(self.sven)
        signing.decline_performance(
            request.public_id, reason=reason, comment=comment, actor=actor, now=self.hospital.now
        )

    def undoes(self, request: models.Performance) -> None:
        signing.undo_decision(request.public_id, actor=self.hospital.actor(self.sven), now=self.hospital.now)

    def shown(self, on: date | None = None, of: str = "") -> Shown:
        requirement = self.ward.requirements[of or self.name]
        row = models.RequirementStatus.objects.get(person=self.nina.person, requirement=requirement)
        assert truth.differences([self.nina.person_id]) == []
        return shown_on(on or self.today, state=State(row.state), due=row.due, pending=State(row.pending))

    def history(self) -> list[str]:
        events = models.ProgressEvent.objects.filter(person=self.nina.person, requirement=self.requirement)
        return list(events.order_by("id").values_list("kind", flat=True))
