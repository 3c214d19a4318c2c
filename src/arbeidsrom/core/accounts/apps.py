from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "arbeidsrom.core.accounts"
    label = "accounts"
