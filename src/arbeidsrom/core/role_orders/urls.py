from django.urls import path

from arbeidsrom.core.role_orders.views import answering, ordering

urlpatterns = [
    path("role-orders/", ordering.role_orders, name="role_orders"),
    path("role-orders/new/", ordering.order_role, name="order_role"),
    path("role-orders/owned/", answering.owned_role_orders, name="owned_role_orders"),
    path("role-orders/<uuid:order_id>/", answering.role_order, name="role_order"),
    path("role-orders/<uuid:order_id>/withdraw/", ordering.withdraw_order, name="withdraw_order"),
    path("role-orders/<uuid:order_id>/approve/", answering.approve_order, name="approve_order"),
    path("role-orders/<uuid:order_id>/refuse/", answering.refuse_order, name="refuse_order"),
    path("role-orders/<uuid:order_id>/keep/", answering.keep_role, name="keep_role"),
    path("role-orders/<uuid:order_id>/end/", answering.end_role, name="end_role"),
]
