from django.urls import path

from arbeidsrom.core.imports import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/<uuid:run_id>/", views.import_run, name="import_run"),
    path("imports/<uuid:run_id>/changes/", views.import_changes, name="import_changes"),
    path("imports/<uuid:run_id>/refused-lines/", views.import_refused_lines, name="import_refused_lines"),
    path("imports/<uuid:run_id>/apply/", views.apply_import, name="apply_import"),
    path("imports/<uuid:run_id>/discard/", views.discard_import, name="discard_import"),
    path("imports/<uuid:run_id>/undo/", views.undo_import, name="undo_import"),
    path("announced-changes/", views.announced_changes, name="announced_changes"),
    path(
        "announced-changes/<uuid:change_id>/withdraw/",
        views.withdraw_announced_change,
        name="withdraw_announced_change",
    ),
]
