from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "arbeidsrom.core.operations"
    label = "operations"
