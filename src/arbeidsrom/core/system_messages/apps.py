from django.apps import AppConfig


class SystemMessagesConfig(AppConfig):
    name = "arbeidsrom.core.system_messages"
    label = "system_messages"
