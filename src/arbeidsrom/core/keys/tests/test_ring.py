import base64
import stat

import pytest
from django.core.checks import ERROR

from arbeidsrom.core.keys import checks, ring


@pytest.fixture
def key_file(tmp_path, settings):
    settings.MASTER_KEYS, settings.KEY_SERVICE, settings.DEMONSTRATION, settings.PROCESS = "", "", False, "web"
    settings.MASTER_KEY_FILE = tmp_path / "apart" / "master.keys"
    return settings.MASTER_KEY_FILE


def encoded(byte):
    return base64.b64encode(bytes([byte]) * 32).decode()


@pytest.mark.req("PL-KEY-001")
def test_keys_come_from_a_file_or_the_environment(key_file, settings):
    ring.make_file(key_file)
    master, wrapped = ring.master_keys().wrap(b"secret", "place")
    assert ring.master_keys().unwrap(master, wrapped, "place") == b"secret"

    settings.MASTER_KEYS = f"b:{encoded(2)} a:{encoded(1)}"
    assert ring.master_keys().current() == "b"


def test_a_missing_file_says_what_to_do(key_file):
    with pytest.raises(ring.MasterKeyProblem, match="ARBEIDSROM_MASTER_KEY_FILE"):
        ring.master_keys()


def test_a_key_that_is_not_there_is_named(key_file):
    key_file.parent.mkdir()
    key_file.write_text(f"a {encoded(1)}\n")
    with pytest.raises(ring.MasterKeyProblem, match="“gone”, which"):
        ring.master_keys().unwrap("gone", b"x" * 60, "place")


def test_a_wrong_key_of_the_right_name_is_told(key_file):
    first = ring.parse(f"a {encoded(1)}", "here")
    _name, wrapped = first.wrap(b"secret", "place")
    with pytest.raises(ring.MasterKeyProblem, match="not the one"):
        ring.parse(f"a {encoded(2)}", "there").unwrap("a", wrapped, "place")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "must hold"),
        ("alone", "must hold"),
        ("a !!!!", "not base64"),
        ("a QUJD", "3 bytes"),
        (f"a {encoded(1)}\na {encoded(2)}", "twice"),
    ],
)
def test_a_broken_key_file_is_refused(text, complaint):
    with pytest.raises(ring.MasterKeyProblem, match=complaint):
        ring.parse(text, "the file")


def test_the_demonstration_makes_its_own_key_once_and_for_its_owner_alone(key_file, settings):
    settings.DEMONSTRATION = True
    ring.master_keys()
    made = key_file.read_text()
    ring.make_file(key_file)
    assert key_file.read_text() == made
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_a_changed_file_is_noticed_while_running(key_file):
    ring.make_file(key_file)
    assert ring.master_keys().current() == "first"
    ring.add_current(key_file, "second")
    assert ring.master_keys().current() == "second"
    with pytest.raises(ring.MasterKeyProblem, match="already"):
        ring.add_current(key_file, "first")


def test_the_receiving_process_has_no_master_key(key_file, settings):
    ring.make_file(key_file)
    settings.PROCESS = "receiver"
    with pytest.raises(ring.MasterKeyProblem, match="without the master key"):
        ring.master_keys()


def test_the_pepper_is_a_secret_of_its_own(key_file, settings, tmp_path):
    settings.PEPPER_FILE = tmp_path / "pepper.key"
    with pytest.raises(ring.MasterKeyProblem, match="ARBEIDSROM_PEPPER_FILE"):
        ring.pepper()
    settings.DEMONSTRATION = True
    assert len(ring.pepper()) == 32
    assert ring.pepper() == ring.pepper()


@pytest.mark.req("KL-SHARE-010")
@pytest.mark.parametrize("at_hand", ["MASTER_KEYS", "KEY_SERVICE", "a file"])
def test_in_production_the_receiver_does_not_start_with_the_master_key_at_hand(key_file, settings, at_hand):
    settings.PROCESS, settings.PRODUCTION = "receiver", True
    assert checks.receiver_has_no_master_key() == []
    if at_hand == "a file":
        ring.make_file(key_file)
    else:
        setattr(settings, at_hand, "something")
    (error,) = checks.receiver_has_no_master_key()
    assert error.level == ERROR
    settings.PROCESS = "web"
    assert checks.receiver_has_no_master_key() == []
