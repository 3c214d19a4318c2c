"""The main errand: from an opened case to a competence centre that has the very same bytes, and the steward's receipt.

Real input all the way: the program's own processes, a mail server, an SMS gateway, a scanner, and a receiver with
nothing but a phone; once on what the program brings with it, and once on a PostgreSQL server and an object store.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import boto3
import pytest
from playwright.sync_api import Browser, expect

from arbeidsrom.config.embedded_postgresql import EmbeddedPostgresql
from arbeidsrom.core.notifications.tests.servers import MailServer, SmsServer, mail_server, sms_server
from arbeidsrom.core.vault.tests.servers import running_clamd, running_s3
from arbeidsrom.modules.workspace.demo_documents import DemoCase, documents_for
from tests.journeys import steward
from tests.journeys.browser import PHONE, somebody
from tests.journeys.program import Program, running
from tests.journeys.receiver import CODE, LINK, Sent, checksum, fetch_one_by_one, fetch_together, open_shipment
from tests.journeys.steward import wait_until

TITLE = "Drøfting om oppsigelse på avdelingen"
CASE_NUMBER = "2026/1483"
MIB = 2**20
AN_HOUR = 3600
S3_KEYS = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}


@dataclass
class Town:
    """The program and the world it talks to."""

    program: Program
    mail: MailServer
    sms: SmsServer


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """The program on what it brings with it: its own database, sealed files on the disk."""
    tmp_path.chmod(0o755)
    with ExitStack() as open_things:
        mail = open_things.enter_context(mail_server())
        sms = open_things.enter_context(sms_server(tmp_path))
        scanner = open_things.enter_context(running_clamd())
        home = tmp_path / "home"
        home.mkdir(mode=0o755)
        program = open_things.enter_context(running(home, settings(mail, sms, scanner)))
        yield Town(program, mail, sms)


def settings(mail: MailServer, sms: SmsServer, scanner: str) -> dict[str, str]:
    """Everything real: mail by SMTP, SMS by HTTP, a scanner."""
    return {
        "ARBEIDSROM_MAIL_TRANSPORT": "smtp",
        "ARBEIDSROM_SMTP_HOST": "127.0.0.1",
        "ARBEIDSROM_SMTP_PORT": str(mail.port),
        "ARBEIDSROM_SMS_TRANSPORT": "http",
        "ARBEIDSROM_SMS_URL": sms.url,
        "ARBEIDSROM_SMS_TOKEN": "prøve",
        "ARBEIDSROM_CLAMD": scanner,
    }


def papers(folder: Path) -> list[Path]:
    """A dismissal with what belongs to it: Word, PDF, Excel and e-mail."""
    case = DemoCase(
        type="dismissal",
        member="Åse Ærlig",
        post="Helsefagarbeider",
        percent=80,
        employer="Storvik sykehus HF",
        workplace="Kirurgisk sengepost",
        leader="Leif Larsen",
        club="Storvik sykehus",
        union="Storvik fagforening",
        steward="Kari Ødegård",
        office="klubbleder",
        day=date(2026, 11, 2),
    )
    made = []
    for document in documents_for(case, Random(7)):
        path = folder / document.file_name
        path.write_bytes(document.content)
        made.append(path)
    return made


def link_mailed(town: Town, reference: str, *, to: str) -> str:
    """The link in the mail that the mail server got for this address."""
    wait_until(lambda: any(reference in str(mail) for mail in town.mail.mails))
    (mail,) = (mail for mail in town.mail.mails if reference in str(mail))
    assert mail["To"] == to
    assert not CODE.search(mail.as_string())
    body = mail.get_body(("plain",))
    assert body
    found = LINK.search(body.get_content())
    assert found, body.get_content()
    return found[0]


def code_texted(town: Town, reference: str, *, to: str) -> tuple[str, str]:
    """The code in the SMS that the gateway got for this phone, and the whole SMS."""
    wait_until(lambda: any(reference in str(sms["body"]) for sms in town.sms.received))
    (body,) = (sms["body"] for sms in town.sms.received if reference in str(sms["body"]))
    assert body["to"] == to
    found = CODE.search(body["text"])
    assert found, body
    assert not LINK.search(body["text"])
    return found[0], body["text"]


@pytest.mark.req("KL-SHARE-001", "KL-SHARE-003", "KL-SHARE-004", "KL-SHARE-007", "KL-SHARE-012", "KL-SHARE-015")
def test_from_an_opened_case_to_the_receipt(town: Town, browser: Browser, tmp_path: Path) -> None:
    run_errand(town, browser, papers(tmp_path))


def run_errand(town: Town, browser: Browser, files: list[Path]) -> None:
    """The whole of it: the classic way over the centre's receiving desk, then once more the direct way."""
    with somebody(browser, town.program.url, name="Kari Ødegård") as kari:
        case = steward.open_case(kari, TITLE)
        steward.upload(kari, case, files)
        steward.wait_for_scanner(kari)
        steward.give_consent(kari, case)
        steward.fill_in_statement(kari, case, TITLE)

        reference = steward.share_with_centre(kari, case, TITLE, way="classic")
        code = kari.locator("main code").first.inner_text()
        sent = Sent(reference, code, link_mailed(town, reference, to="kari@samhold.example"))
        number_at_the_desk(town, browser, sent)
        got = received(town, browser, sent)
        assert {checksum(file) for file in files} <= set(got)
        steward.look_at_receipts(kari, sent.reference, len(got))

        reference = steward.share_with_centre(kari, case, TITLE, way="direct")
        expect(kari.locator("main code")).to_have_count(0)
        code, sms = code_texted(town, reference, to="+4790000001")
        assert [part for part in (TITLE, "Kari Ødegård", CASE_NUMBER) if part not in sms] == []
        sent = Sent(reference, code, link_mailed(town, reference, to="mottak@kompetansesenter.example"))
        assert received(town, browser, sent) == got
        steward.look_at_receipts(kari, sent.reference, len(got))
        assert kari.complaints == []  # type: ignore[attr-defined]


def number_at_the_desk(town: Town, browser: Browser, sent: Sent) -> None:
    """Somebody at the centre's desk takes the shipment by its reference and gives the case the centre's number."""
    with somebody(browser, town.program.url, name="Kjersti Moe") as kjersti:
        kjersti.goto("/desk/")
        kjersti.get_by_role("link", name=sent.reference).click()
        kjersti.get_by_role("button", name="Jeg tar denne").click()
        expect(kjersti.locator("main")).to_contain_text("Kjersti Moe")
        kjersti.locator("#id_case_number").fill(CASE_NUMBER)
        kjersti.get_by_role("button", name="Lagre saksnummeret").click()
        expect(kjersti.locator("main")).to_contain_text("Saksnummeret er lagret")
        expect(kjersti.locator("main")).not_to_contain_text(TITLE)


def received(town: Town, browser: Browser, sent: Sent) -> list[str]:
    """The checksums of what somebody without an account gets on a phone, one by one and the same all together."""
    with somebody(browser, town.program.receiver_url, width=PHONE) as phone:
        open_shipment(phone, sent)
        expect(phone.get_by_role("heading", level=1)).to_contain_text(TITLE)
        got = sorted(fetch_one_by_one(phone).values())
        assert sorted(fetch_together(phone)) == got
        assert phone.complaints == []  # type: ignore[attr-defined]
        return got


@pytest.mark.long
@pytest.mark.req("KL-DOC-001", "KL-DOC-005", "KL-SHARE-014")
def test_a_recording_of_two_gib_is_released_by_name_shared_and_received(
    town: Town, browser: Browser, tmp_path: Path
) -> None:
    recording = tmp_path / "Lydopptak datert 02.11.26.wav"
    write_two_gib(recording)
    with somebody(browser, town.program.url, name="Kari Ødegård") as kari:
        case = steward.open_case(kari, TITLE)
        steward.upload(kari, case, [recording], seconds=AN_HOUR)
        steward.release(kari, case, "Lydopptak av drøftingsmøtet, tatt opp av klubben selv")
        expect(kari.locator("main")).to_contain_text("Frigitt")
        reference = steward.share_with_member(kari, case, TITLE, mail="medlem@samhold.example", mobile="+47 400 00 001")
        code, _sms = code_texted(town, reference, to="+4740000001")
        link = link_mailed(town, reference, to="medlem@samhold.example")

        with somebody(browser, town.program.receiver_url, width=PHONE) as phone:
            phone.set_default_timeout(AN_HOUR * 1000)
            open_shipment(phone, Sent(reference, code, link))
            assert fetch_one_by_one(phone) == {recording.name: checksum(recording)}
        steward.look_at_receipts(kari, reference, 1)


def write_two_gib(path: Path) -> None:
    """A file of which no MiB is like another."""
    piece = bytearray(Random(2026).randbytes(MIB))
    with path.open("wb") as file:
        for number in range(2048):
            piece[:8] = number.to_bytes(8, "big")
            file.write(piece)


@pytest.fixture
def other_town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """The program on a PostgreSQL server of the system's packages and an object store that speaks S3 over HTTP."""
    binaries = os.environ.get("ARBEIDSROM_OTHER_PG_BIN")
    if not binaries:
        pytest.skip("no PostgreSQL of the machine's own: `./arbeidsrom test` names it in ARBEIDSROM_OTHER_PG_BIN")
    with ExitStack() as open_things:
        mail = open_things.enter_context(mail_server())
        sms = open_things.enter_context(sms_server(tmp_path))
        scanner = open_things.enter_context(running_clamd())
        store = open_things.enter_context(running_s3())
        boto3.client("s3", endpoint_url=store, **S3_KEYS).create_bucket(Bucket="arbeidsrom")
        monkeypatch.setenv("ARBEIDSROM_PG_BIN", binaries)
        server = EmbeddedPostgresql(tmp_path / "postgresql", throwaway=True)
        server.start()
        open_things.callback(server.stop, "immediate")
        home = tmp_path / "home"
        home.mkdir(mode=0o755)
        given = settings(mail, sms, scanner) | {
            "DATABASE_OWNER_URL": server.url("owner"),
            "DATABASE_URL": server.url("app"),
            "DATABASE_RECEIVER_URL": server.url("receiver"),
            "ARBEIDSROM_S3_BUCKET": "arbeidsrom",
            "ARBEIDSROM_S3_ENDPOINT": store,
            "AWS_ACCESS_KEY_ID": S3_KEYS["aws_access_key_id"],
            "AWS_SECRET_ACCESS_KEY": S3_KEYS["aws_secret_access_key"],
            "AWS_DEFAULT_REGION": S3_KEYS["region_name"],
        }
        program = open_things.enter_context(running(home, given))
        yield Town(program, mail, sms)


@pytest.mark.long
@pytest.mark.req("PL-KEY-002")
def test_the_same_errand_on_a_database_server_and_an_object_store(
    other_town: Town, browser: Browser, tmp_path: Path
) -> None:
    run_errand(other_town, browser, papers(tmp_path))
