"""Addresses of exports: one case each, by its reference; and one's own month."""

from django.urls import path

from bashke.cases.exports import views

app_name = "exports"
ONE = "<language:lang>/<slug:place>/cases/<slug:reference>/exports/"
urlpatterns = [
    path("<language:lang>/<slug:place>/my-month/", views.month, name="month"),
    path(ONE, views.exports, name="exports"),
    path(ONE + "file/", views.export_file, name="file"),
    path(ONE + "sheet/", views.export_sheet, name="sheet"),
]
