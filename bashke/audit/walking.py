"""Going along one chain, link by link, and telling what was done from what no longer fits.

Every link is held against four things: its place, its event's seal, its own hash, and the hash of
the link before. What fits and what does not tells the kinds of tampering apart; where a link has
just been named, the next ones are not blamed for not fitting to it.

Links that fit in everything are passed in a hurry, as bare rows: that is nearly all of nearly every
trail. From the first one that does not, a portion is judged with care.
"""

from collections.abc import Iterable, Iterator, Mapping, Set

from django.db.models import Q

from bashke.audit.faults import Findings, Kind
from bashke.audit.followers import Followers
from bashke.audit.models import ChainEnd, Event, Link
from bashke.audit.rows import linked
from bashke.audit.seals import (
    hash_of_link,
    is_sealed,
    is_sealed_with,
    keys_of,
    link_hash,
)
from bashke.audit.stretches import Stretch

PORTION = 1000
# Before and behind every place and id that a row can have.
NOWHERE = (-(2**63), 0)
BEYOND = 2**63 - 1

GONE = "its event is gone."
NOT_OURS = "the event was not written by this installation."
CONTENT = "the event does not say what it said when it was sealed."
LINK = "the link does not say what it said when it was added."
ANEW = (
    "the chain was written anew from here, without the secret key."
    " (If the secret key was changed: put the former one into BASHKE_FORMER_SECRET_KEYS.)"
)
MOVED = "the event stands at a place that is not its own."
OTHER_ORDER = "the link stands at a place that is not its own."
TAKEN_OUT = "the link that stood before this one is gone."
PUT_BETWEEN = "a link was put in here."
TWICE = "two links have this place."
NOT_THIS_HEAD = "the head noted there was another: something from {start} to {end} was rewritten."

Heads = Mapping[int, list[str]]


class Walk:
    """One pass along a stretch of the chain of one municipality."""

    def __init__(
        self, findings: Findings, end: ChainEnd | None, heads: Heads, stretch: Stretch
    ) -> None:
        self.findings = findings
        self.municipality = findings.municipality
        self.end = end
        self.heads = heads
        self.stretch = stretch
        self.followers = Followers(self.municipality)
        self.sequence = stretch.first - 1
        self.hash = stretch.before
        self.after = (self.sequence, BEYOND) if self.sequence else NOWHERE
        self.last = stretch.ended.sequence - 1 if stretch.ended else BEYOND
        # Whether the link before fitted; if not, this one need not fit to it.
        self.is_sound = True
        # Whether places after this one may have moved, so that a missing tail is no news.
        self.is_shifted = False
        self.held_until = 0
        self.seen: set[str] = set()

    def go_on(self, wanted: Set[str] = frozenset()) -> Iterator[int]:
        """Walk to the last link there is now; yields how many were walked, portion by portion.

        Of the `wanted` hashes, those met are kept in `seen`.
        """
        while True:
            if self.is_sound:
                passed = self.hurry(wanted)
                yield passed
                if passed == PORTION:
                    continue
            portion = self.portion()
            if not portion:
                return
            self.judge(portion, wanted)
            yield len(portion)

    def hurry(self, wanted: Set[str]) -> int:
        """Pass up to a portion of links of which `judge` would say nothing; how many they were."""
        passed, place, before = 0, self.sequence, self.hash
        last = min(self.last, place + PORTION)
        rows = linked(self.municipality, self.after, last, PORTION)
        keys = keys_of(self.municipality)
        for sequence, pk, previous, own, seal, lines in rows:
            told = lines.encode()
            if (
                sequence != place + 1
                or previous != before
                or own != hash_of_link(previous, told, seal)
                or not is_sealed_with(keys, seal, told)
                or any(head != own for head in self.heads.get(sequence, ()))
            ):
                break
            if sequence in self.heads:
                self.held_until = sequence
            if own in wanted:
                self.seen.add(own)
            passed, place, before = passed + 1, sequence, own
            self.after = (sequence, pk)
        self.sequence, self.hash = place, before
        return passed

    def judge(self, portion: Iterable[Link], wanted: Set[str]) -> None:
        events = Event.objects.in_bulk([link.event_id for link in portion])
        for link in portion:
            self.step(link, events.get(link.event_id))
            if link.hash in wanted:
                self.seen.add(link.hash)

    def portion(self) -> list[Link]:
        place, pk = self.after
        behind = Q(sequence__gt=place) | Q(sequence=place, pk__gt=pk)
        links = Link.objects.of(self.municipality).filter(behind, sequence__lte=self.last)
        return list(links.in_order()[:PORTION])

    def step(self, link: Link, event: Event | None) -> None:
        follows_on = self.judge_place(link)
        fits = self.judge_event(link, event)
        joins = link.previous == self.hash
        if fits and follows_on and self.is_sound and not joins:
            self.judge_joint(link)
        self.is_sound = fits and (joins or not follows_on)
        self.sequence, self.hash = link.sequence, link.hash
        self.after = (link.sequence, link.pk)
        self.judge_heads(self.heads.get(link.sequence, ()), link.hash)

    def judge_place(self, link: Link) -> bool:
        """Whether the link has the place after the last one."""
        if link.sequence > self.sequence + 1:
            until = link.sequence - 1
            says = "it is gone." if until == self.sequence + 1 else f"gone, up to place {until}."
            self.findings.add(Kind.REMOVED, says, sequence=self.sequence + 1)
        elif link.sequence <= self.sequence:
            self.findings.add(Kind.INSERTED, TWICE, sequence=link.sequence, event=link.event_id)
        return link.sequence == self.sequence + 1

    def judge_event(self, link: Link, event: Event | None) -> bool:
        """Whether the event is the one that was linked here, as it was sealed."""
        if event is None:
            self.name(Kind.REMOVED, GONE, link)
            return False
        own = link_hash(link.previous, event) == link.hash
        sealed = event.municipality == self.municipality and is_sealed(event)
        if sealed and own:
            return True
        if sealed:
            self.judge_moved(link, event)
        elif self.is_beyond_end(link) or self.another_follows(link):
            self.name(Kind.INSERTED, NOT_OURS, link)
            self.is_shifted = True
        elif own:
            self.name(Kind.REWRITTEN, ANEW, link)
        else:
            self.name(Kind.CHANGED, CONTENT, link)
        return False

    def judge_moved(self, link: Link, event: Event) -> None:
        """A genuine event under a link that does not fit: is the link wrong, or the place?"""
        here = link_hash(self.hash, event)
        at_end = self.end is not None and self.end.hash == here
        if here == link.hash or at_end or self.followers.has(here):
            self.name(Kind.CHANGED, LINK, link)
        else:
            self.name(Kind.REORDERED, MOVED, link)

    def judge_joint(self, link: Link) -> None:
        """A link that fits in itself, but not to the one before it."""
        links = Link.objects.of(self.municipality)
        other = links.filter(hash=link.previous).exclude(pk=link.pk).first()
        place = other.sequence if other else 0
        if other is None and link.previous != self.stretch.before:
            self.name(Kind.REMOVED, TAKEN_OUT, link)
            self.is_shifted = True
        elif self.followers.has(link.previous, beside=link):
            self.findings.add(Kind.INSERTED, PUT_BETWEEN, sequence=place + 1)
            self.is_shifted = True
        else:
            self.name(Kind.REORDERED, OTHER_ORDER, link)

    def judge_heads(self, noted: Iterable[str], found: str) -> None:
        """Hold the link against the heads noted at its place, unless something is wrong before."""
        for head in noted:
            if head == found:
                self.held_until = self.sequence
            elif not self.findings:
                start = self.held_until + 1
                says = NOT_THIS_HEAD.format(start=start, end=self.sequence)
                self.findings.add(Kind.REWRITTEN, says, sequence=start)

    def is_beyond_end(self, link: Link) -> bool:
        return self.end is None or link.sequence > self.end.sequence

    def another_follows(self, link: Link) -> bool:
        """Whether a second link says that it comes after the one before this."""
        return self.followers.has(self.hash, beside=link)

    def name(self, kind: Kind, says: str, link: Link) -> None:
        self.findings.add(kind, says, sequence=link.sequence, event=link.event_id)
