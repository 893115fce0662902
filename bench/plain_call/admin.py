"""The default form over all columns."""

from django.contrib import admin

from bench.plain_call.models import Call

admin.site.register(Call)
