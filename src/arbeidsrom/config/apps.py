from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Comes last among the apps: everything below is there when it wires them together."""

    name = "arbeidsrom.config"
    label = "config"

    def ready(self) -> None:
        from arbeidsrom.config import checks  # noqa: F401  registers what production refuses
        from arbeidsrom.config.wiring import connect_apps

        connect_apps()
