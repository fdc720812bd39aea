"""The steps of a case: begun, finished, left out; their clocks, which can stand still."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from bashke.cases import services
from bashke.cases.models import Step
from bashke.cases.naming import mechanism_in
from bashke.cases.working.acting import File, acted, back, file_or_404, shown
from bashke.cases.working.forms import BeginForm, OutcomeForm, PauseForm, ReasonForm
from bashke.cases.working.steps import Shown, can_begin, steps_of
from bashke.core.acting import refused_on

PAGE = "case:steps"


@sensitive_variables()
@require_GET
def case_steps(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Every step, what is due first on top."""
    return page(request, file_or_404(request, lang, place, reference))


@sensitive_variables()
def page(
    request: HttpRequest, file: File, form: forms.Form | None = None, at: int | None = None
) -> HttpResponse:
    """The steps; with the form that was refused, at its step, and everything typed into it."""
    if file.opened is None:
        return shown(request, file, "steps.html", now="steps")
    found = steps_of(file.case, file.opened, file.desk)
    more: dict[str, Any] = {
        "steps": [each for each in found if each.is_open],
        "done": [each for each in found if not each.is_open],
        "pausing": PauseForm(),
        "refused": form,
        "refused_at": at,
    }
    if file.is_open:
        steps = can_begin(file.case, mechanism_in(file.desk, file.case), file.desk)
        is_beginning = isinstance(form, BeginForm)
        more["beginning"] = form if is_beginning else BeginForm(steps=steps)
    status = 422 if form and form.errors else 200
    return shown(request, file, "steps.html", now="steps", status=status, **more)


def step_or_404(file: File, pk: int) -> Step:
    return get_object_or_404(file.case.steps.select_related("case"), pk=pk)


def on_page(file: File, step: Step) -> Shown:
    found = steps_of(file.case, file.box, file.desk)
    return next(each for each in found if each.step.pk == step.pk)


@sensitive_post_parameters()
@sensitive_variables()
@require_POST
def step_finish(
    request: HttpRequest, lang: str, place: str, reference: str, pk: int
) -> HttpResponseBase:
    """Write what was done, tick the papers, choose what follows."""
    file = file_or_404(request, lang, place, reference)
    step = step_or_404(file, pk)
    shown_step = on_page(file, step)
    form = OutcomeForm(
        request.POST,
        papers=[(paper.key, paper.title) for paper in shown_step.papers],
        following=shown_step.following,
    )
    if form.is_valid():
        given = form.cleaned_data
        with refused_on(form):
            services.finish_step(
                step=step,
                ring=file.ring,
                person=file.person,
                outcome=given["text"],
                go_to=given["following"],
                papers=given["papers"],
                decided_at=given["decided_at"],
            )
            return back(file, PAGE)
    return page(request, file, form, step.pk)


@sensitive_post_parameters()
@sensitive_variables()
@require_POST
def step_leave_out(
    request: HttpRequest, lang: str, place: str, reference: str, pk: int
) -> HttpResponseBase:
    """The step is not needed here; why stands in the case."""
    file = file_or_404(request, lang, place, reference)
    step = step_or_404(file, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        with refused_on(form):
            services.drop_step(
                step=step, ring=file.ring, person=file.person, reason=form.cleaned_data["text"]
            )
            return back(file, PAGE)
    return page(request, file, form, step.pk)


@require_POST
def step_pause(
    request: HttpRequest, lang: str, place: str, reference: str, pk: int
) -> HttpResponseBase:
    """The clock stands still, on a named ground."""
    file = file_or_404(request, lang, place, reference)
    step, ground = step_or_404(file, pk), request.POST.get("ground", "")
    return acted(
        request,
        file,
        lambda: services.pause(step=step, person=file.person, ground=ground),
        _("The clock stands still."),
        PAGE,
    )


@require_POST
def step_resume(
    request: HttpRequest, lang: str, place: str, reference: str, pk: int
) -> HttpResponseBase:
    """The clock runs again."""
    file = file_or_404(request, lang, place, reference)
    step = step_or_404(file, pk)
    return acted(
        request,
        file,
        lambda: services.resume(step=step, person=file.person),
        _("The clock runs again."),
        PAGE,
    )


@require_POST
def step_begin(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """One more step of the mechanism begins, with its clock."""
    file = file_or_404(request, lang, place, reference)
    steps = can_begin(file.case, mechanism_in(file.desk, file.case), file.desk)
    form = BeginForm(request.POST, steps=steps)
    if form.is_valid():
        given = form.cleaned_data
        with refused_on(form):
            services.begin_step(
                case=file.case,
                person=file.person,
                key=given["key"],
                decided_at=given["decided_at"],
            )
            return back(file, PAGE)
    return page(request, file, form)
