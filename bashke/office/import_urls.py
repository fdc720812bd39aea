"""Addresses for contacts from a spreadsheet, in the office of a municipality."""

from django.urls import path

from bashke.office.importing import views

IMPORT = "<language:lang>/<slug:place>/office/contacts/import/"

urlpatterns = [
    path(IMPORT, views.choose, name="import"),
    path(f"{IMPORT}template.<slug:kind>", views.template, name="import-template"),
    path(f"{IMPORT}preview/", views.preview, name="import-preview"),
    path(f"{IMPORT}go/", views.go, name="import-go"),
    path(f"{IMPORT}faults.csv", views.faults, name="import-faults"),
    path(f"{IMPORT}done/", views.done, name="import-done"),
    path(f"{IMPORT}discard/", views.discard, name="import-discard"),
]
