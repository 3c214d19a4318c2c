from django.urls import path

from arbeidsrom.web import views

urlpatterns = [
    path("manifest.webmanifest", views.manifest, name="web_manifest"),
    path("service-worker.js", views.service_worker, name="web_service_worker"),
    path("components/", views.components, name="web_components"),
    path("offline/", views.offline, name="web_offline"),
]
