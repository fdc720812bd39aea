"""One case as a conference hears it: decisions, who does what, what was said, who was told."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from bashke.accounts.access import me, ring_of
from bashke.ask.views import place_or_404
from bashke.cases import services
from bashke.cases.conferences.forms import ActionForm, DecisionForm, MinutesForm, SentenceForm
from bashke.cases.conferences.pages import (
    audiences_in,
    decided_in,
    due_in,
    hearers,
    members,
    opened_case,
    said_for,
    to_do,
    told_in,
)
from bashke.cases.conferences.views import about, conference_or_404
from bashke.cases.models import Action, Assignment, Entry, Item
from bashke.cases.models.plan import is_kept_out
from bashke.cases.naming import desk_of, title_in
from bashke.cases.tabs import tabs_of
from bashke.core.acting import refused_on, telling
from bashke.pack.schema import Place

# The form of an item's page that is being sent, by its name in the page.
Bound = dict[str, forms.Form]


@sensitive_variables()
@require_GET
def item_detail(
    request: HttpRequest, lang: str, place: str, reference: str, case: str
) -> HttpResponse:
    """What is due in the case, what was decided and who does what; the opening is told."""
    found = place_or_404(place)
    return show(request, lang, found, item_or_404(request, found, reference, case), {})


def item_or_404(request: HttpRequest, place: Place, reference: str, case: str) -> Item:
    conference = conference_or_404(me(request), place, reference)
    rows = Item.objects.visible_to(me(request)).filter(conference=conference)
    return get_object_or_404(rows.select_related("case", "conference"), case__reference=case)


@sensitive_variables()
def show(request: HttpRequest, lang: str, place: Place, item: Item, bound: Bound) -> HttpResponse:
    """The page of an item; with the form that was refused and everything typed into it."""
    person, ring, case = me(request), ring_of(request), item.case
    opened = opened_case(case, ring)
    if opened is None:
        raise Http404
    services.open_item(item=item, person=person)
    desk = desk_of(place, lang)
    mine = Assignment.objects.visible_to(person).select_related("post__institution").get(case=case)
    said = said_for(item, ring, mine)
    leads = mine.part == Assignment.Part.LEAD and case.closed_at is None
    actions = Action.objects.visible_to(person).filter(item=item).order_by("due_on", "added_at")
    context: dict[str, Any] = {
        **about(desk, place, item.conference, person),
        **forms_of(item, desk, said, bound),
        "item": item,
        "case": case,
        "title": title_in(desk, case),
        "tabs": tabs_of(case, person),
        "due": due_in(case, person, desk),
        "hearers": [name for _each, name in hearers(item, desk)],
        "decided": decided_in([item], opened),
        "to_do": to_do(actions.select_related("case", "owner"), ring, person),
        "said": said,
        "told": told_in(case, opened),
        "leads": leads,
        "writes": leads and has_begun(item),
        "unprinted": is_kept_out(mine.post),
        "steps_out": mine.part != Assignment.Part.LEAD,
        "refused": next(iter(bound.values()), None),
    }
    return render(request, "cases/conference/item.html", context, status=422 if bound else 200)


def has_begun(item: Item) -> bool:
    conference = item.conference
    return conference.cancelled_at is None and conference.starts_at <= timezone.now()


def forms_of(item: Item, desk: Any, said: str, bound: Bound) -> Bound:
    """The forms of the page, empty but for the one that was refused."""
    given = list(item.minutes.exclude(audience="").values_list("audience", flat=True))
    empty: Bound = {
        "decision_form": DecisionForm(),
        "action_form": ActionForm(owners=members(item.case, desk)),
        "minutes_form": MinutesForm(
            audiences=audiences_in(item.case), initial={"narrative": said, "audiences": given}
        ),
        "told_form": SentenceForm(auto_id="id_told_%s"),
    }
    return empty | bound


@sensitive_variables()
def written(
    request: HttpRequest,
    lang: str,
    place: Place,
    item: Item,
    name: str,
    form: forms.Form,
    act: Callable[[], object],
) -> HttpResponseBase:
    """Do it and go back to the item; refused, everything that was typed is shown again."""
    if form.is_valid():
        with refused_on(form):
            act()
            messages.success(request, _("Written down."))
            return redirect(
                "conference:item", lang, place.slug, item.conference.reference, item.case.reference
            )
    return show(request, lang, place, item, {name: form})


@sensitive_post_parameters()
@require_POST
def item_decide(
    request: HttpRequest, lang: str, place: str, reference: str, case: str
) -> HttpResponseBase:
    """Write down what was decided."""
    found = place_or_404(place)
    item = item_or_404(request, found, reference, case)
    form = DecisionForm(request.POST)

    def act() -> None:
        services.decide(item=item, ring=ring_of(request), person=me(request), **form.cleaned_data)

    return written(request, lang, found, item, "decision_form", form, act)


@sensitive_post_parameters()
@require_POST
def action_add(
    request: HttpRequest, lang: str, place: str, reference: str, case: str
) -> HttpResponseBase:
    """Somebody does something by a day."""
    found = place_or_404(place)
    item = item_or_404(request, found, reference, case)
    form = ActionForm(request.POST, owners=members(item.case, desk_of(found, lang)))

    def act() -> None:
        services.add_action(
            item=item, ring=ring_of(request), person=me(request), owner=form.assignment,
            due_on=form.cleaned_data["due_on"], text=form.cleaned_data["what"],
        )  # fmt: skip

    return written(request, lang, found, item, "action_form", form, act)


@sensitive_post_parameters()
@require_POST
def minutes_write(
    request: HttpRequest, lang: str, place: str, reference: str, case: str
) -> HttpResponseBase:
    """What was said, and who reads it."""
    found = place_or_404(place)
    item = item_or_404(request, found, reference, case)
    form = MinutesForm(request.POST, audiences=audiences_in(item.case))

    def act() -> None:
        services.write_minutes(
            item=item, ring=ring_of(request), person=me(request),
            text=form.cleaned_data["narrative"], audiences=form.cleaned_data["audiences"],
        )  # fmt: skip

    return written(request, lang, found, item, "minutes_form", form, act)


@sensitive_post_parameters()
@require_POST
def told_add(
    request: HttpRequest, lang: str, place: str, reference: str, case: str
) -> HttpResponseBase:
    """Who was told what: the person, a parent, an institution."""
    found = place_or_404(place)
    item = item_or_404(request, found, reference, case)
    form = SentenceForm(request.POST, auto_id="id_told_%s")

    def act() -> None:
        services.add_entry(
            case=item.case, ring=ring_of(request), person=me(request), kind=Entry.Kind.TOLD,
            text=form.cleaned_data["sentence"],
        )  # fmt: skip

    return written(request, lang, found, item, "told_form", form, act)


@require_POST
def item_step_out(
    request: HttpRequest, lang: str, place: str, reference: str, case: str
) -> HttpResponseBase:
    """It touches my own people: I leave the case, and it is not there for me any more."""
    found = place_or_404(place)
    item = item_or_404(request, found, reference, case)
    with telling(request, _("You stepped out. This case is not there for you any more.")):
        services.step_out(item=item, ring=ring_of(request), person=me(request))
        return redirect("accounts:home", lang)
    return redirect("conference:item", lang, place, reference, case)


@sensitive_post_parameters()
@require_POST
def action_finish(request: HttpRequest, lang: str, place: str, pk: str) -> HttpResponseBase:
    """It is done, in a sentence."""
    return ended(request, lang, place, pk, services.finish_action, "outcome")


@sensitive_post_parameters()
@require_POST
def action_drop(request: HttpRequest, lang: str, place: str, pk: str) -> HttpResponseBase:
    """It is not needed after all, and why."""
    return ended(request, lang, place, pk, services.drop_action, "reason")


@sensitive_variables()
def ended(
    request: HttpRequest, lang: str, place: str, pk: str, end: Callable[..., None], word: str
) -> HttpResponseBase:
    found = place_or_404(place)
    rows = Action.objects.visible_to(me(request)).filter(case__municipality=found.slug)
    action = get_object_or_404(rows.select_related("case", "item__conference"), pk=pk)
    form = SentenceForm(request.POST)
    said = form.cleaned_data["sentence"] if form.is_valid() else ""
    with telling(request, _("Written down.")):
        end(action=action, ring=ring_of(request), person=me(request), **{word: said})
    conference = action.item.conference
    if Item.objects.visible_to(me(request)).filter(pk=action.item_id).exists():
        return redirect("conference:item", lang, place, conference.reference, action.case.reference)
    return redirect("conference:list", lang, place)
