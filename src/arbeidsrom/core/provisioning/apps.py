from django.apps import AppConfig


class ProvisioningConfig(AppConfig):
    name = "arbeidsrom.core.provisioning"
    label = "provisioning"
