"""Addresses of the ground floor."""

from django.urls import path

from safeguards import surface, views

urlpatterns = [
    path("surface/", surface.surface_report, name="surface_report"),
    path("alive/", views.alive, name="alive"),
    path("accounts/matrix/", views.account_matrix, name="account_matrix"),
]
