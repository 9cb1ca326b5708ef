"""Both languages hold every text, with the same variables, and the program asks for none that is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import taskbot
from taskbot.domain.models import Language
from taskbot.language.l10n import Html, L10n, l10n_of, language_of, texts_of

SOURCE = Path(taskbot.__file__).parent
KEY = re.compile(r'"((?:[a-z]+-)+[a-z]+|status|priority|overdue|due|role|help)"')
PLURALS = {Language.EN: {"one", "other"}, Language.RU: {"one", "few", "many"}}


class Variables(Visitor):
    """Collects a message's variables, the messages it refers to, and the plurals that its selectors cover."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.references: set[str] = set()
        self.plurals: list[set[str]] = []

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 (the library's)
        self.names.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802 (the library's)
        self.references.add(node.id.name)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802 (the library's)
        keys = {variant.key.name for variant in node.variants if isinstance(variant.key, ast.Identifier)}
        if keys & {"one", "few", "many"}:
            self.plurals.append(keys)
        self.generic_visit(node)


def messages(language: Language) -> dict[str, Variables]:
    found: dict[str, Variables] = {}
    for file in texts_of(language):
        for entry in FluentParser().parse(file.read_text("utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{file.name}: {entry.content}"
            if isinstance(entry, ast.Message):
                assert entry.id.name not in found, f"{entry.id.name} stands twice in {language}"
                found[entry.id.name] = Variables()
                found[entry.id.name].visit(entry)
    return found


def variables(texts: dict[str, Variables], key: str) -> set[str]:
    """Name the variables of a message, those of the messages that it refers to included."""
    return texts[key].names.union(*(variables(texts, other) for other in texts[key].references))


@pytest.fixture(scope="module", params=list(Language))
def language(request: pytest.FixtureRequest) -> Language:
    return Language(request.param)


def asked_for(texts: dict[str, Variables]) -> set[str]:
    """Leave out what other messages alone refer to: each language builds its sentences of its own pieces."""
    return texts.keys() - {key for text in texts.values() for key in text.references}


def test_languages_hold_the_same_texts_with_the_same_variables() -> None:
    english, russian = messages(Language.EN), messages(Language.RU)
    for key in asked_for(english) | asked_for(russian):
        assert variables(english, key) == variables(russian, key), key


def test_plurals_cover_what_the_language_distinguishes(language: Language) -> None:
    for key, text in messages(language).items():
        for plural in text.plurals:
            assert plural == PLURALS[language], key


def test_no_line_ends_between_a_number_and_its_sign() -> None:
    for file in texts_of(Language.RU):
        assert not re.search("№(?!\u00a0)", file.read_text("utf-8")), file.name


def test_every_key_in_the_program_has_a_text(language: Language) -> None:
    texts = messages(language)
    asked = {
        key
        for file in SOURCE.rglob("*.py")
        if not file.is_relative_to(SOURCE / "sandbox")
        for call in re.findall(r"(?:l10n|Refusal|_tell|key = )\(?[^)\n]*\)?", file.read_text("utf-8"))
        for key in KEY.findall(call)
    }
    assert "task-created" in asked, "the search finds no keys at all"
    assert asked <= texts.keys()


def test_every_text_is_asked_for() -> None:
    program = "\n".join(file.read_text("utf-8") for file in SOURCE.rglob("*.py"))
    # Keys that are made of a word and what it is about, f"act-{act}"; input-… are parts of other texts: see
    # test_parsing.
    derived = ("command-", "example-", "shortcut-", "input-", *re.findall(r'f"((?:[a-z]+-)+)\{', program))
    assert "act-" in derived
    asked = asked_for(messages(Language.EN))
    unused = {key for key in asked if f'"{key}"' not in program and not key.startswith(derived)}
    assert unused == set()


def test_a_missing_key_or_variable_is_an_error(language: Language) -> None:
    l10n = L10n(language)
    with pytest.raises(LookupError, match="no-such-key"):
        l10n("no-such-key")
    with pytest.raises(LookupError, match="name"):
        l10n("start-greeting", role="admin")


@pytest.mark.parametrize(
    ("count", "text"), [(1, "1 задача"), (2, "2 задачи"), (5, "5 задач"), (11, "11 задач"), (21, "21 задача")]
)
def test_russian_plurals(count: int, text: str) -> None:
    assert l10n_of(Language.RU)("list-count", total=count) == text


def test_people_write_text_and_never_markup(language: Language) -> None:
    l10n = L10n(language)
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in l10n("start-greeting", name="<b>A & B</b>", role="admin")
    assert "<b>bold</b>" in l10n("start-greeting", name=Html("<b>bold</b>"), role="admin")


@pytest.mark.parametrize(
    ("code", "default", "expected"),
    [
        ("ru", None, Language.RU),
        ("ru-RU", None, Language.RU),
        ("RU_ru", None, Language.RU),
        ("en", None, Language.EN),
        ("de", None, Language.EN),
        ("rue", None, Language.EN),
        (None, None, Language.EN),
        ("en", Language.RU, Language.RU),
        ("ru", Language.EN, Language.EN),
    ],
)
def test_language_is_the_teams_or_the_persons(
    code: str | None, default: Language | None, expected: Language
) -> None:
    assert language_of(code, default) is expected
