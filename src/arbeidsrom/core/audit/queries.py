"""Reading the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit import events
from arbeidsrom.core.audit.events import Kind
from arbeidsrom.core.audit.models import Checkpoint, Entry, Link, Verification
from arbeidsrom.lib.actor import ActorKind

WITHOUT_NAME = {ActorKind.RECEIVER: _("A receiver"), ActorKind.JOB: _("The program")}


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as people read it."""

    entry: UUID
    at: datetime
    event: str
    sentence: str
    who: str
    role: str
    origin: str
    thing: UUID | None


def lines(entries: Iterable[Entry], *, to_one: bool = False) -> list[Line]:
    """The entries as people read them; they come with their details."""
    return [line(entry, to_one=to_one) for entry in entries]


def line(entry: Entry, *, to_one: bool = False) -> Line:
    """One entry as people read it, or one of those it is about; what has been erased is left out."""
    detail = entry.detail.read if hasattr(entry, "detail") else {}
    who = entry.said["who"]
    return Line(
        entry=entry.public_id,
        at=entry.at,
        event=entry.event,
        sentence=events.tell(entry.event, detail.get("details"), to_one=to_one),
        who=str(WITHOUT_NAME.get(who["kind"], who["label"])),
        role=who["position_label"],
        origin=detail.get("origin", ""),
        thing=entry.thing,
    )


def history_of(*things: UUID) -> list[Line]:
    """Everything that has happened to the things, the newest first; the caller has decided who may know it."""
    found = Entry.objects.filter(thing__in=things).select_related("detail").order_by("-at", "-id")
    return lines(found)


def who_has_looked(subjects: Sequence[UUID], *, own: UUID | None = None, most: int | None = None) -> list[Line]:
    """Who has looked at or taken out information about somebody known by these ids, the newest first (PL-AUD-002).

    Looking at one's own information, as the person ``own``, is left out. What was on the same page about others is not
    told. ``most`` is how many of the newest are wanted.
    """
    seen = about(subjects).filter(event__in=events.keys_of(Kind.VIEW, Kind.EXPORT))
    if own:
        seen = seen.filter(~Q(person=own) | Q(person=None))
    return lines(seen.select_related("detail").order_by("-at", "-id")[:most], to_one=True)


def about(subjects: Sequence[UUID]) -> QuerySet[Entry]:
    """The entries that are about somebody."""
    return Entry.objects.filter(subjects__subject__in=subjects).distinct()


def tenants() -> list[UUID]:
    """Whose chains there are."""
    return sorted(Link.objects.order_by().values_list("tenant", flat=True).distinct())


def heads_to_sign() -> list[Link]:
    """The last link of each chain that has grown since its last checkpoint."""
    signed = Checkpoint.objects.filter(tenant=OuterRef("tenant")).order_by("-number").values("number")[:1]
    heads = Link.objects.order_by().values("tenant").annotate(last=Max("number"), signed=Subquery(signed))
    grown = heads.filter(Q(signed=None) | Q(last__gt=F("signed")))
    return [Link.objects.get(tenant=head["tenant"], number=head["last"]) for head in grown.order_by("tenant")]


def checkpoints_to_send(destination: str) -> list[Checkpoint]:
    """The checkpoints that have not reached the destination, oldest first."""
    return list(Checkpoint.objects.exclude(deliveries__destination=destination).order_by("id")[:1000])


@dataclass(frozen=True, slots=True)
class ChainRow:
    """A tenant's chain: how long it is, when it was last verified and signed, and what was found."""

    tenant: UUID
    name: str
    entries: int
    verification: Verification | None
    signed_at: datetime | None


def chains(names: Mapping[UUID, str]) -> list[ChainRow]:
    """The chains of these tenants. Three queries."""
    wanted = list(names)
    lengths = dict(
        Link.objects.filter(tenant__in=wanted).order_by().values_list("tenant").annotate(length=Max("number"))
    )
    signed = dict(
        Checkpoint.objects.filter(tenant__in=wanted).order_by().values_list("tenant").annotate(last=Max("at"))
    )
    newest = Verification.objects.filter(tenant__in=wanted).order_by("tenant", "-started_at", "-id").distinct("tenant")
    verified = {verification.tenant: verification for verification in newest}
    return [
        ChainRow(tenant, name, lengths.get(tenant, 0), verified.get(tenant), signed.get(tenant))
        for tenant, name in names.items()
    ]


def broken_chains() -> list[Verification]:
    """The newest finished verification of each chain that is not whole."""
    finished = Verification.objects.exclude(finished_at=None)
    newest = finished.order_by("tenant", "-started_at", "-id").distinct("tenant")
    return [verification for verification in newest if verification.fault]


def count_of(event: str, person: UUID, *, since: datetime) -> int:
    """How many times somebody has done something since then."""
    return Entry.objects.filter(person=person, event=event, at__gt=since).count()
