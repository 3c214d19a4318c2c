from django.urls import path

from arbeidsrom.core.exports import views

urlpatterns = [
    path("exports/", views.begin_export, name="begin_export"),
    path("exports/<uuid:export_id>/", views.export, name="export"),
    path("exports/<uuid:export_id>/file/", views.download_export, name="download_export"),
]
