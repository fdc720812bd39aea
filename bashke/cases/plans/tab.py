"""The plan as a part of a case's page; the police do not find it."""

from django.utils.translation import gettext_lazy as _

from bashke.cases.plans.pages import has_plan_for
from bashke.cases.tabs import Tab

PLAN = Tab(title=_("Plan"), url_name="plan:detail", shown=has_plan_for)
