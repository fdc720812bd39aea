"""Institutions and posts: from the mechanisms that are run, then one by one."""

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bashke.accounts import services as accounts
from bashke.accounts.access import me, needs
from bashke.accounts.models import Institution, Post
from bashke.accounts.policy import May, title_of
from bashke.core.acting import posted, telling
from bashke.mechanisms.library import from_files
from bashke.office import services
from bashke.office.forms.posts import (
    InstitutionForm,
    MechanismsForm,
    PostForm,
    PreviewForm,
    RenameForm,
)
from bashke.office.plan import NOT_AT_FIRST, offered, planned
from bashke.office.views.acting import shown


@needs(May.SET_UP)
@require_http_methods(["GET", "POST"])
def mechanisms(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """Tick what the municipality runs, look at the posts that follow, then have them added."""
    library = from_files()
    on_offer = offered(library, library.pack.calendar.local_day(datetime.now(UTC)), lang)
    groups = [
        (kind, [each for each in on_offer if each.kind == kind])
        for kind in ("mechanism", "service")
    ]
    form = MechanismsForm(posted(request), offered=on_offer, lang=lang)
    if not form.is_valid():
        ticked = [each.key for each in on_offer if each.key not in NOT_AT_FIRST]
        return shown(
            request,
            "office/mechanisms.html",
            place,
            status=422 if form.is_bound else 200,
            form=form,
            groups=groups,
            ticked=[] if form.is_bound else ticked,
        )
    chosen = form.cleaned_data["mechanisms"]
    named = library.pack.municipality(place)
    plan = planned(on_offer, chosen, library.pack, named.name if named else place)
    is_preview = "add" not in request.POST
    preview = PreviewForm(
        None if is_preview else posted(request), plan=plan, pack=library.pack, lang=lang
    )
    if is_preview or not preview.is_valid():
        return shown(
            request,
            "office/mechanisms_preview.html",
            place,
            status=200 if is_preview else 422,
            form=preview,
            chosen=chosen,
        )
    with telling(request, _("The institutions and posts are there.")):
        services.set_up_posts(
            municipality=place, institutions=preview.wanted(), actor=me(request).actor
        )
    return redirect("office:posts", lang, place)


@needs(May.SET_UP)
@require_http_methods(["GET", "POST"])
def institution_add(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """A school, a shelter, an organisation, with the posts of its kind."""
    form = InstitutionForm(posted(request))
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return shown(request, "office/institution_add.html", place, status=status, form=form)
    with telling(request, _("The institution is added.")):
        services.set_up_posts(
            municipality=place, institutions=[form.wanted()], actor=me(request).actor
        )
    return redirect("office:posts", lang, place)


def mine(request: HttpRequest, place: str, pk: int) -> Institution:
    visible = Institution.objects.visible_to(me(request), May.SET_UP).of(place).working()
    return get_object_or_404(visible, pk=pk)


@needs(May.SET_UP)
@require_GET
def institution(request: HttpRequest, lang: str, place: str, pk: int) -> HttpResponseBase:
    """One institution: its name, its posts, whether its address is protected, its end."""
    return institution_page(request, lang, place, mine(request, place, pk))


def institution_page(
    request: HttpRequest, lang: str, place: str, found: Institution, **changed: object
) -> HttpResponseBase:
    pack = from_files().pack
    context: dict[str, object] = {
        "institution": found,
        "vacant": [(each, title_of(each.role, pack, lang)) for each in found.posts.vacant()],
        "rename": RenameForm(initial={"name": found.name}),
        "post": PostForm(pack=pack, lang=lang),
        **changed,
    }
    status = 422 if changed else 200
    return shown(request, "office/institution.html", place, status=status, **context)


@needs(May.SET_UP)
@require_POST
def institution_rename(request: HttpRequest, lang: str, place: str, pk: int) -> HttpResponseBase:
    """Call an institution otherwise."""
    found, form = mine(request, place, pk), RenameForm(request.POST)
    if not form.is_valid():
        return institution_page(request, lang, place, found, rename=form)
    with telling(request, _("The institution is renamed.")):
        accounts.rename_institution(
            institution=found, name=form.cleaned_data["name"], actor=me(request).actor
        )
    return redirect("office:institution", lang, place, pk)


@needs(May.SET_UP)
@require_POST
def institution_protect(request: HttpRequest, lang: str, place: str, pk: int) -> HttpResponseBase:
    """Protect an institution's address, or no more."""
    is_protected = request.POST.get("protected") == "yes"
    with telling(request, _("It is saved.")):
        accounts.protect_institution(
            institution=mine(request, place, pk),
            is_protected=is_protected,
            actor=me(request).actor,
        )
    return redirect("office:institution", lang, place, pk)


@needs(May.SET_UP)
@require_POST
def institution_close(request: HttpRequest, lang: str, place: str, pk: int) -> HttpResponseBase:
    """An institution works no more."""
    with telling(request, _("The institution is closed.")):
        accounts.close_institution(institution=mine(request, place, pk), actor=me(request).actor)
        return redirect("office:posts", lang, place)
    return redirect("office:institution", lang, place, pk)


@needs(May.SET_UP)
@require_POST
def post_add(request: HttpRequest, lang: str, place: str, pk: int) -> HttpResponseBase:
    """One more post in an institution."""
    found = mine(request, place, pk)
    form = PostForm(request.POST, pack=from_files().pack, lang=lang)
    if not form.is_valid():
        return institution_page(request, lang, place, found, post=form)
    with telling(request, _("The post is added.")):
        accounts.add_post(
            institution=found, role=form.cleaned_data["role"], actor=me(request).actor
        )
    return redirect("office:posts", lang, place)


@needs(May.SET_UP)
@require_POST
def post_end(request: HttpRequest, lang: str, place: str, post: UUID) -> HttpResponseBase:
    """A post is no more."""
    visible = Post.objects.visible_to(me(request), May.SET_UP).of(place).working()
    found = get_object_or_404(visible.select_related("institution"), pk=post)
    with telling(request, _("The post is closed.")):
        accounts.end_post(post=found, actor=me(request).actor)
    return redirect("office:posts", lang, place)
