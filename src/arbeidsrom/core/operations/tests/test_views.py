import json
import logging
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse
from django.utils.translation import override
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from arbeidsrom.core.audit.models import Entry, Verification
from arbeidsrom.core.notifications.actions import send_mail
from arbeidsrom.core.notifications.models import Notification, OutgoingMessage
from arbeidsrom.core.notifications.types import get_type
from arbeidsrom.core.operations import probes
from arbeidsrom.core.operations.actions import note_failure, tell_of_broken_chains
from arbeidsrom.core.vault.tests import servers
from tests.cast import NOW, Cast

HOUR = timedelta(hours=1)


@pytest.fixture
def administrator(cast: Cast, client: Client) -> Client:
    client.force_login(cast.accounts["admin"])
    return client


@app.task(name="tests.nothing")
def nothing(number: int) -> None:
    """A job for the tests to look at."""


def failed_job() -> ProcrastinateJob:
    """A job that has been given up after an attempt."""
    job_id = app.configure_task("tests.nothing").defer(number=1)
    app.job_manager.connector.get_sync_connector().execute_query(
        "update procrastinate_jobs set status = 'failed', attempts = 1 where id = %(id)s", id=job_id
    )
    note_failure(job_id, task="tests.nothing", attempt=1, error=ConnectionError("kari@example.no"), now=NOW)
    return ProcrastinateJob.objects.get(id=job_id)


@pytest.mark.req("PL-OPS-001")
def test_health_answers_without_asking_the_database(client: Client) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.req("PL-OPS-001")
@pytest.mark.django_db
def test_readiness_names_what_is_missing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(client.get("/ready").json().values()) == {"ok"}
    monkeypatch.setattr(probes, "keys_are_readable", lambda: False)
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json()["keys"] == "failing"


@pytest.mark.req("PL-OPS-001")
@pytest.mark.django_db
def test_readiness_asks_the_store_that_is_used_and_no_other(client: Client, settings, tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    settings.VAULT_FOLDER = tmp_path / "a file" / "no folder"
    assert client.get("/ready").json()["storage"] == "failing"

    settings.VAULT_FOLDER = tmp_path
    assert client.get("/ready").json()["storage"] == "ok"
    settings.VAULT_S3_BUCKET, settings.VAULT_S3_ENDPOINT = "files", "http://127.0.0.1:9"
    assert client.get("/ready").json()["storage"] == "failing"


@pytest.mark.req("PL-OPS-001")
@pytest.mark.django_db
def test_metrics_are_open_metrics_that_a_reader_understands(client: Client) -> None:
    client.get("/no/such/page")
    families = {family.name for family in text_string_to_metric_families(client.get("/metrics").content.decode())}
    assert {"arbeidsrom_jobs", "arbeidsrom_disk_free_bytes", "arbeidsrom_request_seconds"} <= families


@pytest.mark.django_db
def test_metrics_are_for_this_machine_or_for_the_token(client: Client, settings) -> None:
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.7").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.7"}).status_code == 404
    settings.METRICS_TOKEN = "word"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer word"}).status_code == 200


def test_metrics_need_a_token_in_production(client: Client, settings) -> None:
    settings.PRODUCTION = True
    assert client.get("/metrics").status_code == 404


@pytest.mark.req("PL-OPS-002")
def test_the_operations_page_says_what_failed_and_why(administrator: Client) -> None:
    job = failed_job()
    page = administrator.get(reverse("operations")).content.decode()
    assert "tests.nothing" in page
    assert "ConnectionError" in page
    assert "kari@example.no" not in page
    assert reverse("run_job_again", args=[job.id]) in page


def test_a_failed_job_is_run_again_on_demand_and_that_is_logged(administrator: Client) -> None:
    job = failed_job()
    administrator.post(reverse("run_job_again", args=[job.id]))
    assert ProcrastinateJob.objects.get(id=job.id).status == "todo"
    assert Entry.objects.filter(event="operations.job_run_again").count() == 1


def test_a_job_that_waits_for_its_next_attempt_is_hastened(administrator: Client) -> None:
    job_id = app.configure_task("tests.nothing", schedule_in={"hours": 1}).defer(number=2)
    administrator.post(reverse("run_job_again", args=[job_id]))
    assert ProcrastinateJob.objects.get(id=job_id).scheduled_at.year < 9999
    assert administrator.get(reverse("operations")).context["jobs"].later == 0


def test_a_job_that_runs_is_left_alone(administrator: Client) -> None:
    job = failed_job()
    app.job_manager.connector.get_sync_connector().execute_query(
        "update procrastinate_jobs set status = 'doing' where id = %(id)s", id=job.id
    )
    assert administrator.post(reverse("run_job_again", args=[job.id])).status_code == 409


@pytest.mark.parametrize("name", ["kari", "per", "dag", "kjersti"])
def test_others_neither_see_the_operation_nor_run_jobs(cast: Cast, client: Client, name: str) -> None:
    client.force_login(cast.accounts[name])
    assert client.get(reverse("operations")).status_code == 403
    assert client.post(reverse("run_job_again", args=[failed_job().id])).status_code == 403


@pytest.mark.req("PL-OPS-001")
@pytest.mark.django_db
def test_the_reference_on_an_error_page_finds_the_line_in_the_log(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = next(handler for handler in logging.getLogger().handlers if handler.name == "stderr")
    lines: list[str] = []
    monkeypatch.setattr(handler, "emit", lambda record: lines.append(handler.format(record)))
    answer = client.get("/accounts/nobody-here/kari@example.no/")
    reference = answer.headers["X-Request-Reference"]
    assert answer.status_code == 404
    assert reference in answer.content.decode()
    found = [json.loads(line) for line in lines if reference in line]
    assert {line["event"] for line in found} >= {"error_page", "request"}
    assert "kari@example.no" not in "".join(lines)


def broken(request: HttpRequest) -> HttpResponse:
    """A page with a fault in it."""
    raise LookupError("kari@example.no")


class Broken:
    """The program's addresses, the profile's page broken."""

    urlpatterns = [path("profile/", broken), path("", include("arbeidsrom.config.urls"))]
    handler500 = "arbeidsrom.web.errors.broken"


@pytest.mark.req("PL-OPS-001")
@pytest.mark.django_db
def test_the_reference_of_a_broken_page_finds_the_fault_and_its_place(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, settings
) -> None:
    handler = next(handler for handler in logging.getLogger().handlers if handler.name == "stderr")
    lines: list[str] = []
    monkeypatch.setattr(handler, "emit", lambda record: lines.append(handler.format(record)))
    settings.ROOT_URLCONF = Broken
    client = cast.browser("kari")
    client.raise_request_exception = False

    answer = client.get("/profile/")
    reference = answer.headers["X-Request-Reference"]
    assert answer.status_code == 500
    assert reference in answer.content.decode()
    (found,) = (told for line in lines if "fault" in (told := json.loads(line)))
    assert (found["reference"], found["fault"]) == (reference, "LookupError")
    assert found["frames"][-1].endswith(" broken")
    assert "kari@example.no" not in "".join(lines)


@pytest.fixture
def mail_in_every_state(cast: Cast) -> None:
    """Two that wait since different days, one that was not accepted, one that came back."""
    for number, state in enumerate(["waiting", "waiting", "failed", "sent"]):
        send_mail(
            tenant=cast.union.tenant,
            to=f"hemmelig{number}@example.no",
            subject="Sak",
            text="Om oppsigelsen",
            about=None,
            now=NOW - timedelta(days=number),
        )
        came_back = NOW if state == "sent" else None
        last = OutgoingMessage.objects.order_by("-id")[:1].values("id")
        OutgoingMessage.objects.filter(id__in=last).update(state=state, sent_at=came_back, bounced_at=came_back)


@pytest.mark.req("PL-OPS-002")
def test_the_operations_page_tells_how_the_outbox_is_and_nothing_of_what_is_in_it(
    cast: Cast, client: Client, mail_in_every_state: None
) -> None:
    with time_machine.travel(NOW):
        client.force_login(cast.accounts["admin"])
        answer = client.get(reverse("operations"))
    outbox = answer.context["outbox"]
    assert (outbox.waiting, outbox.failed, outbox.came_back) == (2, 1, 1)
    assert outbox.oldest == NOW - timedelta(days=1)
    page = answer.content.decode()
    assert "1 melding ble ikke tatt imot" in page
    for secret in ("hemmelig", "oppsigelsen"):
        assert secret not in page


@pytest.mark.req("PL-OPS-002")
def test_the_operations_page_tells_whether_the_scanner_answers(administrator: Client, settings) -> None:
    settings.SCANNER = "unix:/no/such/socket"
    page = administrator.get(reverse("operations")).content.decode()
    assert "Skanneren svarer ikke" in page
    with servers.running_clamd() as settings.SCANNER:
        page = administrator.get(reverse("operations")).content.decode()
    assert "ClamAV" in page
    assert "svarer ikke" not in page


@pytest.fixture
def broken_log(cast: Cast) -> Verification:
    """The night's verification of the union's log found that an entry is gone."""
    return Verification.objects.create(
        tenant=cast.local_union.tenant, started_at=NOW, finished_at=NOW, entries=7, fault="missing", number=5
    )


@pytest.mark.req("PL-AUD-001", "PL-OPS-001", "PL-OPS-002")
def test_a_broken_log_is_told_on_the_operations_page_and_in_the_metrics(
    cast: Cast, client: Client, broken_log: Verification
) -> None:
    client.force_login(cast.accounts["admin"])
    assert "1 logg er ikke hel" in client.get(reverse("operations")).content.decode()
    assert "arbeidsrom_audit_broken_chains 1.0" in client.get("/metrics").content.decode()

    Verification.objects.create(tenant=broken_log.tenant, started_at=NOW + HOUR, finished_at=NOW + HOUR, entries=7)
    assert "er ikke hel" not in client.get(reverse("operations")).content.decode()
    assert "arbeidsrom_audit_broken_chains 0.0" in client.get("/metrics").content.decode()


@pytest.mark.req("PL-AUD-001")
def test_those_who_run_the_installation_are_told_of_a_broken_log_once_a_day(cast: Cast) -> None:
    told = Notification.objects.filter(type="operations.log_broken")
    tell_of_broken_chains(now=NOW, today=cast.today)
    assert not told.exists()

    Verification.objects.create(tenant=cast.local_union.tenant, started_at=NOW, finished_at=NOW, fault="missing")
    for _hour in range(3):
        tell_of_broken_chains(now=NOW, today=cast.today)
    assert [notification.person_id for notification in told.all()] == [cast.people["admin"].pk]
    tell_of_broken_chains(now=NOW, today=cast.today + timedelta(days=1))
    assert told.all().count() == 2


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [
        ("nb", "Én av loggene er ikke hel:", "2 av loggene er ikke hele:"),
        ("nn", "Éin av loggane er ikkje heil:", "2 av loggane er ikkje heile:"),
        ("en", "One of the logs is not whole:", "2 of the logs are not whole:"),
    ],
)
def test_one_broken_log_is_told_in_the_singular(cast: Cast, language: str, one: str, several: str) -> None:
    found = {"started_at": NOW, "finished_at": NOW, "fault": "missing"}
    for days, (tenant, words) in enumerate(((cast.local_union, one), (cast.neighbour_union, several))):
        Verification.objects.create(tenant=tenant.tenant, **found)
        tell_of_broken_chains(now=NOW, today=cast.today + timedelta(days=days))
        told = Notification.objects.filter(type="operations.log_broken").latest("id")
        with override(language):
            assert get_type(told.type).tell(told.params).startswith(words)


@pytest.mark.req("PL-OPS-001")
def test_metrics_tell_of_outbox_and_scanner(client: Client, mail_in_every_state: None, settings) -> None:
    settings.SCANNER = "unix:/no/such/socket"
    with time_machine.travel(NOW):
        told = {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(client.get("/metrics").content.decode())
            for sample in family.samples
        }
    assert told["arbeidsrom_outbox", "waiting"] == 2
    assert told["arbeidsrom_outbox", "failed"] == 1
    assert told["arbeidsrom_outbox_oldest_seconds",] >= 86_400
    assert told["arbeidsrom_scanner_up",] == 0
    assert told["arbeidsrom_files_awaiting_scan",] == 0


@pytest.fixture
def receiver(settings) -> Client:
    """Who asks the process that faces the internet."""
    settings.PROCESS, settings.ROOT_URLCONF = "receiver", "arbeidsrom.config.receiver_urls"
    settings.MIDDLEWARE = settings.RECEIVER_MIDDLEWARE
    return Client()


@pytest.mark.req("PL-OPS-001")
@pytest.mark.django_db
def test_the_receiver_is_ready_when_it_has_what_it_needs(receiver: Client, settings, tmp_path: Path) -> None:
    answer = receiver.get("/ready")
    assert answer.json() == {"database": "ok", "storage": "ok", "pepper": "ok"}
    settings.PEPPER, settings.PEPPER_FILE, settings.DEMONSTRATION = "", tmp_path / "none", False
    (tmp_path / "a file").touch()
    settings.VAULT_FOLDER = tmp_path / "a file" / "no folder"
    answer = receiver.get("/ready")
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "storage": "failing", "pepper": "failing"}


@pytest.mark.req("PL-OPS-001")
@pytest.mark.django_db
def test_the_receiver_counts_its_requests_for_whoever_has_the_token(receiver: Client, settings) -> None:
    settings.METRICS_TOKEN = "word"
    assert receiver.get("/metrics").status_code == 404
    answer = receiver.get("/metrics", headers={"Authorization": "Bearer word"}).content.decode()
    families = {family.name for family in text_string_to_metric_families(answer)}
    assert {"arbeidsrom_disk_free_bytes", "arbeidsrom_request_seconds"} <= families
    assert "arbeidsrom_jobs" not in families
