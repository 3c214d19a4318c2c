from django.urls import path

from arbeidsrom.core.vault import views

urlpatterns = [
    path("uploads/", views.uploads, name="uploads"),
    path("uploads/form/<slug:destination>/", views.upload_form, name="upload_form"),
    path("uploads/<uuid:upload_id>/", views.upload, name="upload"),
]
