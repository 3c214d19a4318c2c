"""The main errand: from an opened case to a competence centre that has the very same bytes, and the steward's receipt.

Real input all the way: the program's own processes, a mail server, an SMS gateway, a scanner, and a receiver with
nothing but a phone; once on what the program brings with it, and once on a PostgreSQL server and an object store.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZipFile

import boto3
import pytest
from playwright.sync_api import Browser, Page, expect

from arbeidsrom.config.embedded_postgresql import EmbeddedPostgresql
from arbeidsrom.core.notifications.tests.servers import MailServer, SmsServer, mail_server, sms_server
from arbeidsrom.core.vault.tests.servers import running_clamd, running_s3
from arbeidsrom.modules.workspace.demo_documents import DemoCase, documents_for
from tests.journeys.browser import PHONE, somebody
from tests.journeys.program import Program, running

TITLE = "Drøfting om oppsigelse på avdelingen"
PATIENCE = 60_000
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


def wait_until(true: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.2)


def open_case(page: Page) -> str:
    """A new case about the first member of the club; gives the address of the case."""
    page.goto("/cases/new/")
    page.locator("#id_type").select_option("dismissal")
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_member_1").fill(str(page.locator("#members option").first.get_attribute("value")))
    page.locator("main form button[type=submit]").last.click()
    expect(page).to_have_url(re.compile(r"/cases/[0-9a-f-]{36}/"))
    return re.sub(r"(/cases/[0-9a-f-]{36}/).*", r"\1", page.url)


def upload(page: Page, case: str, files: list[Path]) -> None:
    """All files at once, and wait until the scanner has cleared them."""
    page.goto(f"{case}documents/")
    page.set_input_files("input[type=file]", files)
    page.locator("[data-submit] button").click()
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(len(files), timeout=PATIENCE)
    waiting = page.locator("main tbody .ds-tag[data-color=warning], main tbody .ds-tag[data-color=neutral]")

    def cleared() -> bool:
        page.reload()
        return waiting.count() == 0

    wait_until(cleared)


def fill_in_statement(page: Page, case: str) -> None:
    """The case statement form, finished: it becomes documents of the case."""
    page.goto(f"{case}statement/")
    page.locator("#id_title").fill(TITLE)
    for name in ("employer_view", "tried", "member_view", "union_view"):
        page.locator(f"#id_{name}").fill("Saken gjelder nedbemanning, og utvelgelsen er ikke begrunnet.")
    for name, value in (("employer", "Storvik sykehus HF"), ("post", "Helsefagarbeider"), ("steward", "Kari Ødegård")):
        if not page.locator(f"#id_{name}").input_value():
            page.locator(f"#id_{name}").fill(value)
    page.locator("input[name=asked]").first.check()
    page.locator("input[name=employment]").first.check()
    page.locator("#id_no_limits").check()
    lines = page.locator(".statement__line").first
    lines.locator("input[type=date]").fill("2026-11-02")
    lines.locator("textarea").fill("Oppsigelsen ble gitt i et møte.")
    page.locator("button[name=do][value=finish]").click()
    expect(page).not_to_have_url(re.compile("statement"), timeout=PATIENCE)


def give_consent(page: Page, case: str) -> None:
    """The member has agreed to sharing, in writing."""
    page.goto(f"{case}consents/new/")
    page.locator("#id_party").select_option(index=0)
    page.locator("input[name=kind][value*=shar]").check()
    page.locator("input[name=form]").first.check()
    page.locator("main form button[type=submit]").last.click()
    expect(page).not_to_have_url(re.compile("consents/new"))


@dataclass
class Sent:
    """What the receiver needs, from two channels."""

    reference: str
    code: str
    link: str


def link_in(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    found = re.search(r"https?://\S+#[\w-]{43}", body.get_content())
    assert found, body.get_content()
    return found[0]


def share_with_centre(page: Page, town: Town, case: str) -> Sent:
    """The classic way: the link to the steward's own mailbox, the code on the screen."""
    page.goto(f"/shipments/new/{case.rstrip('/').rsplit('/', 1)[-1]}/")
    page.get_by_label(re.compile("Kompetansesenter Vest")).check()
    page.locator("main form button[type=submit]").last.click()
    page.locator("#id_title").fill(TITLE)
    page.locator("input[name=way][value=classic]").check()
    page.locator("main form button[type=submit]").last.click()
    if page.locator("#id_seen_warnings").count():  # the uploaded files have kept their names as titles
        page.locator("#id_seen_warnings").check()
        page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main code").first, page.locator("main").inner_text()).to_be_visible()
    code = page.locator("main code").first.inner_text()
    reference = re.search(r"\d\d-\d{7}-\d\d", page.locator("main").inner_text())
    assert reference
    wait_until(lambda: any(reference[0] in str(mail) for mail in town.mail.mails))
    mail = next(mail for mail in town.mail.mails if reference[0] in str(mail))
    assert mail["To"] == "kari@samhold.example"
    assert code not in str(mail)
    return Sent(reference[0], code, link_in(mail))


def open_as_receiver(page: Page, sent: Sent) -> None:
    """Somebody without an account types reference and code on the phone."""
    page.goto(sent.link)
    page.locator("#id_reference").fill(sent.reference)
    page.locator("main form button[type=submit]").first.click()
    page.locator("#id_code").fill(sent.code.lower().replace("-", " "))
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)


def fetch_all(page: Page) -> dict[str, bytes]:
    """Everything in the shipment by file name, one by one and once more as a zip."""
    one_by_one = {}
    links = page.locator("main a[href*='/forsendelse/dokument/']")
    for number in range(links.count()):
        with page.expect_download() as download:
            links.nth(number).click()
        one_by_one[download.value.suggested_filename] = Path(download.value.path()).read_bytes()
    with page.expect_download() as download:
        page.locator("main a[href*='alle.zip']").click()
    with ZipFile(BytesIO(Path(download.value.path()).read_bytes())) as together:
        assert sorted(map(digest, one_by_one.values())) == sorted(
            digest(together.read(name)) for name in together.namelist()
        )
    return one_by_one


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.req("KL-SHARE-001", "KL-SHARE-003", "KL-SHARE-005", "KL-SHARE-007", "KL-SHARE-012", "KL-SHARE-018")
def test_from_an_opened_case_to_the_receipt(town: Town, browser: Browser, tmp_path: Path) -> None:
    run_errand(town, browser, papers(tmp_path))


def run_errand(town: Town, browser: Browser, files: list[Path]) -> None:
    """The whole of it."""
    with somebody(browser, town.program.url, name="Kari Ødegård") as kari:
        case = open_case(kari)
        upload(kari, case, files)
        give_consent(kari, case)
        fill_in_statement(kari, case)
        sent = share_with_centre(kari, town, case)

        with somebody(browser, town.program.receiver_url, width=PHONE) as receiver:
            open_as_receiver(receiver, sent)
            got = fetch_all(receiver)
            assert receiver.complaints == []  # type: ignore[attr-defined]

        assert {digest(file.read_bytes()) for file in files} <= set(map(digest, got.values()))
        kari.goto("/shipments/")
        kari.get_by_role("link", name=re.compile(TITLE)).first.click()
        receipts = kari.get_by_role("table", name=re.compile("vittering")).locator("tbody tr")
        expect(receipts).to_have_count(len(got))
        for number in range(len(got)):
            expect(receipts.nth(number)).not_to_contain_text("Nei")
        assert kari.complaints == []  # type: ignore[attr-defined]


@pytest.fixture
def other_town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """The program on a PostgreSQL server of the system's packages and an object store that speaks S3 over HTTP."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    assert binaries, "the system's own PostgreSQL is not installed; `./arbeidsrom test --all` installs it"
    with ExitStack() as open_things:
        mail = open_things.enter_context(mail_server())
        sms = open_things.enter_context(sms_server(tmp_path))
        scanner = open_things.enter_context(running_clamd())
        store = open_things.enter_context(running_s3())
        boto3.client("s3", endpoint_url=store, **S3_KEYS).create_bucket(Bucket="arbeidsrom")
        monkeypatch.setenv("ARBEIDSROM_PG_BIN", str(binaries[-1]))
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
