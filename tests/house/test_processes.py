"""Each kind of process starts with its own settings."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("process", ["web", "receiver", "worker"])
def test_each_process_starts_with_its_settings(process: str):
    command = [sys.executable, "-m", "arbeidsrom", "check"]
    environment = os.environ | {"ARBEIDSROM_PROCESS": process, "DJANGO_SETTINGS_MODULE": "arbeidsrom.config.settings"}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
