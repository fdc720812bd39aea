"""Addresses of the gate and of the papers. No address names a concern: a module has its code."""

from django.urls import path

from bashke.office.documents import views as documents
from bashke.office.gate import views as gate

OFFICE = "<language:lang>/<slug:place>/office"

urlpatterns = [
    path(f"{OFFICE}/ready/", gate.checklist, name="gate"),
    path(f"{OFFICE}/ready/<slug:key>/", gate.paper, name="gate-paper"),
    path(f"{OFFICE}/ready/<slug:key>/<int:pk>/end/", gate.paper_end, name="gate-paper-end"),
    path(f"{OFFICE}/modules/<slug:code>/open/", gate.module_open, name="gate-module-open"),
    path(f"{OFFICE}/modules/<slug:code>/close/", gate.module_close, name="gate-module-close"),
    path(f"{OFFICE}/papers/<slug:key>/", documents.document, name="document"),
    path("<language:lang>/<slug:place>/privacy/", documents.privacy, name="privacy"),
    path(
        "<language:lang>/<slug:place>/accessibility/", documents.accessibility, name="accessibility"
    ),
]
