"""Addresses of the ground floor."""

from django.urls import path

from safeguards import views

urlpatterns = [
    path("alive/", views.alive, name="alive"),
    path("accounts/matrix/", views.account_matrix, name="account_matrix"),
    path("audit/", views.audit_list, name="audit_list"),
]
