"""Who takes part in a case: added, ended, handed over."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bashke.accounts.policy import May
from bashke.cases import services
from bashke.cases.working.acting import File, acted, back, file_or_404, shown
from bashke.cases.working.forms import ChosenForm, MemberForm
from bashke.cases.working.people import people_before, people_of, who_could, who_could_lead
from bashke.core.acting import GET_OR_POST, refused_on

PAGE = "case:members"


@require_http_methods(GET_OR_POST)
def case_members(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Who takes part, as what, since when; and one more, by who leads."""
    file = file_or_404(request, lang, place, reference)
    if request.method != "POST":
        return page(request, file)
    people = who_could(file.case, file.desk, May.RECEIVE)
    form = MemberForm(request.POST, people=people, initial={"part": "member"})
    if form.is_valid():
        chosen = form.cleaned_data["member"]
        with refused_on(form):
            services.add_member(
                case=file.case,
                ring=file.ring,
                by=file.person,
                person=chosen.person,
                post=chosen.post,
                part=form.cleaned_data["part"],
            )
            return back(file, PAGE)
    return page(request, file, adding=form)


def page(
    request: HttpRequest,
    file: File,
    adding: MemberForm | None = None,
    handing: ChosenForm | None = None,
) -> HttpResponse:
    """The people; with the form that was refused."""
    people = people_of(file.case, file.desk)
    lead = next((each.assignment for each in people if each.is_lead), None)
    more: dict[str, object] = {
        "people": people,
        "before": people_before(file.case, file.desk),
        "refused": adding or handing,
    }
    if lead is None and file.is_open:
        leaders = who_could_lead(file.case, file.desk, None)
        more["naming"] = handing or ChosenForm(people=leaders)
    if file.is_lead and file.is_open:
        could = who_could(file.case, file.desk, May.RECEIVE)
        more["adding"] = adding or MemberForm(people=could, initial={"part": "member"})
        more["could"] = could
        leaders = who_could_lead(file.case, file.desk, lead)
        more["handing"] = handing or ChosenForm(people=leaders)
        more["leaders"] = leaders
    status = 422 if adding or handing else 200
    return shown(request, file, "members.html", now="members", status=status, **more)


@require_POST
def member_end(
    request: HttpRequest, lang: str, place: str, reference: str, pk: int
) -> HttpResponseBase:
    """Somebody takes part no more: by who leads, or by oneself."""
    file = file_or_404(request, lang, place, reference)
    current = file.case.assignments.current().select_related("person", "case")
    assignment = get_object_or_404(current, pk=pk)
    if not file.is_lead and assignment.person_id != file.person.pk:
        raise Http404
    response = acted(
        request,
        file,
        lambda: services.end_member(assignment=assignment, by=file.person),
        _("The part has ended. What comes after opens no more there."),
        PAGE,
    )
    left = assignment.person_id == file.person.pk and not file.is_lead
    return redirect("case:list", lang, place) if left else response


@require_POST
def member_hand_over(
    request: HttpRequest, lang: str, place: str, reference: str
) -> HttpResponseBase:
    """Another leads from now on, with the whole file; who handed over takes part no more."""
    file = file_or_404(request, lang, place, reference)
    if not file.is_lead:
        raise Http404
    lead = file.case.assignments.current().filter(person=file.person, part="lead").first()
    form = ChosenForm(request.POST, people=who_could_lead(file.case, file.desk, lead))
    if form.is_valid():
        chosen = form.cleaned_data["member"]
        with refused_on(form):
            services.hand_over(
                case=file.case,
                ring=file.ring,
                by=file.person,
                to=chosen.person,
                post=chosen.post,
            )
            return redirect("case:list", lang, place)
    return page(request, file, handing=form)


@require_POST
def member_name_lead(
    request: HttpRequest, lang: str, place: str, reference: str
) -> HttpResponseBase:
    """A case that lost its lead gets a new one, by whoever still takes part in it."""
    file = file_or_404(request, lang, place, reference)
    form = ChosenForm(request.POST, people=who_could_lead(file.case, file.desk, None))
    if form.is_valid():
        chosen = form.cleaned_data["member"]
        with refused_on(form):
            services.name_lead(
                case=file.case,
                ring=file.ring,
                by=file.person,
                to=chosen.person,
                post=chosen.post,
            )
            return back(file, PAGE)
    return page(request, file, handing=form)
