"""The member register as one of the registers that can be imported (KL-MEMB-002)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.imports.member_register import applying, difference
from arbeidsrom.core.imports.member_register.staging import Reader, refuse_doubles
from arbeidsrom.core.imports.member_register.words import WORDS
from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.core.imports.rules import Outcome, Size
from arbeidsrom.core.membership.access import IMPORT


class MemberRegister:
    """The union's own register, every night: all members of a part of the organisation."""

    key = "members"
    nightly = False
    label = _("Member register")
    permission = IMPORT
    words = WORDS

    def stage(self, run: ImportRun, chunks: Iterable[bytes], *, today: date) -> Iterator[None]:
        reader = Reader(run, today, synthetic=not settings.PRODUCTION)
        for _piece in reader.read(chunks):
            run.lines, run.refused = reader.lines, reader.refused
            run.without_number, run.cut_off = reader.without_number, reader.cut_off
            yield

    def outcome(self, run: ImportRun, *, today: date) -> Outcome:
        run.refused += refuse_doubles(run)
        difference.compare(run)
        return Outcome(
            total=Size(run.before, run.removed),
            tenants=difference.sizes(run),
            lines=run.lines,
            refused=run.refused,
            without_number=run.without_number,
            cut_off=run.cut_off,
        )

    def apply(self, run: ImportRun, *, today: date) -> None:
        applying.apply(run, today=today)

    def undo(self, run: ImportRun, *, today: date) -> None:
        applying.undo(run, today=today)

    def changes(self, run: ImportRun) -> Mapping[UUID, Mapping[str, int]]:
        return difference.changed_tenants(run)

    def forget(self, run: ImportRun) -> None:
        applying.forget(run)
