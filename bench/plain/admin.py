"""The pages: lists, forms, history and a cross table, limited to what the agency's group may see."""

import secrets

from django.contrib import admin
from django.db.models import Count
from django.template.response import TemplateResponse
from django.urls import path
from guardian.admin import GuardedModelAdmin
from guardian.core import ObjectPermissionChecker
from guardian.shortcuts import assign_perm, get_objects_for_user

from bench.plain.models import Agency, Client, Complaint, Consultation, Method, Note


def give(group, obj):
    """Let a group view and change one record."""
    for action in ("view", "change"):
        assign_perm(f"{action}_{obj._meta.model_name}", group, obj)


class PermittedAdmin(GuardedModelAdmin):
    """Rows and forms by the permissions on each record; a new record is given to the agency that made it."""

    list_per_page = 50

    def get_queryset(self, request):
        """The rows on which she, by her group, holds the permission to view."""
        rows = super().get_queryset(request)
        return get_objects_for_user(
            request.user, self._permission("view"), klass=rows, accept_global_perms=False
        )

    def has_view_permission(self, request, obj=None):
        """By the record where there is one."""
        return self._may(request, "view", obj)

    def has_change_permission(self, request, obj=None):
        """By the record where there is one."""
        return self._may(request, "change", obj)

    def save_model(self, request, obj, form, change):
        """Keep the record; a new one belongs to her agency."""
        if change:
            return super().save_model(request, obj, form, change)
        agency = Agency.objects.select_related("group").get(group__user=request.user)
        obj.number, obj.agency = secrets.token_urlsafe(16), agency
        super().save_model(request, obj, form, change)
        give(agency.group, obj)
        return None

    def _may(self, request, action, obj):
        if obj is None:
            return request.user.has_perm(self._permission(action))
        if not hasattr(request, "permissions"):  # guardian asks the database once for all actions on a record
            request.permissions = ObjectPermissionChecker(request.user)
        return request.permissions.has_perm(f"{action}_{self.opts.model_name}", obj)

    def _permission(self, action):
        return f"{self.opts.app_label}.{action}_{self.opts.model_name}"


class NoteInline(admin.TabularInline):
    """The notes of a client, on her page."""

    model = Note
    extra = 0


@admin.register(Client)
class ClientAdmin(PermittedAdmin):
    """Clients."""

    list_display = ("__str__", "family_kana", "given_kana", "birth_on", "held_number", "agency", "made_at")
    list_select_related = ("agency",)
    search_fields = (
        "family_name",
        "given_name",
        "family_kana",
        "given_kana",
        "alias",
        "phone",
        "held_number",
    )
    exclude = ("agency", "made_at")
    inlines = (NoteInline,)

    def save_formset(self, request, form, formset, change):
        """Each new note belongs to the agency of its client."""
        super().save_formset(request, form, formset, change)
        for note in formset.new_objects:
            give(form.instance.agency.group, note)


@admin.register(Consultation)
class ConsultationAdmin(PermittedAdmin):
    """Consultations."""

    list_display = (
        "started_at",
        "client",
        "caller_name",
        "method",
        "minutes",
        "main_complaint",
        "counselor",
        "agency",
    )
    list_select_related = ("client", "agency")
    list_filter = ("method", "main_complaint", "started_at")
    date_hierarchy = "started_at"
    search_fields = (
        "client__family_name", "client__given_name", "client__family_kana", "client__given_kana",
        "caller_name", "caller_kana",
    )  # fmt: skip
    autocomplete_fields = ("client",)
    exclude = ("agency", "counselor")

    def save_model(self, request, obj, form, change):
        """With the name of who took the call."""
        obj.counselor = obj.counselor or request.user.get_full_name()
        return super().save_model(request, obj, form, change)

    def get_urls(self):
        """With the cross table, before the address of one record."""
        return [path("table/", self.admin_site.admin_view(self.cross_table)), *super().get_urls()]

    def cross_table(self, request):
        """Main complaint by method, over the permitted rows."""
        counted = self.get_queryset(request).order_by().values_list("main_complaint", "method")
        cells = {(row, column): number for row, column, number in counted.annotate(number=Count("pk"))}
        rows = [
            (complaint.label, [cells.get((complaint.value, method.value), 0) for method in Method])
            for complaint in Complaint
        ]
        context = {**self.admin_site.each_context(request), "rows": rows, "columns": Method.labels}
        return TemplateResponse(request, "plain/cross_table.html", context)


@admin.register(Note)
class NoteAdmin(PermittedAdmin):
    """Notes by themselves; they are written on the client's page."""

    list_display = ("at", "client", "author")
    list_select_related = ("client",)
    autocomplete_fields = ("client",)
    date_hierarchy = "at"

    def has_add_permission(self, request):
        """On the client's page only."""
        return False
