"""What shipments are about. Sharing knows no cases: the module that has them registers a source at start.

The source answers what may be shared, by whom, and takes in what receivers send back, in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from arbeidsrom.lib.decisions import ALLOWED, Decision
from arbeidsrom.modules.sharing.rules.members import ConcernedMember

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from arbeidsrom.core.organisation.models import Unit
    from arbeidsrom.lib.actor import Actor


class NoSubject(ObjectDoesNotExist):
    """There is nothing with that id, or the actor cannot see it."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A document version that could be shared, as its owner describes it.

    ``may_share`` says why not when it may not, such as a file that has not been cleared of malware; ``warnings`` are
    whole sentences on its title.
    """

    version: UUID
    title: str
    file_name: str
    size: int
    content_type: str
    stored_at: datetime
    dated: date | None = None
    is_case_statement: bool = False
    may_share: Decision = ALLOWED
    warnings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Consent:
    """A member's recorded consent to sharing."""

    id: UUID
    label: str


class RestsOn(NamedTuple):
    """What a shipment rests on whose legal ground is consent: the recorded one, and the kind of receiver to cover."""

    consent: UUID | None
    category: str


class Overseers(NamedTuple):
    """Who answers for the club without seeing the content (``Person`` ids), and where they find somebody for it."""

    people: Collection[int]
    url: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a shipment is to be about, with everything that could be in it.

    ``names`` are those of the people it is about, for the look at titles; ``people`` their public ids, for the audit
    log; ``members`` those of them that it can be sent to. ``holder`` owns the keys; ``number`` is its number with the
    sender. ``only_to`` are the categories of receivers that it may go to, when not to all: what is closed goes to its
    member alone. ``superseded`` are earlier versions of its documents: they are not offered any more, but what was sent
    of them is still in it.
    """

    about: UUID
    holder: UUID
    tenant: UUID
    club: Unit
    title: str
    number: str
    url: str
    may_share: Decision = ALLOWED
    only_to: Collection[str] | None = None
    documents: Sequence[Offered] = ()
    superseded: Sequence[Offered] = ()
    consents: Sequence[Consent] = ()
    names: Sequence[str] = ()
    people: Sequence[UUID] = ()
    members: Sequence[ConcernedMember] = ()
    statement_url: str = ""
    people_url: str = ""

    def may_go_to(self, category: str) -> bool:
        """Whether receivers of the category may be given anything of it."""
        return self.only_to is None or category in self.only_to

    def offered(self, versions: Collection[UUID]) -> list[Offered]:
        """The chosen documents, in the order of the case."""
        return [document for document in self.documents if document.version in versions]

    def versions(self) -> dict[UUID, Offered]:
        """Everything that is in it, the earlier versions too."""
        return {each.version: each for each in (*self.superseded, *self.documents)}


@dataclass(frozen=True, slots=True)
class Label:
    """How a subject is spoken of in lists to somebody who may see it; ``people`` are those it is about, for the log."""

    number: str
    title: str
    url: str
    people: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class ArrivedAnswer:
    """What a receiver has sent back; ``versions`` are stored already under the subject's holder."""

    about: UUID
    shipment: UUID
    reference: str
    sender: str
    message: str
    arrived_at: datetime
    versions: Sequence[UUID] = field(default_factory=tuple)


class SubjectSource(Protocol):
    """What a module with something to share provides."""

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """The public ids the actor may see the content of, as a subquery of one column."""

    def get(self, about: UUID, *, actor: Actor, lock: bool = False) -> Subject:
        """The subject, or ``ObjectDoesNotExist`` when the actor cannot see it; locked, it stays as it is for now."""

    def labels(self, abouts: Collection[UUID], *, actor: Actor) -> Mapping[UUID, Label]:
        """How to speak of those that the actor may see, in a fixed number of queries."""

    def concerning(self, member: UUID) -> Collection[UUID] | QuerySet[Any]:
        """The public ids of those about a member, whoever may see them, as a subquery of one column or a list."""

    def lost_consents(self, about: UUID, rests: Collection[RestsOn], *, today: date) -> Collection[RestsOn]:
        """Those that hold no longer: the consent has ended, or somebody it is about has none for such receivers."""

    def people_to_tell(self, about: UUID, *, today: date) -> Collection[int]:
        """The people (``Person`` ids) who follow it up today."""

    def unattended(self, abouts: Collection[UUID], *, today: date) -> Collection[UUID]:
        """Those of them that nobody in office follows up today, in a fixed number of queries."""

    def overseers(self, about: UUID, *, today: date) -> Overseers:
        """Who is to know that something is wrong when nobody follows it up; the reference only."""

    def sent(self, about: UUID, *, shipment: UUID, category: str, actor: Actor, now: datetime) -> None:
        """A shipment about it has been sent."""

    def noted(self, about: UUID, kind: str, *, shipment: UUID, actor: Actor, now: datetime, **facts: str) -> None:
        """Something else has happened to a shipment: it was opened or withdrawn, or the centre numbered the case."""

    def take_in(self, answer: ArrivedAnswer, *, actor: Actor, now: datetime) -> None:
        """A receiver has answered: show the message and documents with the subject, unread."""


@dataclass
class _Registry:
    source: SubjectSource | None = None


_registry = _Registry()


def register(source: SubjectSource) -> None:
    """Make the source known; called once, by the wiring of the module that has it."""
    _registry.source = source


def source() -> SubjectSource | None:
    """The source, or None where no module with something to share is switched on."""
    return _registry.source


def get_subject(about: UUID, *, actor: Actor, lock: bool = False) -> Subject:
    """What the actor wants to share from."""
    if _registry.source is None:
        raise NoSubject(about)
    return _registry.source.get(about, actor=actor, lock=lock)


def labels(abouts: Collection[UUID], *, actor: Actor) -> Mapping[UUID, Label]:
    """How to speak of these in a list."""
    return _registry.source.labels(abouts, actor=actor) if _registry.source and abouts else {}
