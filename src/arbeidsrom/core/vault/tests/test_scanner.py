import io
import pathlib
import socket
import threading
import time
import zipfile
from datetime import date

import pytest

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.vault import actions, queries, scanner, storage
from arbeidsrom.core.vault.states import CAN_FOLLOW, ScanState
from arbeidsrom.core.vault.storage.base import MissingFile
from arbeidsrom.lib.refusals import Refused, WrongState

from .conftest import KARI, NOW
from .servers import LIMIT, MALWARE

pytestmark = pytest.mark.django_db


def again(version):
    return queries.get_version(version.public_id)


@pytest.mark.req("KL-DOC-005")
def test_a_real_scanner_clears_the_clean_and_stops_the_rest(store, clamd):
    clean, infected = store(b"helt vanlig" * 30_000), store(b"a" * 90_000 + MALWARE + b"b")
    assert (clean.scan_state, infected.scan_state) == (ScanState.CLEAN, ScanState.INFECTED)
    assert "Arbeidsrom.Test" in infected.found
    assert (queries.may_leave(clean), queries.may_leave(infected)) == (True, False)
    assert clean.scanned_at == NOW


@pytest.mark.parametrize("own_limit", [LIMIT // 2, 10 * LIMIT], ids=["ours", "the scanner's"])
@pytest.mark.req("KL-DOC-005")
def test_a_file_beyond_the_scanners_limit_is_released_by_name_with_a_reason(store, clamd, settings, own_limit):
    settings.SCANNER_LIMIT = own_limit
    version = store(bytes(3 * LIMIT))
    assert (version.scan_state, queries.may_leave(version)) == (ScanState.TOO_LARGE, False)
    assert b"".join(queries.open_stream(version)) == bytes(3 * LIMIT)
    with pytest.raises(Refused):
        actions.release(version.public_id, reason="  ", actor=KARI, now=NOW)

    actions.release(version.public_id, reason="Lydopptak fra møtet", actor=KARI, now=NOW)
    version = again(version)
    assert (version.scan_state, queries.may_leave(version)) == (ScanState.RELEASED, True)
    assert (version.released_by, version.release_reason) == ("Kari Steward", "Lydopptak fra møtet")


@pytest.mark.req("KL-DOC-005")
def test_a_file_with_malware_cannot_be_released(store, clamd):
    version = store(MALWARE)
    with pytest.raises(Refused):
        actions.release(version.public_id, reason="Vil ha den", actor=KARI, now=NOW)


def test_while_the_scanner_is_down_files_are_taken_and_wait_visibly_until_it_is_back(store, settings, clamd_address):
    settings.SCANNER = "127.0.0.1:9"
    clean, infected = store(b"vanlig"), store(MALWARE)
    assert [v.scan_state for v in (clean, infected)] == [ScanState.NOT_SCANNED] * 2
    assert not queries.may_leave(clean)
    assert actions.scan_waiting(now=NOW) == 0

    settings.SCANNER = clamd_address
    assert actions.scan_waiting(now=NOW) == 2
    assert [again(v).scan_state for v in (clean, infected)] == [ScanState.CLEAN, ScanState.INFECTED]
    logged = Entry.objects.filter(event="vault.version.infected")
    assert list(logged.values_list("thing", flat=True)) == [infected.public_id]


@pytest.mark.parametrize("answer", [b"", b"gibberish\0", b"stream: Out of memory ERROR\0", None])
def test_a_scanner_that_hangs_up_stumbles_or_stays_silent_never_means_clean(store, settings, answer):
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.SCANNER, settings.SCANNER_TIMEOUT = f"127.0.0.1:{server.getsockname()[1]}", 1
        done = threading.Event()

        def serve():
            link, _address = server.accept()
            if answer is None:
                done.wait(10)
            else:
                link.recv(100_000)
                link.sendall(answer)
            link.close()

        thread = threading.Thread(target=serve)
        thread.start()
        version = store(b"fil")
        done.set()
        thread.join()
    assert version.scan_state == (ScanState.PENDING if answer is None else ScanState.NOT_SCANNED)
    assert not queries.may_leave(version)


def test_a_file_that_is_gone_does_not_keep_the_others_from_being_scanned(store, settings, clamd_address):
    settings.SCANNER = "127.0.0.1:9"
    gone, there = store(b"borte"), store(b"her")
    storage.store().delete(gone.storage_key)
    settings.SCANNER = clamd_address
    with pytest.raises(MissingFile) as _failed:  # and is kept, with all that it was about
        actions.scan_waiting(now=NOW)
    nothing_is_kept_by(clamd_address)
    assert again(there).scan_state == ScanState.CLEAN


def test_without_a_scanner_files_are_usable_and_say_that_they_are_not_scanned(store):
    version = store()
    assert (version.scan_state, queries.may_leave(version)) == (ScanState.NOT_SCANNED, True)


def nothing_is_kept_by(clamd: str) -> None:
    """Clamd answers a moment before it takes its copy away."""
    folder = pathlib.Path(clamd.removeprefix("unix:").rpartition("/")[0]) / "tmp"
    deadline = time.monotonic() + 10
    while any(path.is_file() for path in folder.rglob("*")):
        assert time.monotonic() < deadline, "The scanner keeps what it was given"
        time.sleep(0.05)


def test_the_scanner_keeps_nothing_readable(store, clamd):
    store(b"kanarifugl " * 1000)
    nothing_is_kept_by(clamd)


def test_a_zip_bomb_is_stored_as_it_is_and_expanded_by_nobody(store, clamd):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("nuller", "w") as file:
        for _ in range(64):
            file.write(bytes(2**20))
    bomb = packed.getvalue()
    version = store(bomb, file_name="bombe.zip")
    assert (version.size, version.content_type) == (len(bomb), "application/zip")
    assert version.scan_state in {ScanState.CLEAN, ScanState.TOO_LARGE}
    assert b"".join(queries.open_stream(version)) == bomb


@pytest.mark.parametrize("before", ScanState)
@pytest.mark.parametrize("after", ScanState)
def test_only_what_can_follow_follows(store, before, after):
    version = store()
    version.scan_state = before
    if after in CAN_FOLLOW[before]:
        version.move_to(after)
        assert version.scan_state == after
    else:
        with pytest.raises(WrongState):
            version.move_to(after)


@pytest.mark.parametrize(
    ("told", "version", "signatures", "outdated"),
    [
        ("ClamAV 1.4.3/27822/Wed Nov 18 09:51:08 2026", "ClamAV 1.4.3", date(2026, 11, 18), True),
        ("ClamAV 1.4.3/27826/Sun Nov 22 09:51:08 2026", "ClamAV 1.4.3", date(2026, 11, 22), False),
        ("ClamAV 1.4.3", "ClamAV 1.4.3", None, False),
        ("ClamAV 1.4.3/27826/i går", "ClamAV 1.4.3", None, False),
    ],
)
def test_the_scanner_tells_its_version_and_the_day_of_its_signatures(told, version, signatures, outdated):
    standing = scanner.read_version(told)
    assert (standing.version, standing.signatures) == (version, signatures)
    assert standing.is_outdated(date(2026, 11, 24)) is outdated


def test_a_real_scanner_is_asked_and_one_that_is_silent_does_not_answer(clamd, settings):
    assert scanner.standing().is_reachable
    assert scanner.standing().version.startswith("ClamAV")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.SCANNER = f"127.0.0.1:{silent.getsockname()[1]}"
        assert not scanner.standing().is_reachable
    settings.SCANNER = "no-port-here"
    assert not scanner.standing().is_reachable
