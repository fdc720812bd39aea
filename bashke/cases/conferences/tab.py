"""The conferences that heard a case, as a part of its page."""

from django.utils.translation import gettext_lazy as _

from bashke.cases.tabs import Tab

CONFERENCES = Tab(title=_("Conferences"), url_name="conference:of-case")
