"""``python -m arbeidsrom build_assets``: the front-end packages' files into the static files."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from arbeidsrom.web import assets


class Command(BaseCommand):
    help = "Gathers styles, scripts, fonts and icons from the installed front-end packages."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--theme", action="store_true", help="make the theme's CSS anew from its configuration first"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        node_modules = Path(os.environ.get("ARBEIDSROM_NODE_MODULES", settings.ROOT / "node_modules"))
        if not (node_modules / "@digdir").is_dir():
            raise CommandError(f"no front-end packages in {node_modules}: run `npm ci` first")
        if options["theme"]:
            assets.THEME.write_text(assets.build_theme(node_modules), encoding="utf-8")
        written = assets.build(node_modules, settings.ASSETS)
        self.stdout.write(f"{len(written)} files in {settings.ASSETS}")
