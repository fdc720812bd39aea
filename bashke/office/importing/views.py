"""Contacts from a spreadsheet: choose the file, see what it would do, let it be done."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bashke.accounts.access import me, needs
from bashke.accounts.policy import May
from bashke.core.uploads import is_too_large, takes_file
from bashke.guide.edition import from_files
from bashke.office.importing import files, services
from bashke.office.importing.columns import COLUMNS
from bashke.office.importing.models import LIVES_FOR, Draft, DraftQuerySet
from bashke.office.importing.plans import Plan, plan
from bashke.office.importing.refusals import FileError, ImportingError, changed_meanwhile
from bashke.office.importing.rows import here
from bashke.office.importing.sealing import LostKeyError, opened
from bashke.office.importing.sheets import faults_csv, template_csv, template_workbook
from bashke.office.importing.showing import shown
from bashke.office.importing.tables import MOST_ROWS, Table
from bashke.pack.schema import Place

COOKIE = "__Host-import" if settings.HTTPS else "import"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
View = Callable[..., HttpResponseBase]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@takes_file(most=files.MOST_BYTES)
@needs(May.KEEP_CONTACTS)
def choose(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """The file is read and kept sealed for an hour; nothing else changes."""
    if request.method != "POST":
        return choosing(request, place)
    try:
        table = sent(request)
        _draft, key = services.stage(table=table, municipality=place, by=me(request))
    except FileError as refusal:
        too_large = is_too_large(request)
        status = (
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_large else HTTPStatus.UNPROCESSABLE_ENTITY
        )
        return choosing(request, place, str(refusal), status)
    except ImportingError as refusal:
        return choosing(request, place, str(refusal), HTTPStatus.CONFLICT)
    response = redirect("office:import-preview", lang, place)
    response.set_cookie(
        COOKIE,
        key,
        max_age=LIVES_FOR,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Strict",
    )
    return response


def sent(request: HttpRequest) -> Table:
    if is_too_large(request):
        raise files.too_large()
    file = request.FILES.get("file")
    if file is None:
        raise FileError(_("Choose a file that ends in .xlsx or .csv."))
    return files.read(file.name or "", file.read())


def choosing(
    request: HttpRequest, place: str, refused: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    pack = from_files().pack
    context = {
        "place": place_named(place),
        "refused": refused,
        "draft": my_drafts(request, place).filter(imported_at=None).first(),
        "columns": [column.both for column in COLUMNS],
        "roles": sorted(pack.roles.values(), key=lambda role: role.title.sq),
        "most_mb": files.MOST_BYTES // 1024 // 1024,
        "most_rows": MOST_ROWS,
    }
    return render(request, "office/importing/choose.html", context, status=status)


@never_cache
@require_GET
@needs(May.KEEP_CONTACTS)
def template(request: HttpRequest, lang: str, place: str, kind: str) -> HttpResponse:
    """An empty sheet to fill in."""
    today = timezone.localdate()
    if kind == "xlsx":
        sheet = template_workbook(from_files().pack, place, today)
        return attached(sheet, WORKBOOK, f"kontakte-{place}.xlsx")
    if kind == "csv":
        return attached(template_csv(today).encode(), CSV, f"kontakte-{place}.csv")
    raise Http404


def attached(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


@dataclass(frozen=True)
class Read:
    """What this person read last, and what it would do now."""

    draft: Draft
    table: Table
    plan: Plan


def with_draft(view: View) -> View:
    """Give the view what was read; without it, say so where one can read it again."""

    @wraps(view)
    def found(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
        draft = my_drafts(request, place).first()
        try:
            table = opened(draft, request.COOKIES.get(COOKIE, "")) if draft else None
        except LostKeyError:
            table = None
        if draft is None or table is None:
            lost = _(
                "What you read from a file is kept for an hour, and no longer. Choose it again."
            )
            return choosing(request, place, lost, HTTPStatus.GONE)
        place_now = here(from_files().pack, place, timezone.localdate())
        return view(request, lang, place, Read(draft, table, plan(table, place_now)))

    return found


def my_drafts(request: HttpRequest, place: str) -> DraftQuerySet:
    """At most one, and nobody else's."""
    mine = Draft.objects.visible_to(me(request), May.KEEP_CONTACTS).filter(person=me(request))
    return mine.of(place).living()


@never_cache
@require_GET
@needs(May.KEEP_CONTACTS)
@with_draft
def preview(request: HttpRequest, lang: str, place: str, read: Read) -> HttpResponseBase:
    """What would be new, changed and the same, and every fault. Nothing changes by looking."""
    if read.draft.imported_at:
        return redirect("office:import-done", lang, place)
    return previewed(request, place, read)


def previewed(request: HttpRequest, place: str, read: Read, refused: str = "") -> HttpResponse:
    context = {
        "place": place_named(place),
        "read": read,
        "shown": shown(read.plan, from_files().pack),
        "refused": refused,
    }
    status = HTTPStatus.CONFLICT if refused else HTTPStatus.OK
    return render(request, "office/importing/preview.html", context, status=status)


@never_cache
@require_POST
@needs(May.KEEP_CONTACTS)
@with_draft
def go(request: HttpRequest, lang: str, place: str, read: Read) -> HttpResponseBase:
    """Bring in what was agreed to: exactly what the page showed, or nothing."""
    said = request.POST
    if read.draft.imported_at:
        return redirect("office:import-done", lang, place)
    if said.get("draft") != str(read.draft.pk):
        refused = _(
            "You have read another file since. Nothing was imported: this is the later one."
        )
        return previewed(request, place, read, refused)
    if said.get("seen") != read.plan.seen():
        return previewed(request, place, read, str(changed_meanwhile()))
    if read.plan.faulty and "without-faulty" not in said:
        refused = _("Some rows have faults. Say that you go on without them.")
        return previewed(request, place, read, refused)
    try:
        services.bring_in_draft(
            read.draft, plan=read.plan, by=me(request), today=timezone.localdate()
        )
    except ImportingError as refusal:
        place_now = here(from_files().pack, place, timezone.localdate())
        again = Read(read.draft, read.table, plan(read.table, place_now))
        return previewed(request, place, again, str(refusal))
    return redirect("office:import-done", lang, place)


@never_cache
@require_GET
@needs(May.KEEP_CONTACTS)
@with_draft
def done(request: HttpRequest, lang: str, place: str, read: Read) -> HttpResponseBase:
    """What the import did."""
    if not read.draft.imported_at:
        return redirect("office:import-preview", lang, place)
    context = {"place": place_named(place), "draft": read.draft}
    return render(request, "office/importing/done.html", context)


@never_cache
@require_GET
@needs(May.KEEP_CONTACTS)
@with_draft
def faults(request: HttpRequest, lang: str, place: str, read: Read) -> HttpResponseBase:
    """Every fault, to work through at one's desk."""
    return attached(faults_csv(read.plan.faults).encode(), CSV, f"gabime-{place}.csv")


@never_cache
@require_POST
@needs(May.KEEP_CONTACTS)
def discard(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """Forget what was read, before its hour is over."""
    draft = my_drafts(request, place).first()
    if draft is not None:
        services.discard(draft, by=me(request))
    response = redirect("office:import", lang, place)
    response.delete_cookie(COOKIE, samesite="Strict")
    return response


def place_named(slug: str) -> Place:
    found = from_files().pack.municipality(slug)
    if found is None:
        raise Http404
    return found
