"""Eight people write and the background works; some are killed, and all is whole.

Each is a process, forked from one that is not the tests' own (as tests/cases/racing.py). A writer
says that an act was done only after it was: what it said must be there, and what it was at when it
was killed is there whole, or not at all.
"""

import os
import random
import signal
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail.backends import filebased
from django.db import OperationalError, connections
from django.db.models import Count
from django.utils import timezone

from bashke.accounts import services as accounts
from bashke.accounts import telling
from bashke.accounts.models import Notice, NoticeMail, NoticeSettings
from bashke.accounts.services.notices import see_notice
from bashke.audit.chaining import chain
from bashke.audit.models import ChainEnd, Event
from bashke.audit.verifying import verify
from bashke.cases import services
from bashke.cases.models import Assignment, Case, Entry, Referral, Step
from bashke.cases.refusals import CaseError
from bashke.cases.services import climbing, referrals
from bashke.config.background import tick
from bashke.core.models import Chore
from bashke.keys import opening, passwords
from bashke.tally import models as tally
from tests.accounts import cast
from tests.accounts.cast import PLACE, SYSTEM
from tests.cases.conftest import MECHANISM, sent_to
from tests.keys.conftest import CHEAP
from tests.office import gating

WRITERS = 8
State = Referral.State
# Everything that was sent: what is there of it besides drafts and what was thrown away.
SENT = Referral.ARRIVED | {State.WITHDRAWN, State.EXPIRED}


def play(rounds: int, seed: int) -> dict:
    """What was done, and every fault that was found: after each round, and of the trail at last."""
    town, folder = prepared(), Path(settings.DATA_DIR) / "said"
    folder.mkdir()
    chance = random.Random(seed)
    found = Counter()
    faults: list[str] = []
    for number in range(rounds):
        said = round_of(town, folder, number, chance)
        found["acts"] += sum(1 for line in said if line[0] != "(")
        found["killed at it"] += said.count("(")
        faults += missing(town, said) + half(town) + doubled() + mailed(town)
        connections.close_all()
    tick()
    chain(thorough=True)
    faults += [str(each) for each in verify()] + untold(town)
    return {**found, "mails": NoticeMail.objects.count(), "faults": faults}


def prepared():
    """The cast with a substitute and a supervisor; times short enough that everything climbs."""
    passwords.COST = opening.COST = CHEAP
    settings.EMAIL_BACKEND = f"{__name__}.ByFile"
    settings.EMAIL_FILE_PATH = str(Path(settings.DATA_DIR) / "mails")
    referrals.ANSWER_WITHIN = timedelta()
    climbing.REFERRAL_TIMES = tuple(timedelta(milliseconds=ms) for ms in (0, 100, 200, 300))
    climbing.STEP_TIMES = climbing.REFERRAL_TIMES
    telling.APART = timedelta()
    town = gating.opened(cast.town())
    for name, post in (
        ("arta", town.post("drita")),
        ("nora", accounts.add_post(institution=town.office, role="supervisor", actor=SYSTEM)),
    ):
        setattr(town, name, cast.person(name))
        accounts.appoint(
            person=getattr(town, name), post=post, actor=SYSTEM, is_substitute=name == "arta"
        )
    for name in ("drita", "arta", "nora", "besnik"):
        NoticeSettings.objects.create(
            person=getattr(town, name), mails="at-once", quiet_from="00:00", quiet_until="00:00",
            is_quiet_on_rest_days=False,
        )  # fmt: skip
    town.rings = {name: town.ring(name) for name in ("drita", "besnik")}
    town.ring = town.rings.__getitem__
    connections.close_all()
    return town


class ByFile(filebased.EmailBackend):
    """One mail a file, so that none is half there when its sender is killed between two."""

    def write_message(self, message):
        path = Path(settings.EMAIL_FILE_PATH) / f"{os.getpid()}-{time.monotonic_ns()}"
        path.write_text(" ".join(message.to), encoding="utf-8")


# A round: who is killed when.


def round_of(town, folder, number, chance) -> list[str]:
    """What the writers of one round said: the acts that were done, and `(` for one cut off."""
    said = [folder / f"{number}-{writer}" for writer in range(WRITERS)]
    pids = [forked(writing(town, path, random.Random(chance.random()))) for path in said]
    pids.append(forked(work))
    try:
        # However busy the machine is, something was done before, and something else is begun.
        wait_for(said, acts=chance.randint(2, 8))
        time.sleep(chance.random() * 0.3)
        end(chance.sample(pids, chance.randint(1, 4)), signal.SIGKILL)
        # Who was killed cannot hear it any more.
        end(pids, signal.SIGTERM)
    except BaseException:
        end(pids, signal.SIGKILL)
        raise
    finally:
        for pid in pids:
            os.waitpid(pid, 0)
    # Whoever was killed at a chore holds its lease: what comes after it is not waited for here.
    Chore.objects.update(leased_until=None)
    ChainEnd.objects.update(leased_until=None)
    return [line for path in said if path.exists() for line in ends(path)]


def end(pids, how):
    for pid in pids:
        os.kill(pid, how)


def wait_for(paths, acts):
    until = time.monotonic() + 180
    while sum(path.read_text().count(")") for path in paths if path.exists()) < acts:
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.02)


def ends(path):
    """What a writer said; an act that it began, and never ended, as `(`."""
    lines = path.read_text().splitlines()
    done = [line[1:] for line in lines if line.startswith(")")]
    return done + ["("] * (len(lines) - 2 * len(done) - lines.count("-") * 2)


def forked(do):
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            signal.signal(signal.SIGTERM, stop)
            do()
            code = 0
        finally:
            connections.close_all()
            os._exit(code)
    return pid


class Going:
    on = True


def stop(*_signal):
    Going.on = False


def work():
    while Going.on:
        tick()
        time.sleep(0.1)


def writing(town, path, chance):
    return lambda: write(town, path, chance)


def write(town, path, chance):
    """Act after act; each is said when it is done, with what it made."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    while Going.on:
        os.write(file, b"(\n")
        try:
            done = chance.choice(ACTS)(town, chance)
        except (CaseError, OperationalError):
            # Somebody came before: as people are told, nothing was done.
            done = None
        os.write(file, f"){done}\n".encode() if done else b"-\n")


def sending(town, _chance):
    return f"sent {sent_to(town).pk}"


def accepting(town, chance):
    row = one_of(Referral.objects.waiting().filter(post=town.post("drita")), chance)
    if row:
        case = services.accept(referral=row, ring=town.ring("drita"), person=town.drita)
        return f"accepted {case.pk}"
    return None


def declining(town, chance):
    row = one_of(Referral.objects.waiting(), chance)
    if row:
        services.decline(referral=row, ring=town.ring("drita"), person=town.drita, reason="Jo.")
        return f"declined {row.pk}"
    return None


def noting(town, chance):
    case = one_of(Case.objects.open(), chance)
    if case:
        entry = services.add_entry(
            case=case, ring=town.ring("drita"), person=town.drita, kind="note", text="Folëm."
        )
        return f"noted {entry.pk}"
    return None


def seeing(_town, chance):
    notice = one_of(Notice.objects.unseen(), chance)
    if notice:
        see_notice(notice=notice)
        return f"seen {notice.pk}"
    return None


def one_of(rows, chance):
    found = rows.order_by("-pk")[:20]
    return chance.choice([*found]) if found else None


ACTS = (sending, sending, accepting, declining, noting, seeing)


# What must hold afterwards.


def missing(town, said) -> list[str]:
    """What a writer said and is not there."""
    there = {
        "sent": lambda pk: Referral.objects.filter(pk=pk, state__in=SENT).exists(),
        "accepted": lambda pk: Case.objects.filter(pk=pk, referral__state=State.ACCEPTED).exists(),
        "declined": lambda pk: Referral.objects.filter(pk=pk, state=State.DECLINED).exists(),
        "noted": lambda pk: is_readable(town, pk),
        "seen": lambda pk: Notice.objects.filter(pk=pk, seen_at__isnull=False).exists(),
    }
    acts = [line.split() for line in said if line != "("]
    return [f"lost: {act}" for act, pk in acts if not there[act](pk)]


def is_readable(town, pk):
    entry = Entry.objects.filter(pk=pk).select_related("case").first()
    if entry is None:
        return False
    opened = opening.open_with(town.ring("drita"), entry.case.compartment)
    return opened.unseal(entry.text, field=f"{entry}/text") == "Folëm."


def half(town) -> list[str]:
    """Rows and what belongs to them: each act is there with its line, its count, its notices."""
    acts = Counter(Event.objects.values_list("act", flat=True))
    sent = Referral.objects.filter(state__in=SENT).exclude(sent_at=None)
    cases = Case.objects.all()
    told = {kind: {*subjects(kind, town.drita)} for kind in ("referral-waiting",)}
    pairs = {
        "referrals and lines": (sent.count(), acts["referral.sent"]),
        "referrals and counts": (sent.count(), counted("referral-sent")),
        "referrals and notices": (sent.count(), len(told["referral-waiting"])),
        "cases and lines": (cases.count(), acts["referral.accepted"]),
        "cases and counts": (cases.count(), counted("case-opened")),
        "cases and referrals": (cases.count(), sent.filter(state=State.ACCEPTED).count()),
        "cases and leads": (cases.count(), Assignment.objects.filter(part="lead").count()),
        "cases and first steps": (cases.count(), Step.objects.count()),
        "answers and notices": (
            sent.filter(state__in=[State.ACCEPTED, State.DECLINED]).count(),
            len({*subjects("referral-answered", town.besnik)}),
        ),
        "notes and lines": (Entry.objects.count(), acts["entry.added"]),
        "first climbs and counts": (
            sent.filter(climbed__gt=0).count(), counted("referral-unanswered"),
        ),
        "first climbs and notices": (
            sent.filter(climbed__gt=0).count(), len({*subjects("referral-unanswered", town.drita)}),
        ),
        "last climbs and notices": (
            sent.filter(climbed=climbing.TOP).count(),
            len({*subjects("referral-unanswered", town.nora)}),
        ),
        "seen and lines": (
            Notice.objects.filter(seen_at__isnull=False).count(), acts["notice.seen"],
        ),
    }  # fmt: skip
    return [f"half: {what} {one} {other}" for what, (one, other) in pairs.items() if one != other]


def subjects(kind, person):
    return Notice.objects.filter(kind=kind, person=person).values_list("subject", flat=True)


def counted(what):
    month = timezone.localdate().replace(day=1)
    return tally.total(PLACE, what, month, MECHANISM)


def doubled() -> list[str]:
    """What was told, or went up, twice."""
    notices = Notice.objects.values("person", "kind", "subject").annotate(times=Count("pk"))
    climbs = Event.objects.filter(act="referral.climbed").values("subject")
    climbs = climbs.annotate(times=Count("pk"))
    return [f"doubled: {each}" for rows in (notices, climbs) for each in rows.filter(times__gt=1)]


def mailed(town) -> list[str]:
    """Each claimed mail went out at most once, and what says that it went did."""
    folder = Path(settings.EMAIL_FILE_PATH)
    went = Counter(path.read_text() for path in folder.iterdir()) if folder.exists() else Counter()
    faults = []
    for name in ("drita", "arta", "nora", "besnik"):
        person = getattr(town, name)
        mails = NoticeMail.objects.filter(person=person)
        sure = mails.filter(sent_at__isnull=False).count()
        if not sure <= went[person.email] <= mails.count():
            faults.append(f"mails: {name} {sure} {went[person.email]} {mails.count()}")
    return faults


def untold(town) -> list[str]:
    """Whoever has something unread sees it at the desk, and is named in the next digest."""
    tomorrow = timezone.now() + timedelta(days=1)
    morning = timezone.localtime(tomorrow).replace(hour=12)
    named = {each.person.pk for each in telling.due_digests(morning)}
    unread = {*Notice.objects.unseen().values_list("person", flat=True)}
    known = {getattr(town, name).pk for name in ("drita", "arta", "nora", "besnik")}
    return [f"untold: {len(unread & known - named)}"] if unread & known - named else []
