"""Every address of the site."""

from django.urls import include, path

import bashke.core.converters  # noqa: F401 (registers `language`)

urlpatterns = [
    path("", include("bashke.ask.offline_urls")),
    path("", include("bashke.accounts.urls")),
    # Before Ask: a word of the Guide is no municipality.
    path("", include("bashke.guide.urls")),
    path("", include("bashke.ask.urls")),
]
