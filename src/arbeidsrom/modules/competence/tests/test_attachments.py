"""What employees add to their requirements, and who takes it out; what is to be read for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.keys.actions import create_holder
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault.models import Document, DocumentVersion
from arbeidsrom.core.vault.tests.files import bomb, word
from arbeidsrom.core.vault.tests.servers import MALWARE, running_clamd
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions import attachments
from arbeidsrom.modules.competence.rules.statuses import Shown, State
from arbeidsrom.modules.competence.states import AssignmentState, LinkState
from arbeidsrom.modules.competence.statuses.history import registered_at
from arbeidsrom.modules.competence.tests.browsing import said_at
from arbeidsrom.modules.competence.tests.errand import Errand

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 Kursbevis for Nina"


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("nb"):
        yield Errand(hospital)


def post(errand: Errand, *, name: str = "Nina", content: bytes = PDF, file: str = "", **said: str) -> HttpResponse:
    progress = models.Progress.objects.filter(person=errand.nina.person, requirement=errand.requirement).first()
    sent: dict[str, object] = {"lock_version": progress.lock_version if progress else 0, **said}
    if file:
        sent["file"] = SimpleUploadedFile(file, content)
    url = reverse("own_requirement", args=[errand.mine.public_id, errand.link.public_id])
    answer = errand.hospital.browser(name).post(url, sent, headers={"accept-language": "nb"})
    assert isinstance(answer, HttpResponse)
    return answer


def page(errand: Errand, name: str = "Nina", **asked: str) -> str:
    url = reverse("own_requirement", args=[errand.mine.public_id, errand.link.public_id])
    return errand.hospital.browser(name).get(url, asked, headers={"accept-language": "nb"}).content.decode()


def take_out(client: Client, attachment: models.Attachment) -> tuple[int, bytes]:
    answer = client.get(reverse("attachment", args=[attachment.public_id]))
    return answer.status_code, b"".join(answer.streaming_content) if answer.status_code == 200 else b""


def attached(errand: Errand, file: str = "kursbevis.pdf", **said: str) -> models.Attachment:
    post(errand, file=file, do="attach", **said)
    return models.Attachment.objects.latest("id")


@pytest.mark.req("KP-ATT-001", "KP-ATT-002", "KP-REQ-005")
def test_a_course_certificate_is_uploaded_with_a_date_and_the_requirement_marked_as_fulfilled(errand: Errand) -> None:
    errand.begin("Kurs", documentation_form="certificate", allows_attachments=True)
    shown = page(errand)
    for said in ("Legg til/vis vedlegg", "Velg dokument", "Last opp", "Marker som innfridd"):
        assert said in shown
    day = errand.today.isoformat()
    answer = post(errand, file="kursbevis.pdf", do="attach", performed_on=day, description="Fra kurset i Bodø")
    assert answer.status_code == 302
    assert errand.shown() is Shown.STARTED

    shown = page(errand)
    for said in ("kursbevis.pdf", "Fra kurset i Bodø", f'value="{day}"', "Nina Berg"):
        assert said in shown
    post(errand, do="fulfil", performed_on=day)
    assert errand.shown() is Shown.FULFILLED
    assert "kursbevis.pdf" in page(errand)
    assert take_out(errand.hospital.browser("Nina"), models.Attachment.objects.get()) == (200, PDF)


def test_only_a_requirement_that_takes_attachments_gets_them(errand: Errand) -> None:
    errand.begin("HLR")
    assert 'type="file"' not in page(errand)
    post(errand, file="kursbevis.pdf", do="attach")
    assert not models.Attachment.objects.exists()
    with pytest.raises(WrongState):
        attachments.add_attachment(
            errand.mine.public_id,
            errand.link.public_id,
            errand.entry(),
            attachments.Incoming("kursbevis.pdf", [PDF], len(PDF)),
            description="",
            actor=errand.hospital.actor(errand.nina),
            now=errand.hospital.now,
            today=errand.today,
        )
    assert not DocumentVersion.objects.exists()


def test_how_far_one_had_come_on_a_day_follows_what_is_attached_and_removed(errand: Errand) -> None:
    errand.begin("Kurs", allows_attachments=True)
    person, requirement = errand.nina.person_id, errand.requirement.pk

    def told() -> State:
        later = errand.hospital.now + timedelta(seconds=1)
        return registered_at(person, later)[requirement].state

    post(errand, do="fulfil", performed_on=errand.today.isoformat())
    assert told() == errand.progress.state == State.FULFILLED
    one = attached(errand)
    assert told() == errand.progress.state == State.DRAFT
    post(errand, do="fulfil", performed_on=errand.today.isoformat())
    post(errand, remove=str(one.public_id))
    assert told() == errand.progress.state == State.DRAFT


@pytest.mark.req("KP-ATT-003")
def test_an_attachment_needs_no_description(errand: Errand) -> None:
    errand.begin("Kurs", allows_attachments=True)
    assert attached(errand).description is None


def test_a_file_that_comes_with_the_last_button_is_stored_before_it_counts(errand: Errand) -> None:
    errand.begin("Kurs", allows_attachments=True)
    answer = post(errand, file="kursbevis.pdf", do="fulfil", performed_on=errand.today.isoformat())
    assert answer.status_code == 302
    assert errand.shown() is Shown.FULFILLED
    assert errand.history() == ["attached", "fulfilled"]


def test_a_stored_file_stays_when_something_else_is_wrong_and_the_form_can_be_sent_again(errand: Errand) -> None:
    errand.begin("Kurs", allows_attachments=True, has_comment=True)
    text = post(errand, file="kursbevis.pdf", do="fulfil", comment="På natt").content.decode()
    assert said_at(text, "performed_on")
    assert "På natt" in text
    assert "kursbevis.pdf" in text
    assert f'name="lock_version" value="{errand.progress.lock_version}"' in text
    assert errand.shown() is Shown.STARTED


HOSTILE = {
    "too large": ("stor.pdf", PDF + b"0" * 2_000_000),
    "a program": ("program.exe", b"MZ program"),
    "a web page": ("side.html", b"<html><script>alert(1)</script></html>"),
    "disguised": ("kursbevis.pdf", b"MZ et program"),
    "malware": ("kursbevis.pdf", PDF + MALWARE),
    "a bomb": ("kursbevis.docx", bomb(word())),
}


@pytest.fixture(scope="module")
def scanner() -> Iterator[str]:
    with running_clamd() as address:
        yield address


@pytest.mark.req("KP-EIMP-031")
@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("do", ["attach", "fulfil"])
def test_a_hostile_file_is_refused_at_its_field_and_the_rest_stays(
    errand: Errand, scanner: str, settings: LazySettings, what: str, do: str
) -> None:
    settings.SCANNER, settings.ATTACHMENT_MAX = scanner, 1_000_000
    errand.begin("Kurs", allows_attachments=True, has_comment=True)
    name, content = HOSTILE[what]
    said = {"performed_on": errand.today.isoformat(), "comment": "På natt", "description": "Fra Bodø"}
    text = post(errand, file=name, content=content, do=do, **said).content.decode()

    assert said_at(text, "file")
    for kept in said.values():
        assert kept in text
    assert not models.Attachment.objects.exists()
    assert not Document.objects.exists()
    assert errand.shown() is Shown.NOT_STARTED
    assert '<details class="ds-details" open' in text


@pytest.mark.req("KP-EIMP-031")
def test_kinds_and_size_are_settings(errand: Errand, settings: LazySettings) -> None:
    settings.ATTACHMENT_KINDS, settings.ATTACHMENT_MAX = ("txt",), 10
    errand.begin("Kurs", allows_attachments=True)
    shown = page(errand)
    assert 'accept=".txt"' in shown
    assert "txt" in said_at(post(errand, file="a.pdf", do="attach").content.decode(), "file")
    assert "10\xa0B" in said_at(post(errand, file="a.txt", content=b"x" * 11, do="attach").content.decode(), "file")
    post(errand, file="a.txt", content=b"kort", do="attach")
    assert models.Attachment.objects.count() == 1


def test_without_a_file_one_is_asked_for(errand: Errand) -> None:
    errand.begin("Kurs", allows_attachments=True)
    assert said_at(post(errand, do="attach").content.decode(), "file")


@pytest.mark.req("KP-EIMP-032")
def test_an_attachment_is_removed_or_replaced_while_unlocked_and_the_history_says_by_whom(errand: Errand) -> None:
    errand.begin("Kurs", allows_attachments=True)
    first = attached(errand)
    post(errand, do="fulfil", performed_on=errand.today.isoformat())
    assert f'value="{first.public_id}"' not in page(errand), "locked: nothing to remove it by"
    assert f'value="{first.public_id}"' in page(errand, unlock="1")
    day = errand.today.isoformat()
    post(errand, remove=str(first.public_id), performed_on=day)
    assert errand.shown() is Shown.STARTED, "what was fulfilled with it is so no longer"
    attached(errand, "nytt.pdf", performed_on=day)

    shown = page(errand)
    assert "nytt.pdf" in shown
    assert f'value="{day}"' in shown
    assert errand.history() == ["attached", "fulfilled", "detached", "attached"]
    assert all(said in shown for said in ("Vedlegg lagt til", "Vedlegg fjernet", "Nina Berg, Medarbeider: "))
    first.refresh_from_db()
    assert (first.document, first.removed_by) == (None, first.added_by)
    assert DocumentVersion.objects.count() == 1, "the file itself is gone for good"


@pytest.mark.req("KP-EIMP-032")
def test_while_somebody_is_asked_to_sign_nothing_is_removed(errand: Errand) -> None:
    errand.begin("Veneflon", allows_attachments=True, requires_signing=True, repetitions=3)
    first = attached(errand)
    request = errand.sends()
    assert post(errand, remove=str(first.public_id)).status_code == 409
    errand.withdraws(request)
    assert post(errand, remove=str(first.public_id)).status_code == 302
    assert errand.history()[-1] == "detached"


def test_nobody_removes_what_belongs_to_another_requirement(errand: Errand) -> None:
    errand.begin("Kurs", allows_attachments=True)
    assert post(errand, remove=str(uuid4())).status_code == 404
    assert post(errand, remove="tull").status_code == 400


@pytest.mark.req("KP-EIMP-033")
def test_only_those_who_see_the_requirement_take_the_attachment_out(errand: Errand) -> None:
    errand.hospital.employ("Stranger", "1010", led_by=errand.astrid)
    errand.begin("Kurs", allows_attachments=True, requires_signing=True)
    attachment = attached(errand)
    browsers = {name: errand.hospital.browser(name) for name in ("Nina", "Astrid", "Sven", "Stranger")}
    assert {name: take_out(one, attachment)[0] for name, one in browsers.items()} == {
        "Nina": 200, "Astrid": 200, "Sven": 404, "Stranger": 404,
    }  # fmt: skip
    request = errand.sends()
    assert take_out(browsers["Sven"], attachment) == (200, PDF)
    signing = browsers["Sven"].get(reverse("signature_request", args=[request.public_id])).content.decode()
    assert "kursbevis.pdf" in signing
    errand.withdraws(request)
    assert take_out(browsers["Sven"], attachment)[0] == 404
    errand.mine.plan.links.update(state=LinkState.ARCHIVED)
    assert take_out(browsers["Nina"], attachment)[0] == 404
    read = Entry.objects.filter(event="competence.attachment.read").count()
    assert read == 3


def test_a_signer_does_not_get_what_is_added_after_it_was_sent(errand: Errand) -> None:
    errand.begin("Veneflon", allows_attachments=True, requires_signing=True, repetitions=3)
    request = errand.sends()
    models.Performance.objects.update(sent_at=errand.hospital.now.replace(hour=8))
    later = attached(errand)
    sven = errand.hospital.browser("Sven")
    assert take_out(sven, later)[0] == 404
    assert "kursbevis.pdf" not in sven.get(reverse("signature_request", args=[request.public_id])).content.decode()


def test_whoever_follows_up_finds_the_attachments_in_the_plan_of_the_employee(errand: Errand) -> None:
    errand.begin("Kurs", allows_attachments=True)
    attachment = attached(errand)
    url = reverse("employee_plan", args=[errand.mine.public_id])
    text = errand.hospital.browser("Astrid").get(url).content.decode()
    assert reverse("attachment", args=[attachment.public_id]) in text


@pytest.fixture
def with_file(errand: Errand) -> UUID:
    """The requirement has a file to be read."""
    errand.begin("HLR", requires_signing=True)
    holder = create_holder(tenant=errand.hospital.units["sykehuset"].tenant or uuid4(), kind="requirement_file")
    actor = errand.hospital.actor(errand.astrid)
    content = vault.receive([b"Slik gjor du"], holder=holder.public_id, file_name="veileder.txt")
    version = vault.keep(content, title="veileder.txt", dated=None, actor=actor, now=errand.hospital.now)
    file = models.RequirementFile.objects.create(
        requirement=errand.requirement, document=version.document, added_at=errand.hospital.now
    )
    said = errand.requirement.revisions.get().settings
    errand.requirement.revisions.create(
        number=2, content=replace(said, files=(file.public_id,)).as_json(), published_at=errand.hospital.now
    )
    return file.public_id


def test_the_files_of_a_requirement_are_read_by_whoever_has_it_and_whoever_signs(
    errand: Errand, with_file: UUID
) -> None:
    url = reverse("requirement_file", args=[errand.requirement.public_id, with_file])
    assert "veileder.txt" in page(errand)
    assert url in page(errand)
    nina, sven, astrid = (errand.hospital.browser(name) for name in ("Nina", "Sven", "Astrid"))
    assert b"".join(nina.get(url).streaming_content) == b"Slik gjor du"
    assert astrid.get(url).status_code == 200
    assert sven.get(url).status_code == 404
    request = errand.sends()
    assert url in sven.get(reverse("signature_request", args=[request.public_id])).content.decode()
    assert sven.get(url).status_code == 200

    models.Assignment.objects.update(state=AssignmentState.DEACTIVATED, deactivated_on=errand.today)
    assert nina.get(url).status_code == 404


def test_a_file_of_the_draft_is_not_read_by_whoever_has_the_requirement(errand: Errand, with_file: UUID) -> None:
    url = reverse("requirement_file", args=[errand.requirement.public_id, with_file])
    errand.requirement.revisions.create(
        number=3,
        content=errand.requirement.revisions.get(number=1).content,
        published_at=errand.hospital.now,
    )
    assert errand.hospital.browser("Nina").get(url).status_code == 404
