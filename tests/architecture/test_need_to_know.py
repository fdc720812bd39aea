"""Pages reach rows of people, posts, trails and cases by need to know, and on no other way.

A view, and whatever its module calls within itself, gets a protected model's rows

* by `visible_to(…)`, or another question of who asks (`ASKS`), or
* by `.of(place)` in a view that is marked with `@needs(…)`, which asks for the post.

It is a net, not a proof: what a view hands to a module of another name is not followed. The table
of access asks really.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

import bashke

PACKAGE = Path(bashke.__file__).parent
APPS = ("accounts", "audit", "cases", "office", "keys", "reports", "councils", "training")
PROTECTED = {
    model.__name__
    for label in APPS
    if apps.is_installed(f"bashke.{label}")
    for model in apps.get_app_config(label).get_models()
}
# Questions of querysets that name who asks; each takes the person first.
ASKS = {"visible_to", "waiting_for", "sent_by", "came_to"}
OF_PLACE = "of"
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}

# Where a view does otherwise, and why that is right. An entry that is no longer needed fails.
ALLOWED: dict[tuple[str, str], str] = {
    ("accounts/views/calendar.py", "feed"): "found by the secret of the link alone",
    ("accounts/views/home.py", "home"): "one's own memberships: filtered by the person who asks",
    ("accounts/views/links.py", "join"): "found by the secret of the link alone",
    ("accounts/views/links.py", "renew"): "found by the secret of the link alone",
    ("accounts/views/own.py", "own"): "one's own memberships: filtered by the person who asks",
}


def views() -> list[Path]:
    return sorted({
        *PACKAGE.glob("*/views.py"), *PACKAGE.glob("*/*_views.py"), *PACKAGE.glob("*/views/*.py"),
        *PACKAGE.glob("*/*/views.py"), *PACKAGE.glob("*/*/*_views.py"),
    })  # fmt: skip


def unscoped(source: str) -> list[tuple[str, int]]:
    """Function and line of every use of a protected model's rows without a question of who asks."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in PROTECTED
    } | PROTECTED
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    return [
        (function_of(node, parents), node.lineno)
        for node in ast.walk(tree)
        if is_reached(node, names) and not is_asked(node, parents)
    ]


def is_reached(node: ast.AST, names: set[str]) -> bool:
    """Whether this is `Model.objects`, or a shortcut with the model itself."""
    if isinstance(node, ast.Attribute):
        return node.attr in MANAGERS and last(node.value) in names
    return (
        isinstance(node, ast.Call)
        and last(node.func) in SHORTCUTS
        and bool(node.args)
        and last(node.args[0]) in names
    )


def last(node: ast.AST) -> str:
    """`Case` of `Case` and of `models.Case`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def is_asked(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    chain = [*attributes_after(node, parents)]
    if any(each in ASKS for each in chain):
        return True
    return OF_PLACE in chain and is_for_a_post(node, parents)


def attributes_after(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[str]:
    """What is called on it, in order: `current`, `of`, `filter`."""
    above = parents.get(node)
    while isinstance(above, ast.Attribute | ast.Call):
        if isinstance(above, ast.Attribute):
            yield above.attr
        elif node is not above.func:
            return
        node, above = above, parents.get(above)


def functions_around(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[ast.FunctionDef]:
    while node in parents:
        node = parents[node]
        if isinstance(node, ast.FunctionDef):
            yield node


def function_of(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> str:
    return next((each.name for each in functions_around(node, parents)), "")


def is_for_a_post(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether the function is marked with `@needs(…)`."""
    return any(
        isinstance(mark, ast.Call) and last(mark.func) == "needs"
        for function in functions_around(node, parents)
        for mark in function.decorator_list
    )


def found_in(path: Path) -> set[tuple[str, str]]:
    name = str(path.relative_to(PACKAGE))
    return {(name, function) for function, _line in unscoped(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("path", views(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_pages_reach_rows_by_need_to_know(path):
    assert found_in(path) - ALLOWED.keys() == set()


@pytest.mark.parametrize("place", ALLOWED, ids=":".join)
def test_every_exception_is_needed_and_has_a_reason(place):
    assert place in found_in(PACKAGE / place[0])
    assert ALLOWED[place]


VIEW = "@needs(May.READ_TRAIL)\ndef page(request, place):\n    "


@pytest.mark.parametrize(
    "source",
    [
        "Person.objects.all()",
        "Person.objects.filter(pk=1)",
        "Person._default_manager.all()",
        "models.Person.objects.all()",
        "from bashke.accounts.models import Person as P\nP.objects.all()",
        "get_object_or_404(Person, pk=1)",
        "get_object_or_404(models.Person, pk=1)",
        "get_list_or_404(Person)",
        "get_object_or_404(Person.objects, pk=1)",
        "Notice.objects.unseen()",
        "Membership.objects.of(place)",
        "def page(request, place):\n    Membership.objects.of(place)",
        VIEW + "Membership.objects.current()",
        VIEW + "Membership.objects.filter(post__in=Post.objects.visible_to(me))",
        "found.visible_to(Person.objects.all())",
    ],
)
def test_the_guard_sees_what_it_should(source):
    assert len(unscoped(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "Notice.objects.visible_to(person)",
        "Notice.objects.visible_to(person).unseen()",
        "get_object_or_404(Notice.objects.visible_to(person), pk=1)",
        "Membership.objects.current().visible_to(person, May.INVITE)",
        VIEW + "Membership.objects.of(place)",
        VIEW + "get_object_or_404(Membership.objects.current().of(place), pk=1)",
        "services.end(person=person)",
        "Contact.objects.all()",
    ],
)
def test_the_guard_lets_pass_what_asks(source):
    assert unscoped(source) == []
