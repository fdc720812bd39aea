"""Who stands behind the opaque ids of keys and of the trail; for who may know it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bashke.accounts.models import Person, Post
from bashke.accounts.policy import title_of
from bashke.pack.content import Pack

NOBODY = {
    "system": gettext_lazy("by itself"),
    "unknown": gettext_lazy("somebody who was not signed in"),
}
NAMED = re.compile(
    r"\b(?:person|post)/([0-9a-f]{8}-[0-9a-f-]{27})(?:/([0-9a-f]{8}-[0-9a-f-]{27}))?"
)


@dataclass
class Names:
    """People and posts by their own ids and by those of their keys; two queries for any number."""

    pack: Pack
    lang: str
    people: dict[UUID, Person] = field(default_factory=dict)
    posts: dict[UUID, Post] = field(default_factory=dict)

    def find(self, ids: Iterable[UUID]) -> "Names":
        """Look these ids up, whatever they are of."""
        wanted = [*ids]
        either = Q(pk__in=wanted) | Q(holder__in=wanted)
        for person in Person.objects.filter(either):
            self.people |= {person.pk: person, person.holder or person.pk: person}
        for post in Post.objects.filter(either).select_related("institution"):
            self.posts |= {post.pk: post, post.holder or post.pk: post}
        return self

    def person(self, key: UUID) -> str:
        found = self.people.get(key)
        return found.name if found else _("somebody without an account")

    def post(self, key: UUID) -> str:
        found = self.posts.get(key)
        if found is None:
            return _("a post that is no more")
        return f"{title_of(found.role, self.pack, self.lang)}, {found.institution.name}"

    def said(self, subject: str) -> str:
        """`person/…` and `post/…/…` by name; anything else as the trail has it."""
        if subject in NOBODY:
            return str(NOBODY[subject])
        ids = ids_in(subject)
        words = [
            self.person(each) if each in self.people else self.post(each)
            for each in ids
            if each in self.people or each in self.posts
        ]
        return " · ".join(words) or subject


def ids_in(subject: str) -> list[UUID]:
    """The ids of people and posts that an actor or a subject of the trail names."""
    found = NAMED.search(subject)
    return [UUID(each) for each in found.groups() if each] if found else []
