"""The program as a real server process on the test's own database."""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import requests
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from arbeidsrom.core.keys.actions import create_holder
from arbeidsrom.core.vault.tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]


class Server:
    """gunicorn with threads, as in production; can be killed and started again at the same address."""

    def __init__(self, environment, log, *options):
        self.log, self.options = log, options
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = environment
        self.process = None

    def start(self):
        command = [sys.executable, "-m", "gunicorn", "arbeidsrom.config.wsgi", "-b", f"127.0.0.1:{self.port}"]
        command += ["-k", "gthread", "--threads", "8", "--timeout", "0", "--log-level", "error", *self.options]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, start_new_session=True, stdout=log, stderr=log
            )
        deadline = time.monotonic() + 60
        while not self._answers():
            assert self.process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def _answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self):
        """As a power cut would: nothing is tidied up."""
        with suppress(ProcessLookupError):  # it may have been killed by the test already
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        while self._answers():
            time.sleep(0.02)

    def resident(self):
        """The largest worker's resident memory in bytes, now and at most."""
        found = []
        for worker in psutil.Process(self.process.pid).children():
            lines = Path(f"/proc/{worker.pid}/status").read_text().splitlines()
            numbers = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith(("VmRSS", "VmHWM"))}
            found.append((int(numbers["VmRSS"]) * 1024, int(numbers["VmHWM"]) * 1024))
        return max(found)


@pytest.fixture
def home(tmp_path, settings):
    """Files, uploads and keys of this test, the same for the test and for the server."""
    settings.VAULT_FOLDER = tmp_path / "files"
    settings.VAULT_UPLOADS = tmp_path / "uploads"
    settings.MASTER_KEY_FILE = tmp_path / "keys" / "master.keys"
    return tmp_path


@pytest.fixture
def server(transactional_db, home, settings):
    database = connection.settings_dict
    parts = {"dbname": database["NAME"], "user": database["USER"], "password": database["PASSWORD"]}
    parts |= {"host": database["HOST"], "port": database["PORT"]} | {
        key: value for key, value in database["OPTIONS"].items() if isinstance(value, str)
    }
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.vault.site",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DATABASE_URL": " ".join(f"{key}='{value}'" for key, value in parts.items() if value),
        "ARBEIDSROM_FILES": str(settings.VAULT_FOLDER),
        "ARBEIDSROM_UPLOADS": str(settings.VAULT_UPLOADS),
        "ARBEIDSROM_MASTER_KEY_FILE": str(settings.MASTER_KEY_FILE),
        "TMPDIR": str(home / "tmp"),
    }
    (home / "tmp").mkdir()
    server = Server(environment, home / "server.log")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def thing(transactional_db, home):
    """Something that holds files."""
    return create_holder(tenant=uuid.UUID(int=7), kind="thing").public_id


@pytest.fixture
def cookies(transactional_db):
    """Somebody who has signed in."""
    client = Client()
    client.force_login(get_user_model().objects.create(email="kari@example.no"))
    token = "a" * 32
    return {"session": client.cookies["session"].value, "csrftoken": token}


@pytest.fixture
def headers(cookies):
    """What a client without a browser sends to be the same person."""
    told = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {"Cookie": told, "X-CSRFToken": cookies["csrftoken"]}


@pytest.fixture
def send_form(server, thing, headers):
    """What a browser without script sends when the form has these files, by name; gives the status of the answer."""

    def send(files):
        told = {"csrfmiddlewaretoken": headers["X-CSRFToken"], "about": str(thing), "next": "/"}
        answer = requests.post(
            f"{server.address}/uploads/form/test-thing/",
            data=told,
            files=[("files", (name, content)) for name, content in files.items()],
            headers={"Cookie": headers["Cookie"]},
            allow_redirects=False,
            timeout=120,
        )
        return answer.status_code

    return send
