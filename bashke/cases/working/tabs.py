"""The tabs of a case that this room has."""

from django.utils.translation import gettext_lazy as _

from bashke.cases.tabs import Tab

TABS = (
    Tab(_("Case"), "case:detail"),
    Tab(_("Steps"), "case:steps"),
    Tab(_("Notes and messages"), "case:notes"),
    Tab(_("Who takes part"), "case:members"),
)
# Behind what other rooms add.
END = Tab(_("The end"), "case:end")
