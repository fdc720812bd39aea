"""A plan: what a person wants, who helps with what and by when, and how it is looked at again."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Institution, Person, Post
from bashke.cases.models.case import Assignment, Case

# product.md, rule 15: who polices or prosecutes sees no plan of support and prints nothing.
KEPT_OUT = frozenset({"police-station", "prosecutor"})
KEPT_OUT_AT = frozenset({Institution.Kind.POLICE, Institution.Kind.PROSECUTION})
TAKES_PART = frozenset({Assignment.Part.LEAD, Assignment.Part.MEMBER, Assignment.Part.SUBSTITUTE})


def is_kept_out(post: Post) -> bool:
    return post.role in KEPT_OUT or post.institution.kind in KEPT_OUT_AT


def opens_to(assignment: Assignment) -> bool:
    """Whether somebody with this part in a case gets the key of its plan; no adviser does."""
    return assignment.part in TAKES_PART and not is_kept_out(assignment.post)


def cases_open_to(person: Person) -> models.QuerySet[Case]:
    """Cases of this person in which the part taken opens the plan, whether there is one or not."""
    mine = Assignment.objects.current().filter(
        case=OuterRef("pk"), person=person, part__in=TAKES_PART
    )
    allowed = mine.exclude(Q(post__role__in=KEPT_OUT) | Q(post__institution__kind__in=KEPT_OUT_AT))
    return Case.objects.visible_to(person).filter(Q(Exists(allowed)))


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(case__in=cases_open_to(person))

    def led_by(self, person: Person) -> Self:
        leading = Assignment.objects.current().filter(
            case=OuterRef("case"), person=person, part=Assignment.Part.LEAD
        )
        return self.filter(Q(Exists(leading)))

    def drafts(self) -> Self:
        return self.filter(agreed_at=None)

    def standing(self) -> Self:
        """Those that are agreed and hold now; of a case at most one."""
        return self.filter(agreed_at__isnull=False, replaced_at=None)


class Plan(models.Model):
    """One version of a case's plan. Written, then agreed with the person, then replaced.

    Its words are in a compartment of their own: a police member has the case's key, and not this.
    """

    # The sealed fields, in the order of the form.
    TEXTS = ("goals", "view", "interpreter")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="plans")
    version = models.PositiveSmallIntegerField(_("version"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(_("begun at"), default=timezone.now)
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    # The day of the signature; none where the person did not sign, and `unsigned` says why.
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    review_on = models.DateField(_("to be reviewed by"), null=True, blank=True)
    # Of that day: by a clock of the law that somebody compared with its text.
    is_confirmed = models.BooleanField(_("confirmed clock"), default=False)
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    goals = models.BinaryField(default=bytes)
    view = models.BinaryField(default=bytes)
    interpreter = models.BinaryField(default=bytes)
    unsigned = models.BinaryField(default=bytes)

    objects = PlanQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["review_on"],
                condition=Q(agreed_at__isnull=False, replaced_at=None),
                name="plans_to_be_reviewed",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="one_plan_per_version"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(agreed_at=None), name="one_plan_being_written"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(agreed_at__isnull=False, replaced_at=None),
                name="one_plan_that_holds",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(review_on__isnull=False),
                name="agreed_plan_says_when_it_is_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at=None) | Q(agreed_at__isnull=False),
                name="only_an_agreed_plan_is_replaced",
            ),
        ]

    def __str__(self) -> str:
        return f"plan/{self.pk}"

    @property
    def is_draft(self) -> bool:
        return self.agreed_at is None

    @property
    def holds(self) -> bool:
        return self.agreed_at is not None and self.replaced_at is None

    def field(self, name: str) -> str:
        """The place of a sealed text within the compartment of the case's plan."""
        return f"{self}/{name}"


class HelpQuerySet(models.QuerySet["Help"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(plan__in=Plan.objects.visible_to(person))


class Help(models.Model):
    """One thing in a plan with which somebody helps, by a day; how far it is, without detail."""

    class Progress(models.TextChoices):
        NOT_BEGUN = "not-begun", _("not begun")
        GOING_ON = "going-on", _("going on")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")

    GOES_ON = frozenset({Progress.NOT_BEGUN, Progress.GOING_ON})

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="helps")
    what = models.BinaryField()
    helper = models.BinaryField()
    due_on = models.DateField(_("by"), null=True, blank=True)
    progress = models.CharField(
        _("progress"), max_length=10, choices=Progress, default=Progress.NOT_BEGUN
    )
    added_at = models.DateTimeField(_("added at"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)

    objects = HelpQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["plan", "added_at"], name="helps_of_a_plan")]

    def __str__(self) -> str:
        return f"help/{self.pk}"


class Review(models.Model):
    """The plan was looked at again, and what was decided: always with why, mostly until when."""

    class Decision(models.TextChoices):
        CONTINUE = "continue", _("go on with it")
        CHANGE = "change", _("change it")
        CLOSE = "close", _("close the case")
        HAND_OVER = "hand-over", _("hand the case over")

    # After these there is a next review.
    GOES_ON = frozenset({Decision.CONTINUE, Decision.CHANGE, Decision.HAND_OVER})

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="reviews")
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    in_conference = models.BooleanField(_("decided in a conference"), default=False)
    next_on = models.DateField(_("next review by"), null=True, blank=True)
    reason = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["plan", "-at"], name="reviews_of_a_plan")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="close") | Q(next_on__isnull=False),
                name="review_says_when_the_next_one_is",
            ),
        ]

    def __str__(self) -> str:
        return f"review/{self.pk}"
