from django.urls import path

from arbeidsrom.core.privacy import views

urlpatterns = [
    path("my-data/", views.my_data, name="my_data"),
    path("my-data/package/", views.my_data_package, name="my_data_package"),
    path("my-data/erase/<str:section>/", views.erase_my_data, name="erase_my_data"),
    path("privacy/requests/", views.access_requests, name="access_requests"),
    path("privacy/members/<uuid:member_id>/", views.member_data, name="member_data"),
    path("privacy/members/<uuid:member_id>/package/", views.member_data_package, name="member_data_package"),
    path("privacy/outsiders/", views.outsider_data, name="outsider_data"),
    path("privacy/register/", views.processing_register, name="processing_register"),
    path("privacy/register/json/", views.processing_register_json, name="processing_register_json"),
]
