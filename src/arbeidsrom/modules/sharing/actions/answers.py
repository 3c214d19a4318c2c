"""What receivers send back: sealed by the receiving process, taken in by a job, read by a steward (KL-SHARE-013)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.keys import envelope
from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault.actions import ReceivedFile
from arbeidsrom.lib.actor import Actor, job, receiver
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.sharing import subjects
from arbeidsrom.modules.sharing.actions.history import happened
from arbeidsrom.modules.sharing.models import Answer, AnswerDocument
from arbeidsrom.modules.sharing.queries import openings, shipments
from arbeidsrom.modules.sharing.queries.openings import OpenShipment
from arbeidsrom.modules.sharing.states import AnswerState, EventKind

LONGEST_MESSAGE = 5000
MOST_FILES = 50
MOST_ANSWERS = 20
LARGEST_ANSWERS = 4  # times the largest answer, of all answers to one shipment


def receive_file(opened: OpenShipment, chunks: Iterable[bytes], *, file_name: str) -> ReceivedFile:
    """Seal a file to the holder of the case while it comes in; whoever received it cannot read it again.

    What is never written down in an answer is cleared away by the vault.
    """
    said = opened.manifest
    return vault.store_to_public_key(
        chunks,
        tenant=UUID(said.tenant),
        holder=UUID(said.holder),
        public_key=bytes.fromhex(said.public_key),
        file_name=file_name,
    )


def largest_answer() -> int:
    """How many bytes one answer takes, all its files together: as much as the largest file of the house."""
    return int(settings.VAULT_MAX_FILE)


def problems(*, message: str, files: int) -> dict[str, str]:
    """What one answer cannot hold, by the field it was given in."""
    if not message.strip() and not files:
        return {"message": _("Write a message or choose a file.")}
    found = {}
    if len(_written(message)) > LONGEST_MESSAGE:
        found["message"] = _("The message is too long: %(most)s characters is the most.") % {"most": LONGEST_MESSAGE}
    if files > MOST_FILES:
        found["files"] = _("One answer takes %(most)s files. Send the others in an answer of their own.") % {
            "most": MOST_FILES
        }
    return found


def ensure_room(opened: OpenShipment, *, size: int) -> None:
    """Refuse an answer that is larger than one may be, or one more than the shipment takes, before it is received."""
    if size > largest_answer():
        raise Refused(_("The files are too large for one answer. Send fewer, or smaller ones."))
    if Answer.objects.filter(shipment_id=opened.shipment.pk).count() >= MOST_ANSWERS:
        raise Refused(_("That is more than one shipment takes. Ask the sender for a new one."))
    if openings.size_of_answers(opened) + size > LARGEST_ANSWERS * largest_answer():
        raise Refused(_("That is more than one shipment takes. Ask the sender for a new one."))


@transaction.atomic
def give_answer(
    opened: OpenShipment, *, message: str, files: Sequence[ReceivedFile], origin: str, now: datetime
) -> UUID:
    """Message and files go back to the sender, into the case."""
    openings.hold(opened.shipment)  # answers that come at once are counted one after the other
    if not openings.is_still_open(opened.session_id, now=now):
        raise openings.NotAvailable  # withdrawn or expired while the files came in
    for problem in problems(message=message, files=len(files)).values():
        raise Refused(problem)
    ensure_room(opened, size=sum(file.size for file in files))
    said, public_id = opened.manifest, uuid4()
    plain = json.dumps({"message": _written(message), "sender": said.receiver}).encode()
    answer = Answer(public_id=public_id, shipment_id=opened.shipment.pk, arrived_at=now)
    answer.sealed_message = envelope.seal_to(bytes.fromhex(said.public_key), plain, _bound_to(public_id))
    answer.save()
    AnswerDocument.objects.bulk_create(
        AnswerDocument(answer=answer, place=place, received=file.public_id, size=file.size, sealed=file.sealed)
        for place, file in enumerate(files, start=1)
    )
    happened(
        EventKind.ANSWERED,
        opened.shipment,
        actor=receiver(origin, tenant=opened.shipment.tenant),
        at=now,
        details={"files": len(files)},
    )
    return public_id


def _written(message: str) -> str:
    """The message as it was typed: forms send two characters for a new line, which the receiver counted as one."""
    return message.replace("\r\n", "\n").strip()


def _bound_to(answer: UUID) -> str:
    return f"answer|{answer}"


def take_in_answers(*, now: datetime) -> int:
    """Put every answer that has arrived where it belongs; each by itself, so that one cannot hold up the others."""
    waiting = Answer.objects.filter(state=AnswerState.ARRIVED).order_by("id").values_list("id", flat=True)
    taken, problem = 0, None
    for answer_id in list(waiting):
        try:
            taken += take_in_answer(answer_id, now=now)
        except Exception as error:
            problem = error
    if problem is not None:
        raise problem
    return taken


@transaction.atomic
def take_in_answer(answer_id: int, *, now: datetime) -> bool:
    """The files become documents of the case, the message is shown there, unread; False if another job does it."""
    answer = (
        Answer.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("shipment")
        .filter(pk=answer_id, state=AnswerState.ARRIVED)
        .first()
    )
    source = subjects.source()
    if answer is None or source is None or keys.is_destroyed(answer.shipment.holder):
        return False
    actor = job("sharing.take_in_answers", tenant=answer.shipment.tenant)
    _open(answer)
    documents = _documents(answer)
    versions = [_take_over(answer, each, of=len(documents), actor=actor, now=now) for each in documents]
    answer.move_to(AnswerState.TAKEN_IN)
    answer.taken_in_at = now
    answer.save(update_fields=["state", "taken_in_at", "message", "sender"])
    shipment = answer.shipment
    source.take_in(
        subjects.ArrivedAnswer(
            about=shipment.about,
            shipment=shipment.public_id,
            reference=shipment.reference,
            sender=answer.sender or "",
            message=answer.message or "",
            arrived_at=answer.arrived_at,
            versions=tuple(versions),
        ),
        actor=actor,
        now=now,
    )
    _record("sharing.answer.taken_in", answer, actor=actor, now=now)
    return True


def _open(answer: Answer) -> None:
    """Take the message out of what was sealed to the holder, to lie sealed under the holder's key."""
    private = keys.private_key(answer.shipment.holder)
    said = json.loads(envelope.unseal_with(private, bytes(answer.sealed_message), _bound_to(answer.public_id)))
    answer.message, answer.sender = said["message"], said["sender"]


def _documents(answer: Answer) -> list[AnswerDocument]:
    return list(answer.documents.order_by("place"))


def _take_over(answer: Answer, document: AnswerDocument, *, of: int, actor: Actor, now: datetime) -> UUID:
    shipment = answer.shipment
    received = ReceivedFile(
        document.received,
        shipment.tenant,
        shipment.holder,
        document.size,
        document.received.hex,
        bytes(document.sealed or b""),
    )
    with translation.override("nb"):
        title = _("Answer from %(sender)s dated %(day)s") % {
            "sender": answer.sender,
            "day": timezone.localdate(answer.arrived_at).strftime("%d.%m.%Y"),
        }
        if of > 1:
            title = _("%(title)s (%(number)s of %(count)s)") % {"title": title, "number": document.place, "count": of}
    version = vault.take_over(
        received, title=title, dated=timezone.localdate(answer.arrived_at), actor=actor, now=now, kind="received"
    )
    document.version, document.sealed = version.public_id, None
    document.save(update_fields=["version", "sealed"])
    return version.public_id


@transaction.atomic
def read_answer(answer_id: UUID, *, actor: Actor, now: datetime) -> Answer:
    """A steward has looked at the answer; the first to do so is remembered."""
    answer = shipments.get_answer(answer_id, actor=actor, lock=True)
    if answer.state == AnswerState.TAKEN_IN and answer.read_at is None:
        answer.read_by_id, answer.read_at = actor.position_id, now
        answer.save(update_fields=["read_by", "read_at"])
    _record("sharing.answer.read", answer, actor=actor, now=now)
    return answer


def _record(event: str, answer: Answer, *, actor: Actor, now: datetime) -> None:
    record(
        event,
        answer.shipment.public_id,
        actor=actor,
        at=now,
        tenant=answer.shipment.tenant,
        details={"reference": answer.shipment.reference},
    )
