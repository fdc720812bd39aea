"""Writing a plan: begun, written, agreed with the person, looked at again. Only for who leads."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from bashke.accounts.access import me, ring_of
from bashke.ask.views import place_or_404
from bashke.cases import services
from bashke.cases.models import Case, Help, Plan
from bashke.cases.naming import desk_of
from bashke.cases.plans.forms import AgreeForm, ReviewForm, WritingForm
from bashke.cases.plans.pages import (
    Version,
    case_or_404,
    helpers_here,
    next_leads,
    opened_or_none,
    version_of,
)
from bashke.cases.plans.views import about
from bashke.cases.services.plans import REMIND_BEFORE, review_due
from bashke.core.acting import GET_OR_POST, posted, refused_on, telling
from bashke.pack.schema import Place


def led_or_404(request: HttpRequest, place: Place, reference: str) -> Case:
    """An open case that this person leads; only who leads writes its plan."""
    case = case_or_404(me(request), place, reference)
    if case.closed_at or not case.is_led_by(me(request)):
        raise Http404
    return case


def draft_or_404(request: HttpRequest, case: Case) -> Version:
    rows = Plan.objects.visible_to(me(request)).drafts().filter(case=case)
    plan = get_object_or_404(rows.select_related("case"))
    opened = opened_or_none(case, ring_of(request))
    if opened is None:
        raise Http404
    return version_of(plan, opened)


@require_POST
def plan_begin(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Begin a plan, or a new version of it."""
    case = led_or_404(request, place_or_404(place), reference)
    with telling(request):
        services.begin_plan(case=case, ring=ring_of(request), person=me(request))
        return redirect("plan:write", lang, place, reference)
    return redirect("plan:detail", lang, place, reference)


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(GET_OR_POST)
def plan_write(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """The words of the version that is being written, and one more thing that is done."""
    found = place_or_404(place)
    case = led_or_404(request, found, reference)
    version = draft_or_404(request, case)
    shared = about(desk_of(found, lang), found, case, me(request))
    form = WritingForm(
        posted(request),
        of_a_child=shared["of_a_child"],
        initial=version.words,
    )
    if form.is_valid() and keep(request, version.plan, form):
        where = "agree" if "go" in request.POST else "write"
        messages.success(request, _("Saved."))
        return redirect(f"plan:{where}", lang, place, reference)
    context = {**shared, "form": form, "version": version, "helpers": helpers_here(found, lang)}
    return render(request, "cases/plan/write.html", context, status=422 if form.errors else 200)


@sensitive_variables()
def keep(request: HttpRequest, plan: Plan, form: WritingForm) -> bool:
    """Keep what was typed; why not stands in the form."""
    person, ring = me(request), ring_of(request)
    given = form.cleaned_data
    with refused_on(form):
        services.write_plan(plan=plan, ring=ring, person=person, texts=form.texts)
        if form.adds_help:
            services.add_help(
                plan=plan, ring=ring, person=person, what=given["what"], helper=given["helper"],
                due_on=given["due_on"],
            )  # fmt: skip
        return True
    return False


@require_POST
def help_drop(
    request: HttpRequest, lang: str, place: str, reference: str, pk: str
) -> HttpResponseBase:
    """Take something out of the version that is being written."""
    case = led_or_404(request, place_or_404(place), reference)
    rows = Help.objects.visible_to(me(request)).filter(plan__case=case)
    help_ = get_object_or_404(rows.select_related("plan__case"), pk=pk)
    with telling(request):
        services.drop_help(help_=help_, person=me(request))
        return redirect("plan:write", lang, place, reference)
    return redirect("plan:detail", lang, place, reference)


@require_POST
def plan_discard(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Throw the version that is being written away."""
    case = led_or_404(request, place_or_404(place), reference)
    plan = get_object_or_404(Plan.objects.visible_to(me(request)).drafts().filter(case=case))
    services.discard_plan(plan=plan, person=me(request))
    messages.success(request, _("The version that was being written is thrown away."))
    return redirect("plan:detail", lang, place, reference)


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(GET_OR_POST)
def plan_agree(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Read it once more together; then it holds, signed or with the reason why not."""
    found = place_or_404(place)
    case = led_or_404(request, found, reference)
    version = draft_or_404(request, case)
    due = review_due(case)
    initial = {"review_on": due.on, "signed_on": timezone.localdate()}
    form = AgreeForm(posted(request), initial=initial)
    if form.is_valid():
        with refused_on(form):
            services.agree_plan(
                plan=version.plan, ring=ring_of(request), person=me(request), **form.answers
            )
            messages.success(request, _("The plan holds from now."))
            return redirect("plan:detail", lang, place, reference)
    context = {
        **about(desk_of(found, lang), found, case, me(request)),
        "form": form,
        "version": version,
        "due": due,
    }
    return render(request, "cases/plan/agree.html", context, status=422 if form.errors else 200)


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(GET_OR_POST)
def plan_review(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Look at the plan that holds again, and decide."""
    found = place_or_404(place)
    case = led_or_404(request, found, reference)
    rows = Plan.objects.visible_to(me(request)).standing().filter(case=case)
    plan = get_object_or_404(rows.select_related("case"))
    desk = desk_of(found, lang)
    due = review_due(case)
    form = ReviewForm(
        posted(request),
        leads=list(next_leads(case, desk)),
        next_on=due.on,
    )
    if form.is_valid() and decide(request, plan, form):
        return after_review(request, lang, place, case)
    context: dict[str, Any] = {
        **about(desk, found, case, me(request)),
        "form": form,
        "plan": plan,
        "due": due,
        "remind_on": remind_on(plan.review_on),
    }
    return render(request, "cases/plan/review.html", context, status=422 if form.errors else 200)


def remind_on(review_on: date | None) -> date | None:
    return review_on - REMIND_BEFORE if review_on else None


@sensitive_variables()
def decide(request: HttpRequest, plan: Plan, form: ReviewForm) -> bool:
    """Write the review down and do what it decided; why not stands in the form."""
    given = form.cleaned_data
    with refused_on(form):
        services.review_plan(
            plan=plan, ring=ring_of(request), person=me(request), decision=given["decision"],
            reason=given["reason"], next_on=given["next_on"],
            in_conference=given["in_conference"], closing=given["closing"], to=given["to"],
        )  # fmt: skip
        return True
    return False


def after_review(request: HttpRequest, lang: str, place: str, case: Case) -> HttpResponseBase:
    """On to the new version, to the plan, or away from a case that is somebody else's now."""
    messages.success(request, _("The review is written down."))
    visible = Case.objects.visible_to(me(request)).filter(pk=case.pk)
    if not visible.exists():
        return redirect("accounts:home", lang)
    if Plan.objects.visible_to(me(request)).drafts().filter(case=case).exists():
        return redirect("plan:write", lang, place, case.reference)
    return redirect("plan:detail", lang, place, case.reference)
