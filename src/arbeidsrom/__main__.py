"""Django's commands, as ``python -m arbeidsrom``."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arbeidsrom.config.settings")
    execute_from_command_line(["arbeidsrom", *sys.argv[1:]])


if __name__ == "__main__":
    main()
