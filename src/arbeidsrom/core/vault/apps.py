from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "arbeidsrom.core.vault"
    label = "vault"
