"""Addresses for who watches. They carry opaque ids and days, never a name."""

from django.urls import path

from bashke.office.oversight import views

OFFICE = "<language:lang>/<slug:place>/office"

urlpatterns = [
    path(f"{OFFICE}/trail/", views.trail, name="trail"),
    path(f"{OFFICE}/trail/sign/", views.trail_sign, name="trail-sign"),
    path(f"{OFFICE}/trail/export/", views.trail_export, name="trail-export"),
    path(f"{OFFICE}/who-could-open/", views.who_could_open, name="who-could-open"),
    path(
        f"{OFFICE}/what-could-be-opened/", views.what_could_be_opened, name="what-could-be-opened"
    ),
    path("<language:lang>/account/roles/", views.roles, name="roles"),
]
