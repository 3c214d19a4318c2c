from django.urls import path

from arbeidsrom.core.organisation import views

urlpatterns = [
    path("organisation/", views.organisation, name="organisation"),
    path("organisation/<uuid:unit_id>/", views.unit, name="unit"),
    path("organisation/<uuid:unit_id>/add/", views.add_unit, name="add_unit"),
    path("organisation/<uuid:unit_id>/rename/", views.rename_unit, name="rename_unit"),
    path("organisation/<uuid:unit_id>/move/", views.move_unit, name="move_unit"),
    path("organisation/<uuid:unit_id>/merge/", views.merge_unit, name="merge_unit"),
]
