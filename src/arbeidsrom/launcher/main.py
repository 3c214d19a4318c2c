"""The commands of the launcher and their arguments."""

from __future__ import annotations

import argparse
import os
import subprocess
from collections.abc import Callable

from arbeidsrom.launcher import checking, running, testing
from arbeidsrom.launcher.database import database
from arbeidsrom.launcher.environment import ensure_environment, program_environment
from arbeidsrom.launcher.places import ROOT, LauncherError, Places, complain, places
from arbeidsrom.launcher.processes import ended_by_sigterm

PROGRAM_COMMANDS = {
    "demo": ("demonstration", "fill the database with a demonstration (--size small or workspace=organisation)"),
    "backup": ("backup", "write database, sealed files and keys to a folder, the keys in a file of their own"),
    "restore": ("restore", "put a backup back into an empty installation"),
    "verify-audit": ("verify_audit", "verify the audit log's chain and name the first broken entry"),
    "rotate-keys": ("rotate_keys", "wrap all keys under the current master key (--new-master NAME makes one first)"),
    "openid-key": ("openid_key", "our own keys for OpenID providers: --new makes one, --switch lets it sign"),
    "database-roles": ("database_roles", "make the database's roles and give them their privileges"),
    "messages": ("messages", "extract and check the translations"),
    "manage": ("", "any of Django's own commands, for example: manage shell"),
}


def main(arguments: list[str]) -> int:
    parsed, rest = parser().parse_known_args(arguments or ["help"])
    if rest and not hasattr(parsed, "rest"):
        parser().error(f"unknown: {' '.join(rest)}")
    parsed.rest = rest
    if parsed.command == "help":
        parser().print_help()
        return 0
    try:
        act: Callable[[argparse.Namespace, Places], int] = parsed.act
        with ended_by_sigterm():
            return act(parsed, places())
    except LauncherError as error:
        complain(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments."""
    parser = argparse.ArgumentParser(
        prog="./arbeidsrom", description="A workroom for people who look after others' working lives."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    commands.add_parser("help", help="this list")
    add_run(commands)
    test = commands.add_parser("test", help="run the tests; further arguments go to pytest")
    test.add_argument("--all", action="store_true", help="the long tests too")
    test.set_defaults(act=testing.test, rest=[])
    commands.add_parser("check", help="check the code by the house's rules").set_defaults(act=checking.check)
    bench = commands.add_parser("bench", help="run the benchmarks; see benchmarks/README.md")
    bench.set_defaults(act=benchmarks, rest=[])
    for name, (_command, text) in PROGRAM_COMMANDS.items():
        command = commands.add_parser(name, help=text, add_help=False)
        command.set_defaults(act=program_command, rest=[])
    return parser


def add_run(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    run = commands.add_parser("run", help="start the program with everything it needs")
    run.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    run.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="the web's port (or PORT)")
    run.add_argument(
        "--receiver-port", type=int, default=0, help="the public receiving page's port (default: the next)"
    )
    run.add_argument("--size", default="small", help="size of the demonstration: small or organisation")
    run.add_argument("--modules", default="", help="modules that are on, for example: sharing; or none")
    run.add_argument("--no-demo", action="store_true", help="an empty installation without demonstration")
    run.set_defaults(act=running.run)


def program_command(arguments: argparse.Namespace, places: Places) -> int:
    """Run one of the program's own commands as the owner of the database."""
    command, _text = PROGRAM_COMMANDS[arguments.command]
    ensure_environment(places, development=arguments.command == "messages")
    with database(places) as addresses:
        environment = program_environment(places) | running.secrets_of(places) | addresses.for_commands()
        program = [str(places.python), "-m", "arbeidsrom", *filter(None, [command]), *arguments.rest]
        return subprocess.run(program, cwd=ROOT, env=environment).returncode


def benchmarks(arguments: argparse.Namespace, places: Places) -> int:
    """Run the benchmarks against databases of their own."""
    ensure_environment(places, development=True)
    environment = program_environment(places)
    return subprocess.run(
        [str(places.python), "-m", "benchmarks", *arguments.rest], cwd=ROOT, env=environment
    ).returncode
