from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "arbeidsrom.core.notifications"
    label = "notifications"
