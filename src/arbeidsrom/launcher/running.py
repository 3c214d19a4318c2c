"""``./arbeidsrom run``: from a fresh clone to a program that answers."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from dataclasses import dataclass

from arbeidsrom.launcher.database import Addresses, database
from arbeidsrom.launcher.environment import ensure_assets, ensure_environment, program_environment
from arbeidsrom.launcher.places import ROOT, LauncherError, Places, complain, say
from arbeidsrom.launcher.processes import Process, Processes, is_free, stopping_all

KEPT_FROM_ALL = ("DATABASE_OWNER_URL", "DATABASE_APP_URL", "DATABASE_RECEIVER_URL")  # each is given its own
KEPT_FROM_RECEIVER = (
    *("ARBEIDSROM_MASTER_KEYS", "ARBEIDSROM_MASTER_KEY_FILE", "ARBEIDSROM_KEY_SERVICE", "ARBEIDSROM_TRANSIT_URL"),
    *("ARBEIDSROM_SMTP_USER", "ARBEIDSROM_SMTP_PASSWORD", "ARBEIDSROM_SMS_TOKEN", "ARBEIDSROM_METRICS_TOKEN"),
    *("ARBEIDSROM_OPENID_PROVIDERS", "ARBEIDSROM_OPENID_KEY_FILE"),
    *("ARBEIDSROM_TRANSIT_KEY", "ARBEIDSROM_TRANSIT_TOKEN_FILE", "ARBEIDSROM_AUDIT_KEY", "ARBEIDSROM_AUDIT_KEY_FILE"),
)


@dataclass(frozen=True)
class Ports:
    """Where the web and the receiving process listen."""

    host: str
    web: int
    receiver: int

    def address(self, port: int) -> str:
        name = "localhost" if self.host in ("0.0.0.0", "127.0.0.1", "::", "localhost") else self.host  # noqa: S104
        return f"http://{name}:{port}"

    @property
    def web_address(self) -> str:
        return self.address(self.web)

    @property
    def receiver_address(self) -> str:
        return self.address(self.receiver)


def run(arguments: argparse.Namespace, places: Places) -> int:
    """Make everything ready, start the three processes, tell the address, and stay until Ctrl-C."""
    ports = Ports(arguments.host, arguments.port, arguments.receiver_port or arguments.port + 1)
    for port in (ports.web, ports.receiver) if shares(chosen(arguments)) else (ports.web,):
        if not is_free(ports.host, port):
            raise LauncherError(
                f"Port {port} is taken. Choose another with --port, for example --port {ports.web + 100}."
            )
    ensure_environment(places)
    ensure_assets(places)
    with database(places) as addresses:
        log_ins = prepare(places, addresses, chosen(arguments) | network(ports), size=arguments.size)
        with stopping_all() as processes:
            try:
                start(processes, places, addresses, ports, chosen(arguments))
                processes.wait_until_ready(f"{ports.web_address}/health")
                welcome(places, ports, log_ins, shared=shares(chosen(arguments)))
                processes.watch(addresses.keep_running)
            except KeyboardInterrupt:
                say("stopping")
    return 0


def chosen(arguments: argparse.Namespace) -> dict[str, str]:
    """The settings that the command line decides."""
    settings = {}
    if arguments.modules:
        settings["ARBEIDSROM_MODULES"] = arguments.modules
    if arguments.no_demo:
        settings["ARBEIDSROM_DEMO"] = "0"
    return settings


def secrets_of(places: Places) -> dict[str, str]:
    """Keys of this installation, unless the environment names them."""
    return {"ARBEIDSROM_SECRET_KEY": os.environ.get("ARBEIDSROM_SECRET_KEY") or places.secret("secret.key")}


def prepare(places: Places, addresses: Addresses, settings: dict[str, str], *, size: str) -> list[list[str]]:
    """Tables, privileges, translations, static files and demonstration; gives the demonstration's log-ins."""
    environment = program_environment(places) | secrets_of(places) | addresses.for_commands() | settings
    command = [str(places.python), "-m", "arbeidsrom", "prepare", "--size", size]
    told = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
    if told.returncode:
        raise LauncherError("The database could not be made ready; see the message above.")
    say("database and demonstration ready")
    log_ins: list[list[str]] = json.loads(told.stdout)
    return log_ins


def start(processes: Processes, places: Places, addresses: Addresses, ports: Ports, settings: dict[str, str]) -> None:
    """The web process, the public receiving process without master key, and the worker."""
    shared = program_environment(places) | settings | network(ports)
    shared = {name: value for name, value in shared.items() if name not in KEPT_FROM_ALL}
    pooled = {"ARBEIDSROM_POOL": "1"}
    web = shared | secrets_of(places) | addresses.for_program() | pooled
    receiver = {name: value for name, value in shared.items() if name not in KEPT_FROM_RECEIVER}
    receiver |= addresses.for_receiver() | pooled
    receiver |= {
        "ARBEIDSROM_PROCESS": "receiver",
        "ARBEIDSROM_SECRET_KEY": places.secret("receiver-secret.key"),
    }
    worker = shared | secrets_of(places) | addresses.for_program() | {"ARBEIDSROM_PROCESS": "worker"}
    processes.add(Process("web", serve(places, ports.host, ports.web), web, places.logs / "web.log"))
    if shares(settings):
        command = serve(places, ports.host, ports.receiver)
        processes.add(Process("receiver", command, receiver, places.logs / "receiver.log"))
    work = [str(places.python), "-m", "arbeidsrom", "procrastinate", "worker", "--concurrency", "2"]
    processes.add(Process("worker", work, worker, places.logs / "worker.log"))


def shares(settings: dict[str, str]) -> bool:
    """Whether the module of the receiver's page is on; it is unless the modules are named without it."""
    named = settings.get("ARBEIDSROM_MODULES") or os.environ.get("ARBEIDSROM_MODULES") or "sharing"
    return "sharing" in [name.strip() for name in named.split(",")]


def network(ports: Ports) -> dict[str, str]:
    """How the program is reached, unless the environment says that something stands before it."""
    hosts = {"localhost", "127.0.0.1", "[::1]", ports.host}
    settings = {
        "ARBEIDSROM_URL": ports.web_address,
        "ARBEIDSROM_RECEIVER_URL": ports.receiver_address,
        "ARBEIDSROM_HOSTS": "*" if ports.host in ("0.0.0.0", "::") else ",".join(sorted(hosts)),  # noqa: S104
    }
    return {name: os.environ.get(name, value) for name, value in settings.items()}


def serve(places: Places, host: str, port: int) -> list[str]:
    """Gunicorn with the limits of ``config/serving.py``."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    settings = "python:arbeidsrom.config.serving"
    return [str(places.python), "-m", "gunicorn", "-c", settings, "-b", address, "arbeidsrom.config.wsgi"]


def welcome(places: Places, ports: Ports, log_ins: list[list[str]], *, shared: bool) -> None:
    """The address, and who one can be in the demonstration."""
    say(f"ready: {ports.web_address}")
    if shared:
        say(f"the receiver's page: {ports.receiver_address}")
    for name, address, password, work in log_ins:
        complain(f"    {address:<40} {password:<24} {name}, {work}")
    say(f"logs in {places.logs}; Ctrl-C stops everything")
