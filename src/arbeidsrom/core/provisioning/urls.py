from django.urls import path

from arbeidsrom.core.provisioning import views

SCIM = "scim/v2/"

urlpatterns = [
    path(f"{SCIM}ServiceProviderConfig", views.scim_config, name="scim_config"),
    path(f"{SCIM}ResourceTypes", views.scim_resource_types, name="scim_resource_types"),
    path(f"{SCIM}ResourceTypes/<str:name>", views.scim_resource_types, name="scim_resource_type"),
    path(f"{SCIM}Schemas", views.scim_schemas, name="scim_schemas"),
    path(f"{SCIM}Schemas/<str:name>", views.scim_schemas, name="scim_schema"),
    path(f"{SCIM}.search", views.scim_search, name="scim_search"),
    path(f"{SCIM}Users", views.scim_users, name="scim_users"),
    path(f"{SCIM}Users/.search", views.scim_search_users, name="scim_search_users"),
    path(f"{SCIM}Groups", views.scim_groups, name="scim_groups"),
    path(f"{SCIM}Groups/.search", views.scim_search_groups, name="scim_search_groups"),
    path(f"{SCIM}Groups/<uuid:group_id>", views.scim_group, name="scim_group"),
    path("provisioned-groups/", views.provisioned_groups, name="provisioned_groups"),
    path("provisioned-groups/<uuid:group_id>/", views.map_provisioned_group, name="map_provisioned_group"),
    path(f"{SCIM}Users/<uuid:user_id>", views.scim_user, name="scim_user"),
]
