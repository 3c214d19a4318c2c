"""The addresses of stewards, the receiving desk and the address book."""

from django.urls import path

from arbeidsrom.modules.sharing.views import addresses, desk, sharing, shipments

urlpatterns = [
    path("shipments/", shipments.shipments, name="shipments"),
    path("shipments/new/<uuid:about>/", sharing.share, name="share"),
    path("shipments/<uuid:shipment_id>/", shipments.show_shipment, name="show_shipment"),
    path("shipments/<uuid:shipment_id>/code/", shipments.issue_code, name="issue_code"),
    path("shipments/<uuid:shipment_id>/withdraw/", shipments.withdraw_shipment, name="withdraw_shipment"),
    path("shipments/<uuid:shipment_id>/approve/", shipments.approve_shipment, name="approve_shipment"),
    path("shipments/<uuid:shipment_id>/reject/", shipments.reject_shipment, name="reject_shipment"),
    path("shipments/answers/<uuid:answer_id>/", shipments.read_answer, name="read_answer"),
    path("desk/", desk.desk, name="desk"),
    path("desk/<uuid:shipment_id>/", desk.desk_shipment, name="desk_shipment"),
    path("desk/<uuid:shipment_id>/take/", desk.take_shipment, name="take_shipment"),
    path("desk/<uuid:shipment_id>/number/", desk.assign_case_number, name="assign_case_number"),
    path("addresses/", addresses.addresses, name="addresses"),
    path("addresses/new/", addresses.add_address, name="add_address"),
    path("addresses/<uuid:address_id>/", addresses.change_address, name="change_address"),
    path("addresses/<uuid:address_id>/remove/", addresses.remove_address, name="remove_address"),
]
