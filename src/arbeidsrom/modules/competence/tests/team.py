"""Two leaders with employees who stand in every way, for tests of «Kompetanseoppfølging»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

from django.test import Client
from django.urls import reverse

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.access.following_up import followed_by
from arbeidsrom.modules.competence.actions import deadlines, relevance
from arbeidsrom.modules.competence.queries.following_up import Asked, FollowedRow, followed_requirements
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.web.lists import Window


class Team(Errand):
    """Astrid leads Nina and Odd, Bodil leads Siri and Nina where Nina is lent; Nina stands in every way."""

    def __init__(self, hospital: Hospital) -> None:
        super().__init__(hospital)
        self.begin("Fullført", "Ikke påbegynt", "Ikke relevant", "Påbegynt")
        for name, said in (
            ("Til signering", {"requires_signing": True}),
            ("Avslått", {"requires_signing": True}),
            ("Utløper snart", {"validity_days": 40}),
            ("Utløpt", {"validity_days": 10}),
        ):
            self.ward.requirement(name, **said)
            self.ward.link("Sykepleier på A", "Generelt", name)
        self.mine = self._again(self.nina)
        self.odd = hospital.employ("Odd", "1010", led_by=self.astrid)
        self.bodil = hospital.employ("Bodil", "1020")
        self.siri = hospital.employ("Siri", "1020", led_by=self.bodil)
        self.ward.plan("Beredskap", "Fullført", "Brann", section="Felles")
        self.of_odd = self.ward.assign("Beredskap", self.odd)
        self.of_siri = self.ward.assign("Beredskap", self.siri)
        self._stand()

    def _again(self, position: Position) -> models.Assignment:
        models.Assignment.objects.filter(position=position).delete()
        return self.ward.assign("Sykepleier på A", position)

    def _stand(self) -> None:
        self.of("Fullført").fulfils()
        self.of("Utløper snart").fulfils(self.today - timedelta(days=20))
        self.of("Utløpt").fulfils(self.today - timedelta(days=20))
        self.of("Påbegynt").drafts(performed_on=self.today)
        self.of("Til signering").sends()
        self.declines(self.of("Avslått").sends())
        link = self.of("Ikke relevant").link
        nina = self.hospital.actor(self.nina)
        relevance.mark_requirement(
            self.mine.public_id, link.public_id, comment="Kontor", actor=nina, now=self.hospital.now
        )
        self.of("Fullført")

    def of(self, name: str) -> Team:
        """The requirement that is spoken of next."""
        self.name = name
        return self

    def deadline(self, days: int, name: str, assignment: models.Assignment | None = None) -> None:
        """By a day from today on; one that has been was set when it lay ahead."""
        one = assignment or self.mine
        link = one.plan.links.get(requirement=self.ward.requirements[name])
        now = self.hospital.now - timedelta(days=max(0, -days))
        leader = Position.objects.get(pk=one.position.leader_id)
        deadlines.set_requirement_deadline(
            one.public_id,
            link.public_id,
            due=self.today + timedelta(days=days),
            actor=self.hospital.actor(leader),
            now=now,
        )

    def rows(self, actor: Actor | None = None, *, size: int = 100, **asked: object) -> list[FollowedRow]:
        """What the actor sees when they ask so, page by page behind the last row."""
        followed, _is_few = followed_by(actor or self.hospital.actor(self.astrid), today=self.today)
        found: list[FollowedRow] = []
        while True:
            window = Window(len(found), size, after=found[-1].key if found else "")
            page = followed_requirements(Asked(**asked), window, followed=followed, today=self.today)  # type: ignore[arg-type]
            found += page.rows
            if len(page.rows) < size:
                return found

    def names(self, actor: Actor | None = None, **asked: object) -> list[tuple[str, str]]:
        """The same as first name and requirement."""
        return [(row.name.partition(" ")[0], row.requirement_name) for row in self.rows(actor, **asked)]


def listed(browser: Client, **query: str) -> list[list[str]]:
    """The cells of the tab «Krav» as they are read."""
    answer = browser.get(reverse("followed_requirements"), query, headers={"accept-language": "nb"})
    assert answer.status_code == 200
    return list(cells(answer.content.decode()))


def cells(html: str) -> Iterator[list[str]]:
    """The cells of each row of a list, without the box that ticks it."""
    body = html.split("<tbody", 1)[-1].split("</tbody>")[0]
    for row in re.findall(r"<tr.*?</tr>", body, re.S):
        found = re.findall(r'<td role="cell".*?</td>', row, re.S)
        yield [unescape(" ".join(re.sub(r"<[^>]*>", " ", one).split())) for one in found]
