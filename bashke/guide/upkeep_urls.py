"""Addresses for the upkeep of contacts: by the owner through a link, by anybody with one tap."""

from django.urls import path

from bashke.guide import upkeep_views as views

app_name = "upkeep"
urlpatterns = [
    path("<language:lang>/contact/<str:token>/", views.contact, name="contact"),
    path("<language:lang>/<slug:place>/contacts/unanswered/", views.unanswered, name="unanswered"),
]
