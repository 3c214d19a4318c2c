from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "arbeidsrom.core.keys"
    label = "keys"

    def ready(self) -> None:
        from arbeidsrom.core.keys import checks  # noqa: F401 -- registers them
