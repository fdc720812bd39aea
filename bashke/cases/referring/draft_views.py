"""Writing a referral: from the answer of Ask or from scratch, kept as it is typed, then sent."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from bashke.accounts.access import me, ring_of
from bashke.accounts.models import Person, Post
from bashke.accounts.policy import May
from bashke.ask.sealed import StaleError
from bashke.ask.views import place_or_404
from bashke.cases import services
from bashke.cases.models import Referral
from bashke.cases.naming import called, desk_of, title_in
from bashke.cases.permissions import may_begin
from bashke.cases.referring.forms import DutyForm, SendingForm, StartForm, WritingForm
from bashke.cases.referring.from_ask import WORD, Start, seal_start, unseal_start
from bashke.cases.referring.pages import (
    Beginning,
    Receiver,
    beginning_named,
    beginnings_at,
    duties_of,
    law_of,
    outside_posts,
    posts_of,
    receivers,
    roles_here,
)
from bashke.cases.referring.wording import NAMES_ITS_GROUND, found
from bashke.cases.refusals import CaseError
from bashke.cases.services.referrals import (
    Grounds,
    refuse_without_ground,
    refuse_without_words,
    words_of,
)
from bashke.core.acting import GET_OR_POST, posted
from bashke.guide.desk import Desk
from bashke.pack.schema import Place

# The script that keeps a draft while it is typed says so; it wants no page back.
KEEPS = "Bashke-Keep"
KEPT = "Bashke-Kept"


@sensitive_post_parameters()
@require_http_methods(GET_OR_POST)
def referral_new(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """Begin: what it is about, how far the law binds, then the words, which begin a draft."""
    found_place = place_or_404(place)
    desk = desk_of(found_place, lang)
    posts = posts_of(me(request), found_place, May.REFER)
    if not posts:
        return render(request, "cases/referral/no_post.html", {"place": found_place})
    try:
        # What somebody has typed is never lost, however old the page in which they did.
        start = unseal_start(
            request.GET.get(WORD, ""), desk.table, however_old=request.method == "POST"
        )
    except StaleError:
        return choose_step(request, desk, found_place)
    beginning = beginning_named(desk, f"{start.mechanism}/{start.step}")
    if beginning is None:
        return choose_step(request, desk, found_place)
    if not may_begin(place, beginning.mechanism):
        return choose_step(request, desk, found_place, is_closed=True)
    if not start.duty:
        return choose_duty(request, desk, found_place, beginning)
    return first_words(request, desk, found_place, start, posts)


def choose_step(
    request: HttpRequest, desk: Desk, place: Place, *, is_closed: bool = False
) -> HttpResponseBase:
    """What it is about, of what a post here can take."""
    given = request.POST if request.method == "POST" and "step" in request.POST else None
    form = StartForm(given, steps=beginnings_at(desk, roles_here(place)))
    if given is not None and form.is_valid():
        beginning = beginning_named(desk, form.cleaned_data["step"])
        if beginning:
            return begin_with(desk, place, beginning)
    context = {
        "place": place,
        "form": form,
        "stale": bool(request.GET.get(WORD)) and not is_closed,
        "is_closed": is_closed,
    }
    return render(request, "cases/referral/start.html", context, status=422 if form.errors else 200)


def begin_with(desk: Desk, place: Place, beginning: Beginning) -> HttpResponseBase:
    """On to the words; by way of the duty where the law binds some and not others."""
    duties = duties_of(beginning)
    duty, law = next(iter(duties.items())) if len(duties) == 1 else ("", ())
    return to_words(desk, place, Start(beginning.mechanism.key, beginning.step.key, duty, law))


def to_words(desk: Desk, place: Place, start: Start) -> HttpResponseBase:
    address = reverse("cases:new", args=[desk.lang, place.slug])
    return redirect(f"{address}?{WORD}={seal_start(start, desk.table)}")


def choose_duty(
    request: HttpRequest, desk: Desk, place: Place, beginning: Beginning
) -> HttpResponseBase:
    """How far the law binds depends on what happened and on who tells it: the worker says."""
    duties = duties_of(beginning)
    form = DutyForm(request.POST or None, duties=duties)
    if form.is_bound and form.is_valid():
        duty = form.cleaned_data["duty"]
        return to_words(
            desk, place, Start(beginning.mechanism.key, beginning.step.key, duty, duties[duty])
        )
    choices = [(radio, law_of(desk, duties[radio.data["value"]])) for radio in form["duty"]]
    context = {
        "place": place,
        "form": form,
        "choices": choices,
        "title": desk.say(beginning.mechanism.title),
    }
    return render(request, "cases/referral/duty.html", context, status=422 if form.errors else 200)


@sensitive_variables()
def first_words(
    request: HttpRequest, desk: Desk, place: Place, start: Start, posts: list[Post]
) -> HttpResponseBase:
    """The empty form; what is typed first begins the draft."""
    given = posted(request)
    form = WritingForm(given, duty=start.duty)
    if form.is_bound:
        form.is_valid()
        person, ring = me(request), ring_of(request)
        try:
            referral = services.draft(
                sender=person,
                sender_post=chosen_post(request, posts),
                municipality=place.slug,
                mechanism=start.mechanism,
                first_step=start.step,
                duty=start.duty,
                law=start.law,
                ring=ring,
                texts=form.texts,
                grounds=form.grounds,
            )
            speak(request, referral, form)
        except CaseError as refusal:
            form.add_error(None, str(refusal))
        else:
            return after_keeping(request, desk, place, referral, form)
    beginning = beginning_named(desk, f"{start.mechanism}/{start.step}")
    context = writing_context(desk, place, form, start.duty, start.law, beginning)
    context["posts"] = [(post, called(post, desk)) for post in posts]
    return render(request, "cases/referral/write.html", context, status=422 if form.errors else 200)


def chosen_post(request: HttpRequest, posts: list[Post]) -> Post:
    """The post of mine that was chosen; the first where none of mine was."""
    wanted = request.POST.get("sender_post", "")
    return next((post for post in posts if str(post.pk) == wanted), posts[0])


def speak(request: HttpRequest, referral: Referral, form: WritingForm) -> None:
    """It was told by phone already: the day within which it is written down begins to run."""
    if not form.is_spoken:
        return
    at, to = form.cleaned_data["spoken_at"], form.cleaned_data["spoken_with"]
    if referral.spoken_at == at:
        return
    services.speak(referral=referral, ring=ring_of(request), actor=me(request).actor, at=at, to=to)


def after_keeping(
    request: HttpRequest, desk: Desk, place: Place, referral: Referral, form: WritingForm
) -> HttpResponseBase:
    """To the script a word that it was kept; to a person the next page, or what is to be mended."""
    where = [desk.lang, place.slug, referral.reference]
    if KEEPS in request.headers:
        response = HttpResponse(status=201)
        response[KEPT] = date_format(timezone.localtime(), "TIME_FORMAT")
        response["Location"] = reverse("cases:write", args=where)
        return response
    if "later" not in request.POST and not form.errors:
        say_what_is_missing(request, referral, form)
    if form.errors:
        context = draft_context(desk, place, referral, form)
        return render(request, "cases/referral/write.html", context, status=422)
    if "later" in request.POST:
        messages.success(request, _("The draft is kept. Nobody else can open it."))
        return redirect("cases:sent", desk.lang, place.slug)
    return redirect("cases:send", *where)


def say_what_is_missing(request: HttpRequest, referral: Referral, form: WritingForm) -> None:
    """What would be refused at sending is said while it can be mended."""
    try:
        refuse_without_ground(referral, grounds_of(referral))
        refuse_without_words(referral, ring_of(request))
    except CaseError as refusal:
        form.add_error(None, str(refusal))


def grounds_of(referral: Referral) -> Grounds:
    return Grounds(referral.ground, referral.help_agreed, referral.telling_agreed)


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(GET_OR_POST)
def referral_write(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Go on writing a draft of one's own."""
    found_place = place_or_404(place)
    person, ring = me(request), ring_of(request)
    referral = own(person, found_place, reference)
    if referral.state not in Referral.WRITABLE:
        return redirect("cases:detail", lang, place, reference)
    desk = desk_of(found_place, lang)
    if request.method != "POST":
        services.look(referral=referral, person=person)
        form = WritingForm(initial=kept(referral, words_of(referral, ring)), duty=referral.duty)
        context = draft_context(desk, found_place, referral, form)
        return render(request, "cases/referral/write.html", context)
    form = WritingForm(request.POST, duty=referral.duty)
    form.is_valid()
    try:
        services.keep(
            referral=referral, ring=ring, actor=person.actor, texts=form.texts,
            grounds=form.grounds,
        )  # fmt: skip
        speak(request, referral, form)
    except CaseError as refusal:
        form.add_error(None, str(refusal))
    return after_keeping(request, desk, found_place, referral, form)


def own(person: Person, place: Place, reference: str) -> Referral:
    mine = Referral.objects.visible_to(person).sent_by(person).filter(municipality=place.slug)
    return get_object_or_404(mine.select_related("post__institution"), reference=reference)


def kept(referral: Referral, words: dict[str, str]) -> dict[str, Any]:
    """A draft as the form shows it again."""
    chosen = {
        "help_agreed": referral.help_agreed,
        "telling_agreed": referral.telling_agreed,
        "spoken": referral.spoken_at is not None,
        "spoken_at": referral.spoken_at and timezone.localtime(referral.spoken_at),
    }
    return {**words, **chosen, **({"ground": referral.ground} if referral.ground else {})}


def writing_context(
    desk: Desk,
    place: Place,
    form: WritingForm,
    duty: str,
    law: Any,
    beginning: Beginning | None,
) -> dict[str, Any]:
    return {
        "place": place,
        "form": form,
        "duty": duty,
        "law": law_of(desk, law),
        "beginning": beginning,
        "way": desk.directory.reach(beginning.step.done_by) if beginning else None,
        "at": desk.at,
        "calendar": desk.calendar,
    }


def draft_context(
    desk: Desk, place: Place, referral: Referral, form: WritingForm
) -> dict[str, Any]:
    beginning = beginning_named(desk, f"{referral.mechanism}/{referral.first_step}")
    context = writing_context(desk, place, form, referral.duty, referral.law, beginning)
    return {**context, "referral": referral}


@sensitive_variables()
@require_http_methods(GET_OR_POST)
def referral_send(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Who will be able to read it; then it is sent."""
    found_place = place_or_404(place)
    person, ring = me(request), ring_of(request)
    referral = own(person, found_place, reference)
    if referral.state not in Referral.WRITABLE:
        return redirect("cases:detail", lang, place, reference)
    desk = desk_of(found_place, lang)
    words = words_of(referral, ring)
    weighed = found(words)
    possible = receivers(desk, referral, person)
    form = sending_form(request, possible)
    if form.is_bound and form.is_valid():
        try:
            refuse_words(referral, weighed, form.cleaned_data["meant"])
            send_it(request, referral, form, possible)
        except CaseError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is sent. You will be told here what comes of it."))
            return redirect("cases:detail", lang, place, reference)
    context = {
        "place": found_place,
        "form": form,
        "referral": referral,
        "story": words,
        "weighed": weighed,
        "names_its_ground": referral.mechanism == NAMES_ITS_GROUND,
        "possible": list(zip(form["post"], possible, strict=True)),
        "involved": form["involved"].value() or [],
        "outside": bool(outside_posts(desk, found_place)),
        "title": title_in(desk, referral),
        "my_post": called(referral.sender_post, desk) if referral.sender_post else "",
    }
    return render(request, "cases/referral/send.html", context, status=422 if form.errors else 200)


def sending_form(request: HttpRequest, possible: list[Receiver]) -> SendingForm:
    people = {person.pk: person for each in possible for person in each.people}
    return SendingForm(
        posted(request),
        posts={each.post: each.called for each in possible},
        people=people.values(),
        initial={"post": possible[0].post.pk} if possible else {},
    )


def refuse_words(referral: Referral, weighed: list[str], meant: str) -> None:
    """Faith, origin, politics and dress are no part of a referral, unless they are its ground."""
    if not weighed or meant == "other":
        return
    if meant == "ground" and referral.mechanism == NAMES_ITS_GROUND:
        return
    raise CaseError(_("Write these words otherwise, or say what they stand for."))


def send_it(
    request: HttpRequest, referral: Referral, form: SendingForm, possible: list[Receiver]
) -> None:
    post = form.cleaned_data["post"]
    there = {str(person.pk): person for each in possible for person in each.people}
    services.send(
        referral=referral,
        post=post,
        grounds=grounds_of(referral),
        ring=ring_of(request),
        actor=me(request).actor,
        involved=[there[key] for key in form.cleaned_data["involved"]],
    )


@require_POST
def referral_discard(
    request: HttpRequest, lang: str, place: str, reference: str
) -> HttpResponseBase:
    """Throw a draft away, for good."""
    referral = own(me(request), place_or_404(place), reference)
    try:
        services.discard(referral=referral, actor=me(request).actor)
    except CaseError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The draft is gone. Its words can be opened by nobody."))
    return redirect("cases:sent", lang, place)
