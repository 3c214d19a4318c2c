from django.urls import path

from arbeidsrom.core.operations import views

urlpatterns = [
    path("health", views.health, name="health"),
    path("ready", views.ready, name="ready"),
    path("metrics", views.metrics_for_machines, name="metrics"),
    path("operations/", views.operations, name="operations"),
    path("operations/jobs/<int:job_id>/run-again/", views.run_job_again, name="run_job_again"),
]
