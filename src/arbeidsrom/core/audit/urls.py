from django.urls import path

from arbeidsrom.core.audit import views

urlpatterns = [
    path("audit/", views.audit_log, name="audit_log"),
    path("audit/verification/", views.audit_chains, name="audit_chains"),
    path("audit/verification/<uuid:tenant>/", views.verify_chain, name="verify_chain"),
]
