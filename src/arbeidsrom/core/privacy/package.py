"""Everything that is known about somebody as one package: a report to read (HTML and PDF) and data (JSON)."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from arbeidsrom.core.privacy.collectors import DataSection, DataSubject
from arbeidsrom.lib.papers.content import Block, Language, Pairs, Paper, Section, Words
from arbeidsrom.lib.papers.pdf import as_pdf
from arbeidsrom.web.components.formats import long_date


def zip_of(subject: DataSubject, sections: Sequence[DataSection], *, made_by: str, now: datetime) -> bytes:
    """The package as a file, made in memory."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("report.pdf", as_pdf(paper(subject, sections, made_by=made_by, now=now))),
            ("report.html", html(subject, sections, made_by=made_by, now=now).encode()),
            ("data.json", as_json(subject, sections, now=now).encode()),
        ):
            archive.writestr(zipfile.ZipInfo(name, timezone.localtime(now).timetuple()[:6]), content)
    return file.getvalue()


def as_json(subject: DataSubject, sections: Sequence[DataSection], *, now: datetime) -> str:
    """The data for machines, keys in English whatever language the report is in."""
    data = {
        "subject": {"name": subject.name, "ids": [str(known) for known in subject.ids]},
        "made_at": now.isoformat(),
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                "note": section.note,
                "correction": section.correction,
                "can_be_erased": bool(section.erasure),
                "why_not": why_not(section),
                "records": [
                    {"heading": record.heading, **{fact.key: fact.value for fact in record.facts}}
                    for record in section.records
                ],
            }
            for section in sections
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def html(subject: DataSubject, sections: Sequence[DataSection], *, made_by: str, now: datetime) -> str:
    """The report as one page that needs nothing else."""
    context = {"subject": subject, "sections": sections, "made_by": made_by, "now": now}
    return render_to_string("privacy/report.html", context)


def paper(subject: DataSubject, sections: Sequence[DataSection], *, made_by: str, now: datetime) -> Paper:
    """The report as a paper."""
    today = timezone.localdate(now)
    return Paper(
        kind=_("Access to personal data"),
        title=subject.name,
        sender="Arbeidsrom",
        dated=today,
        dated_words=long_date(today),
        page_words=(_("Page"), _("of")),
        sections=tuple(Section(section.title, blocks(section)) for section in sections),
        note=_("Made by %(name)s. Contains personal data.") % {"name": made_by},
        language=language(),
        numbered=False,
    )


def blocks(section: DataSection) -> tuple[Block, ...]:
    """One part of the program on paper."""
    if not section.records:
        return (Words(_("Nothing is stored here.")),)
    told: list[Block] = []
    for record in section.records:
        told += [Words(record.heading), Pairs(tuple((fact.label, fact.value) for fact in record.facts))]
    return (*told, *(Words(text) for text in (section.note, section.correction, why_not(section)) if text))


def why_not(section: DataSection) -> str:
    """Why the data cannot be erased on request."""
    return str(section.erasure.reason) if section.erasure is not None and not section.erasure else ""


def language() -> Language:
    """The language of the report."""
    chosen = get_language() or "nb"
    return "nn" if chosen == "nn" else "en" if chosen == "en" else "nb"
