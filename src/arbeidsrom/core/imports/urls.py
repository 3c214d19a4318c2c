from django.urls import path

from arbeidsrom.core.imports import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/<uuid:run_id>/", views.import_run, name="import_run"),
    path("imports/<uuid:run_id>/apply/", views.apply_import, name="apply_import"),
    path("imports/<uuid:run_id>/discard/", views.discard_import, name="discard_import"),
    path("imports/<uuid:run_id>/undo/", views.undo_import, name="undo_import"),
]
