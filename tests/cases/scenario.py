"""A story of `scenarios/` walked through the real services: where does the product differ?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone, translation

from bashke.accounts import services as accounts
from bashke.cases import services
from bashke.cases.clocks import mechanism_of, step_of
from bashke.cases.models import Assignment, Case, Entry, Referral, Step
from bashke.cases.refusals import CaseError
from bashke.cases.services.endings import due_for_erasure
from bashke.cases.services.referrals import Grounds
from bashke.guide.edition import from_files
from bashke.keys.opening import open_with
from bashke.keys.refusals import ClosedError
from bashke.law.services import confirm
from bashke.mechanisms.schema import Citation
from bashke.mechanisms.schema import Step as Rule
from tests.accounts import cast
from tests.accounts.cast import PLACE, SYSTEM, Town
from tests.cases.story import DAYS, Clock, Mark, Moment, Story, moment
from tests.office import gating

OF_THE_CAST = frozenset({"drita", "besnik", "teuta", "ilir"})


def told(at: datetime | None) -> str:
    """A moment as a file says it."""
    if at is None:
        return "never"
    local = at.astimezone(from_files().library.pack.calendar.zone)
    return f"{DAYS[local.weekday()]} {local:%Y-%m-%d %H:%M}"


def citation(cited: Citation) -> str:
    return f"{cited.act}#{cited.provision}" if cited.provision else cited.act


@dataclass
class Walk:
    """One story under way."""

    story: Story
    clock: Any
    town: Town = field(init=False)
    referral: Referral | None = None
    case: Case | None = None

    def faults(self) -> Iterator[str]:
        """Every difference between the story and what the product does."""
        yield from self.strange_days()
        start = moment(self.story.moments[0].at)
        self.clock.move_to(start - timedelta(days=1), tick=False)
        self.prepare(start)
        before = start
        for each in self.story.moments:
            at = moment(each.at)
            if at < before:
                yield f"{each.at}: is before what was told last"
            before = at
            self.clock.move_to(at, tick=False)
            with translation.override("en"):
                yield from (f"{each.at}, {each.verb}: {fault}" for fault in self.live(each))

    def strange_days(self) -> Iterator[str]:
        calendar = from_files().library.pack.calendar
        for day in self.story.days_off:
            if calendar.is_working(day):
                yield f"{day} is a working day of the pack's calendar"
        for day in self.story.working_days:
            if not calendar.is_working(day):
                yield f"{day} is a day off of the pack's calendar"

    def prepare(self, start: datetime) -> None:
        """The town with everybody of the story at their post; facts that somebody confirmed."""
        self.town = gating.opened(cast.town())
        roles = from_files().library.pack.roles
        for name, role in self.story.people.items():
            if name in OF_THE_CAST:
                assert cast.HOLD[name] == role, f"{name} is {cast.HOLD[name]}"
                continue
            someone = cast.person(name)
            setattr(self.town, name, someone)
            kind = roles[role].institution_kind if role in roles else "municipality"
            place = accounts.add_institution(
                municipality=PLACE, kind=kind, name=f"Zyra e {name}", actor=SYSTEM
            )
            post = accounts.add_post(institution=place, role=role, actor=SYSTEM)
            accounts.appoint(person=someone, post=post, actor=SYSTEM)
            if kind != "municipality":
                gating.agree(self.town, institution=place, signed_on=timezone.localdate())
        for fact in self.story.confirmed:
            confirm(
                from_files().pack, fact=fact, by="Arta Hoxha", on=start.date(), today=start.date()
            )

    def live(self, each: Moment) -> Iterator[str]:
        before = set(self.steps().values_list("pk", flat=True))
        try:
            getattr(self, f"do_{each.verb}")(each)
        except CaseError as refusal:
            if each.refused is None:
                yield f"was refused: {refusal}"
            elif each.refused not in str(refusal):
                yield f"was refused with “{refusal}”, not with “{each.refused}”"
        except Step.DoesNotExist:
            yield "there is no such step in the case"
        else:
            if each.refused is not None:
                yield "was not refused"
        yield from self.unlike_begun(each, before)
        yield from self.unlike_steps(each)
        yield from self.unlike_case(each)

    def steps(self) -> Any:
        return Step.objects.filter(case=self.case) if self.case else Step.objects.none()

    def unlike_begun(self, each: Moment, before: set[int]) -> Iterator[str]:
        """Exactly these steps began, each with its clock, its rule and its mark."""
        begun = {step.key: step for step in self.steps().exclude(pk__in=before)}
        for key in begun.keys() - each.then.keys():
            yield f"{key} began, and was not expected"
        for key, clock in each.then.items():
            if key not in begun:
                yield f"{key} did not begin"
                continue
            for what, wanted, got in self.compared(clock, begun[key]):
                if wanted != got:
                    yield f"{key}: {what} is {got}, not {wanted}"

    def compared(self, clock: Clock, step: Step) -> Iterator[tuple[str, object, object]]:
        rule = step_of(mechanism_of(step.case.mechanism, step.case.version), step.key)
        yield "role", clock.role, step.role
        yield "due", clock.due or "never", told(step.due_at)
        yield "mark", clock.mark, mark_of(rule, step)
        law = [citation(each) for each in rule.deadline.law] if rule.deadline else []
        yield "law", sorted(clock.law), sorted(law)
        if clock.counted_from:
            yield "counted from", clock.counted_from, told(step.counted_from)

    def unlike_steps(self, each: Moment) -> Iterator[str]:
        for key, wanted in each.due.items():
            step = self.steps().open().filter(key=key).first()
            if step is None or told(step.due_at) != wanted:
                yield f"{key} is due {told(step.due_at) if step else 'not at all'}, not {wanted}"
        for what, wanted_keys, rows in (
            ("open", each.open, self.steps().open()),
            ("late by law", each.late_by_law, self.steps().late()),
            ("past due", each.past_due, self.steps().past_due()),
        ):
            got = sorted(rows.values_list("key", flat=True))
            if wanted_keys is not None and sorted(wanted_keys) != got:
                yield f"{what}: {', '.join(got) or 'nothing'}, not {', '.join(wanted_keys)}"

    def unlike_case(self, each: Moment) -> Iterator[str]:
        if self.case is None:
            return
        self.case.refresh_from_db()
        if each.version and self.case.version != each.version:
            yield f"follows the version of {self.case.version}, not of {each.version}"
        if each.erase_on and self.case.erase_on != each.erase_on:
            yield f"is erased on {self.case.erase_on}, not on {each.erase_on}"
        if each.seen_by is not None:
            seen = [
                name for name in self.story.people
                if Case.objects.visible_to(getattr(self.town, name)).exists()
            ]  # fmt: skip
            if sorted(seen) != sorted(each.seen_by):
                yield f"is seen by {', '.join(seen) or 'nobody'}"
        if each.erased is not None and each.erased != self.is_erased():
            yield "is erased" if self.is_erased() else "is not erased"

    def is_erased(self) -> bool:
        """No sealed word is left, and nobody who ever worked on it can open its key."""
        assert self.case
        self.case.refresh_from_db()
        words = [self.case.about, self.case.summary, self.case.reach]
        words += [step.outcome for step in self.steps()]
        if self.case.referral:
            words += [getattr(self.case.referral, name) for name in Referral.TEXTS]
        if any(map(bytes, words)) or Entry.objects.filter(case=self.case).exists():
            return False
        return not any(self.opens(name) for name in self.story.people)

    def opens(self, name: str) -> bool:
        assert self.case
        try:
            open_with(self.town.ring(name), self.case.compartment)
        except ClosedError:
            return False
        return True

    # What somebody does.

    def person(self, each: Moment) -> dict[str, Any]:
        return {"person": getattr(self.town, each.who)}

    def acting(self, each: Moment) -> dict[str, Any]:
        return {"ring": self.town.ring(each.who), **self.person(each)}

    def step(self, key: str | None) -> Step:
        assert key
        # One that is done already is refused by the service, not by us.
        found = self.steps().filter(key=key).order_by("done_at", "-pk")
        return found.filter(done_at=None).first() or found.latest("pk")

    def do_refer(self, each: Moment) -> None:
        sender, ring, sent = getattr(self.town, each.who), self.town.ring(each.who), each.refer
        assert sent
        self.referral = services.begin(
            sender=sender, sender_post=self.town.post(each.who), municipality=PLACE,
            mechanism=self.story.mechanism, first_step=sent.step, duty=sent.duty,
        )  # fmt: skip
        words = {"about": "Ana P.", "concern": "Çfarë u pa dhe u dëgjua.", "necessity": "Arsyeja."}
        services.write(referral=self.referral, ring=ring, actor=sender.actor, texts=words)
        if sent.told_by_phone:
            services.speak(
                referral=self.referral, ring=ring, actor=sender.actor,
                at=moment(sent.told_by_phone), to="koordinatorja",
            )  # fmt: skip
        agreed = (
            "yes" if sent.ground == "agreement" or sent.duty == "with-agreement" else "not-asked"
        )
        services.send(
            referral=self.referral, post=self.town.post(sent.to), ring=ring, actor=sender.actor,
            grounds=Grounds(sent.ground, agreed, agreed),
        )  # fmt: skip

    def do_accept(self, each: Moment) -> None:
        assert self.referral
        self.case = services.accept(referral=self.referral, **self.acting(each))

    def do_finish(self, each: Moment) -> None:
        services.finish_step(
            step=self.step(each.finish), outcome="U bë.", go_to=each.go_to,
            decided_at=moment(each.decided) if each.decided else None, **self.acting(each),
        )  # fmt: skip

    def do_begin(self, each: Moment) -> None:
        services.begin_step(
            case=self.the_case, key=each.begin or "",
            decided_at=moment(each.decided) if each.decided else None, **self.person(each),
        )  # fmt: skip

    def do_leave_out(self, each: Moment) -> None:
        services.drop_step(step=self.step(each.leave_out), reason=each.because, **self.acting(each))

    def do_pause(self, each: Moment) -> None:
        services.pause(step=self.step(each.pause), ground=each.ground or "", **self.person(each))

    def do_resume(self, each: Moment) -> None:
        services.resume(step=self.step(each.resume), **self.person(each))

    def do_add(self, each: Moment) -> None:
        services.add_member(
            case=self.the_case, ring=self.town.ring(each.who), by=getattr(self.town, each.who),
            person=getattr(self.town, each.add or ""), post=self.town.post(each.add or ""),
        )  # fmt: skip

    def do_end(self, each: Moment) -> None:
        current = Assignment.objects.current().filter(case=self.the_case)
        services.end_member(
            assignment=current.get(person=getattr(self.town, each.end or "")),
            by=getattr(self.town, each.who),
        )

    def do_hand_over(self, each: Moment) -> None:
        services.hand_over(
            case=self.the_case, ring=self.town.ring(each.who), by=getattr(self.town, each.who),
            to=getattr(self.town, each.hand_over or ""), post=self.town.post(each.hand_over or ""),
        )  # fmt: skip

    def do_close(self, each: Moment) -> None:
        services.close(case=self.the_case, reason=each.close or "", **self.person(each))

    def do_reopen(self, each: Moment) -> None:
        services.reopen(case=self.the_case, **self.person(each))

    def do_night(self, _each: Moment) -> None:
        """What runs by itself every night."""
        for due in due_for_erasure(self.today()):
            services.erase(case=due)

    def do_look(self, _each: Moment) -> None:
        """Nobody does anything; time has passed."""

    def today(self) -> date:
        return from_files().library.pack.calendar.local_day(datetime.now(UTC))

    @property
    def the_case(self) -> Case:
        assert self.case, "nobody accepted the referral yet"
        self.case.refresh_from_db()
        return self.case


def mark_of(rule: Rule, step: Step) -> Mark:
    """How the product marks this clock."""
    if rule.deadline is None:
        return "no-time"
    if rule.deadline.proposed is not None:
        return "proposed"
    return "confirmed" if step.is_confirmed else "unconfirmed"
