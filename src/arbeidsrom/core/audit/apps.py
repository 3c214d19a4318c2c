from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "arbeidsrom.core.audit"
    label = "audit"

    def ready(self) -> None:
        from arbeidsrom.core.audit import checks  # noqa: F401 -- registers them
