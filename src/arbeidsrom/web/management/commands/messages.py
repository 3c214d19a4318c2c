"""``python -m arbeidsrom messages``: gather all texts into the apps' catalogues, or check that they are complete."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from arbeidsrom.web import messages

SOURCE = Path(__file__).resolve().parents[3]


class Command(BaseCommand):
    help = "Gathers the texts of the program into each app's catalogues; --check only tells what is missing."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")
        parser.add_argument("places", nargs="*", help="only these, such as web or core/home")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = [SOURCE / place for place in options["places"]] or messages.places(SOURCE)
        faults = [fault for place in wanted for fault in self._place(place, write=not options["check"])]
        for language in messages.LANGUAGES if options["check"] else ():
            faults += messages.disagreements(SOURCE, language)
        for fault in faults:
            self.stderr.write(fault)
        if faults and options["check"]:
            raise CommandError(f"{len(faults)} faults in the translations")

    def _place(self, place: Path, *, write: bool) -> list[str]:
        texts = messages.texts_of(place)
        faults: list[str] = []
        for language in messages.LANGUAGES:
            path = messages.catalogue_path(place, language)
            made = messages.catalogue(place, language, texts)
            name = f"{place.relative_to(SOURCE)} {language}"
            faults += [f"{name}: {entry.msgid!r} {fault}" for entry in made for fault in messages.faults_of(entry)]
            if not texts:
                continue
            if write:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(str(made), encoding="utf-8")
            elif not path.exists() or path.read_text(encoding="utf-8") != str(made):
                faults.append(f"{name}: the catalogue is not what the texts are now; run `messages`")
        return faults
