"""The end of a case: closed with what the person was told, opened again, held, let go."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from bashke.cases import services
from bashke.cases.clocks import kept_until
from bashke.cases.services.endings import CHILDREN
from bashke.cases.working.acting import File, acted, back, file_or_404, shown
from bashke.cases.working.forms import CloseForm, HoldForm
from bashke.cases.working.opened import reason_of
from bashke.core.acting import GET_OR_POST, refused_on

PAGE = "case:end"


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(GET_OR_POST)
def case_end(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Close it; or, once it is closed, until when it is kept and why."""
    file = file_or_404(request, lang, place, reference)
    if request.method != "POST":
        return page(request, file)
    form = CloseForm(request.POST)
    if form.is_valid():
        with refused_on(form):
            services.close_and_tell(
                case=file.case,
                ring=file.ring,
                person=file.person,
                reason=form.cleaned_data["reason"],
                told=form.cleaned_data["text"],
            )
            return back(file, PAGE)
    return page(request, file, closing=form)


@sensitive_variables()
def page(
    request: HttpRequest,
    file: File,
    closing: CloseForm | None = None,
    holding: HoldForm | None = None,
) -> HttpResponse:
    standing = file.case.holds.standing().select_related("by").first()
    is_of_a_child = file.case.mechanism in CHILDREN
    kind = "closed-case-child" if is_of_a_child else "closed-case"
    return shown(
        request,
        file,
        "end.html",
        now="end",
        status=422 if closing or holding else 200,
        closing=closing or CloseForm(),
        holding=holding or HoldForm(),
        refused=closing or holding,
        hold=standing,
        hold_reason=reason_of(standing, file.opened) if standing and file.opened else "",
        would_be_erased_on=kept_until(kind, timezone.localdate()),
        is_of_a_child=is_of_a_child,
    )


@require_POST
def case_reopen(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """The work goes on."""
    file = file_or_404(request, lang, place, reference)
    return acted(
        request,
        file,
        lambda: services.reopen(case=file.case, person=file.person),
        _("The case is open again."),
        PAGE,
    )


@sensitive_post_parameters()
@sensitive_variables()
@require_POST
def case_hold(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Keep it beyond its day, signed with a reason."""
    file = file_or_404(request, lang, place, reference)
    form = HoldForm(request.POST)
    if form.is_valid():
        with refused_on(form):
            services.hold(
                case=file.case,
                ring=file.ring,
                person=file.person,
                until=form.cleaned_data["until"],
                reason=form.cleaned_data["text"],
            )
            return back(file, PAGE)
    return page(request, file, holding=form)


@require_POST
def case_let_go(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """The reason to keep it is gone."""
    file = file_or_404(request, lang, place, reference)
    return acted(
        request,
        file,
        lambda: services.let_go(case=file.case, person=file.person),
        _("Nothing holds the case any more. It is erased on its day."),
        PAGE,
    )
