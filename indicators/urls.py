"""Addresses of this app."""

from django.urls import path

from indicators.views import indicator, record, staged_import, statistics, target

urlpatterns = [
    path("statistics/", statistics.statistics_detail, name="statistics_detail"),
    path("indicators/", indicator.indicator_list, name="indicator_list"),
    path("indicators/<str:slug>/", indicator.indicator_detail, name="indicator_detail"),
    path("indicators/<str:slug>/excel/", indicator.indicator_excel, name="indicator_excel"),
    path("indicators/<str:slug>/target/", target.indicator_target, name="indicator_target"),
    path("indicators/<str:slug>/records/new/", record.record_new, name="indicator_record_new"),
    path("indicators/<str:slug>/records/<str:number>/", record.record_edit, name="indicator_record_edit"),
    path("indicators/<str:slug>/records/<str:number>/end/", record.record_end, name="indicator_record_end"),
    path("indicators/<str:slug>/import/", staged_import.file_import, name="indicator_import"),
    path(
        "indicators/<str:slug>/import/template/", staged_import.form_sheet, name="indicator_import_template"
    ),
]
