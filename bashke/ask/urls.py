"""Addresses of Ask. They carry the language and the place, never an answer."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from bashke.ask import views


class Language(StringConverter):
    """`sq` or `en`."""

    regex = "sq|en"


register_converter(Language, "language")

app_name = "ask"
urlpatterns = [
    path("", views.root, name="root"),
    path("<language:lang>/", views.home, name="home"),
    path("<language:lang>/<slug:place>/", views.place, name="place"),
    path("<language:lang>/<slug:place>/ask/", views.ask, name="ask"),
]
