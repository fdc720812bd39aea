"""Addresses of what works without a network. The shell and the removal speak a language."""

from django.urls import path

from bashke.ask import offline_views as views

app_name = "offline"
urlpatterns = [
    path("worker.js", views.worker, name="worker"),
    path("offline/table.json", views.table, name="table"),
    path("offline/contacts.json", views.contacts, name="national-contacts"),
    path("offline/<slug:place>/contacts.json", views.contacts, name="contacts"),
    path("offline/precache.json", views.precache, name="precache"),
    path("offline/manifest.webmanifest", views.manifest, name="manifest"),
    path("<language:lang>/offline/", views.shell, name="shell"),
    path("<language:lang>/offline/remove/", views.remove, name="remove"),
]
