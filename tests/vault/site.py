"""The program with one page more: a thing of its own that takes files."""

from arbeidsrom.config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.vault.urls"
WHITENOISE_USE_FINDERS = True
