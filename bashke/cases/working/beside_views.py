"""What hangs on a case: the family, orders and when they end, cases beside it."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from bashke.accounts.policy import May
from bashke.cases import services
from bashke.cases.models import Case, CaseLink, Relative
from bashke.cases.naming import called
from bashke.cases.referring.pages import beginning_named, beginnings_at, posts_of
from bashke.cases.working.acting import File, acted, back, file_or_404, shown
from bashke.cases.working.forms import BesideForm, LinkForm, OrderForm, RelativeForm
from bashke.cases.working.opened import beside, kin_of, orders_of
from bashke.core.acting import GET_OR_POST, posted, refused_on


def bound(request: HttpRequest, kind: type[forms.Form]) -> forms.Form:
    return kind(posted(request))


def open_or_404(request: HttpRequest, lang: str, place: str, reference: str) -> File:
    """A case on which something can still be written."""
    file = file_or_404(request, lang, place, reference)
    if not file.is_open:
        raise Http404
    return file


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(GET_OR_POST)
def case_relatives(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """The family and the household, as little as is needed; and one more."""
    file = open_or_404(request, lang, place, reference)
    form = bound(request, RelativeForm)
    if form.is_bound and form.is_valid():
        with refused_on(form):
            services.add_relative(
                case=file.case, ring=file.ring, person=file.person, **form.cleaned_data
            )
            return back(file, "case:relatives")
    kin = kin_of(file.case, file.box)
    return sub_page(request, file, "relatives.html", "relatives", form, kin=kin)


def sub_page(
    request: HttpRequest, file: File, template: str, now: str, form: forms.Form, **more: object
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return shown(request, file, template, now=now, status=status, form=form, **more)


@require_POST
def relative_remove(
    request: HttpRequest, lang: str, place: str, reference: str, pk: str
) -> HttpResponseBase:
    """Who need not be known any more is gone for good."""
    file = open_or_404(request, lang, place, reference)
    relative = get_object_or_404(file.case.relatives.select_related("case"), pk=pk)
    return acted(request, file, lambda: removing(file, relative), _("Removed."), "case:relatives")


def removing(file: File, relative: Relative) -> None:
    services.remove_relative(relative=relative, person=file.person)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(GET_OR_POST)
def case_orders(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """What a court or the police ordered, until when; and one more."""
    file = open_or_404(request, lang, place, reference)
    form = bound(request, OrderForm)
    if form.is_bound and form.is_valid():
        with refused_on(form):
            services.record_order(
                case=file.case, ring=file.ring, person=file.person, **form.cleaned_data
            )
            return back(file, "case:orders")
    orders = orders_of(file.case, file.box)
    return sub_page(request, file, "orders.html", "orders", form, orders=orders)


@require_POST
def order_lift(
    request: HttpRequest, lang: str, place: str, reference: str, pk: str
) -> HttpResponseBase:
    """The order holds no more, before its day."""
    file = open_or_404(request, lang, place, reference)
    order = get_object_or_404(file.case.orders.select_related("case"), pk=pk)
    return acted(
        request,
        file,
        lambda: services.lift_order(order=order, person=file.person),
        _("The order holds no more."),
        "case:orders",
    )


@sensitive_variables()
@require_http_methods(GET_OR_POST)
def case_links(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Cases of mine that have to do with this one; and one more, by its reference."""
    file = open_or_404(request, lang, place, reference)
    if not file.is_lead:
        raise Http404
    form = bound(request, LinkForm)
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data["reference"].strip().upper()
        # What I may not open is answered as what does not exist.
        other = Case.objects.visible_to(file.person).filter(reference=wanted).first()
        with refused_on(form):
            services.link_cases(case=file.case, other=other or file.case, person=file.person)
            return back(file, "case:links")
    cases = beside(file.case, file.person)
    return sub_page(request, file, "links.html", "links", form, beside=cases)


@require_POST
def link_end(
    request: HttpRequest, lang: str, place: str, reference: str, pk: int
) -> HttpResponseBase:
    """The two have nothing to do with each other any more."""
    file = open_or_404(request, lang, place, reference)
    link = get_object_or_404(CaseLink.objects.visible_to(file.person), pk=pk)
    if not file.is_lead or file.case.pk not in {link.first_id, link.second_id}:
        raise Http404
    return acted(
        request,
        file,
        lambda: services.unlink_cases(link=link, case=file.case, person=file.person),
        _("The two cases are not linked any more."),
        "case:links",
    )


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(GET_OR_POST)
def case_beside(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """A file of her or his own for somebody of the same family."""
    file = open_or_404(request, lang, place, reference)
    if not file.is_lead:
        raise Http404
    posts = {post: called(post, file.desk) for post in posts_of(file.person, file.place, May.LEAD)}
    form = BesideForm(
        posted(request),
        steps=beginnings_at(file.desk, {post.role for post in posts}),
        posts=posts,
    )
    if form.is_bound and form.is_valid():
        beginning = beginning_named(file.desk, form.cleaned_data["step"])
        with refused_on(form):
            begun = services.begin_beside(
                case=file.case,
                ring=file.ring,
                person=file.person,
                post=form.cleaned_data["post"],
                mechanism=beginning.mechanism.key if beginning else "",
                first_step=beginning.step.key if beginning else "",
                texts=form.texts,
            )
            return redirect("case:detail", lang, place, begun.reference)
    return sub_page(request, file, "beside.html", "links", form)
