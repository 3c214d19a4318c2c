from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "arbeidsrom.core.audit"
    label = "audit"
