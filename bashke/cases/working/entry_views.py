"""What is written in a case: notes, messages to its members, who was told what; and its words."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from bashke.cases import services
from bashke.cases.models import Entry
from bashke.cases.working.acting import back, file_or_404, shown
from bashke.cases.working.forms import EntryForm, WordsForm
from bashke.cases.working.opened import entries, story_of
from bashke.core.acting import GET_OR_POST, posted, refused_on

A_PAGE = 30
DONE = {
    Entry.Kind.NOTE: _("The note is kept."),
    Entry.Kind.MESSAGE: _("The message is there; the members were told that there is one."),
    Entry.Kind.TOLD: _("It is kept who was told what."),
}


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(GET_OR_POST)
def case_notes(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """What was written, the newest first; and one more."""
    file = file_or_404(request, lang, place, reference)
    form = EntryForm(posted(request), initial={"kind": "note"})
    if form.is_bound and form.is_valid():
        kind = form.cleaned_data["kind"]
        with refused_on(form):
            services.add_entry(
                case=file.case,
                ring=file.ring,
                person=file.person,
                kind=kind,
                text=form.cleaned_data["text"],
            )
            messages.success(request, DONE[kind])
            return back(file, "case:notes")
    rows = file.case.entries.select_related("by").order_by("-at", "pk")
    some = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return shown(
        request,
        file,
        "notes.html",
        now="notes",
        status=422 if form.is_bound else 200,
        page=some,
        entries=entries(some, file.opened) if file.opened else [],
        form=form,
    )


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(GET_OR_POST)
def case_words(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """How to reach the person, who it is about, what it is about: written anew by who leads."""
    file = file_or_404(request, lang, place, reference)
    if not (file.is_lead and file.is_open and file.opened):
        raise Http404
    story = story_of(file.case, file.opened)
    kept = {"reach": story.reach, "about": story.about, "summary": story.summary}
    form = WordsForm(posted(request), initial=kept)
    if form.is_bound and form.is_valid():
        with refused_on(form):
            for name in form.changed_data:
                services.rewrite(
                    case=file.case,
                    ring=file.ring,
                    person=file.person,
                    field=name,
                    text=form.cleaned_data[name],
                )
            return back(file, "case:detail")
    status = 422 if form.is_bound else 200
    return shown(request, file, "words.html", now="words", status=status, form=form)
