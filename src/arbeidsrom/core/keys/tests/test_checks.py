import pytest

from arbeidsrom.core.keys import checks, ring


@pytest.fixture
def key_file(tmp_path, settings):
    settings.MASTER_KEYS, settings.KEY_SERVICE, settings.PROCESS = "", "", "web"
    settings.MASTER_KEY_FILE = tmp_path / "keys" / "master.keys"
    ring.make_file(settings.MASTER_KEY_FILE)
    return settings.MASTER_KEY_FILE


def told(check):
    return [message.id for message in check()]


@pytest.mark.parametrize("data", ["HOME", "VAULT_FOLDER"])
def test_a_master_key_on_the_disk_with_the_data_is_told_at_start(key_file, settings, tmp_path, data):
    settings.HOME = settings.VAULT_FOLDER = tmp_path / "another disk"
    assert told(checks.master_key_lies_apart) == []
    setattr(settings, data, tmp_path)
    assert told(checks.master_key_lies_apart) == ["keys.W001"]


def test_a_key_that_others_can_read_is_told(key_file, settings, tmp_path):
    settings.HOME = settings.VAULT_FOLDER = tmp_path / "another disk"
    settings.PEPPER, settings.PEPPER_FILE = "", tmp_path / "pepper.key"
    ring.make_pepper(settings.PEPPER_FILE)
    assert told(checks.pepper_is_for_its_owner_alone) == []
    for path in (key_file, settings.PEPPER_FILE):
        path.chmod(0o644)
    assert told(checks.master_key_lies_apart) == told(checks.pepper_is_for_its_owner_alone) == ["keys.W002"]
    assert not checks.master_key_lies_apart()[0].is_serious()
    settings.PRODUCTION = True
    assert checks.master_key_lies_apart()[0].is_serious()
