"""The entry point of the web and the receiving process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arbeidsrom.config.settings")
application = get_wsgi_application()

from arbeidsrom.config.checks import refuse_unsafe_start  # noqa: E402  the apps must be there

refuse_unsafe_start()
