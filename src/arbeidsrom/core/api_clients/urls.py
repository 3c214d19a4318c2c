from django.urls import path

from arbeidsrom.core.api_clients import views

CLIENT = "api-clients/<uuid:client_id>/"

urlpatterns = [
    path("api-clients/", views.api_clients, name="api_clients"),
    path("api-clients/add/", views.add_api_client, name="add_api_client"),
    path(CLIENT, views.api_client, name="api_client"),
    path(f"{CLIENT}roles/", views.give_client_role, name="give_client_role"),
    path(f"{CLIENT}roles/<uuid:grant_id>/take/", views.take_client_role, name="take_client_role"),
    path(f"{CLIENT}tokens/", views.make_client_token, name="make_client_token"),
    path(f"{CLIENT}tokens/<uuid:token_id>/revoke/", views.revoke_client_token, name="revoke_client_token"),
    path(f"{CLIENT}revoke/", views.revoke_client, name="revoke_client"),
    path("api/docs/", views.api_docs, name="api_docs"),
    path("api/v1/openapi.json", views.openapi, name="openapi"),
]
