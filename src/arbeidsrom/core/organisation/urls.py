from django.urls import path

from arbeidsrom.core.organisation import views

PERSON = "people/<uuid:person_id>/"

urlpatterns = [
    path("organisation/", views.organisation, name="organisation"),
    path("organisation/<uuid:unit_id>/", views.unit, name="unit"),
    path("organisation/<uuid:unit_id>/add/", views.add_unit, name="add_unit"),
    path("organisation/<uuid:unit_id>/rename/", views.rename_unit, name="rename_unit"),
    path("organisation/<uuid:unit_id>/move/", views.move_unit, name="move_unit"),
    path("organisation/<uuid:unit_id>/merge/", views.merge_unit, name="merge_unit"),
    path(f"{PERSON}identity-number/", views.register_identity_number, name="register_identity_number"),
    path(f"{PERSON}identity-number/remove/", views.remove_identity_number, name="remove_identity_number"),
]
