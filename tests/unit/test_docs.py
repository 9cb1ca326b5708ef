"""The documents say what is so: links lead somewhere, tables are the program's, examples work."""

from __future__ import annotations

import argparse
import re
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from taskbot import __main__ as program
from taskbot import __version__
from taskbot.commands import COMMANDS
from taskbot.config import Settings
from taskbot.language import fields
from taskbot.language.command import Audience
from taskbot.repository import schema

ROOT = Path(__file__).parents[2]
ENGLISH, RUSSIAN = ROOT / "README.md", ROOT / "README.ru.md"
OPERATIONS = ROOT / "docs/operations.md"
OPERATIONS_RU = ROOT / "docs/operations.ru.md"
GROUPS_EN, GROUPS_RU = ROOT / "docs/groups.md", ROOT / "docs/groups.ru.md"
COMMANDS_EN, COMMANDS_RU = ROOT / "docs/commands.md", ROOT / "docs/commands.ru.md"
READMES = pytest.mark.parametrize("readme", [ENGLISH, RUSSIAN], ids=lambda path: path.name)
MANUALS = pytest.mark.parametrize("manual", [OPERATIONS, OPERATIONS_RU], ids=lambda path: path.name)
PAIRS = [(ENGLISH, RUSSIAN), (OPERATIONS, OPERATIONS_RU), (COMMANDS_EN, COMMANDS_RU), (GROUPS_EN, GROUPS_RU)]
DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
LONGEST_README = 350  # lines: a stranger decides in a minute
SOURCE = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "src/taskbot").rglob("*.py")))


def documents() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(text: str, language: str) -> list[str]:
    """Code blocks, in the order of the document, without the indentation of a list around them."""
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(block) for block in found]


def prose(text: str) -> str:
    """Leave out code blocks, and code in lines."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL))


def headings(text: str) -> list[tuple[int, str]]:
    without_code = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return [(len(marks), title) for marks, title in re.findall(r"^(#+) (.+)$", without_code, re.MULTILINE)]


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives to headings."""
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for _, title in headings(text)}


def table(text: str, first_cell: str) -> list[list[str]]:
    """The rows, below its head, of the table whose head begins with this cell."""
    lines = text.splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith(f"| {first_cell} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return rows


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_pictures_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", prose(document.read_text("utf-8"))):
        if re.match(r"https?://", target):
            continue
        path, _, anchor = target.partition("#")
        place = (document.parent / path) if path else document
        assert place.exists(), target
        assert not anchor or anchor in anchors(place.read_text("utf-8")), target


@pytest.mark.parametrize(("english", "russian"), PAIRS, ids=["README", "operations", "commands", "groups"])
def test_both_languages_have_the_same_parts(english: Path, russian: Path) -> None:
    texts = [path.read_text("utf-8") for path in (english, russian)]
    levels = [[level for level, _ in headings(text)] for text in texts]
    rows = [[line.count(" | ") for line in text.splitlines() if line.startswith("|")] for text in texts]
    pictures = [re.findall(r"!\[.+\]\((.+)\)", text) for text in texts]
    assert levels[0] == levels[1]
    assert rows[0] == rows[1]
    for language in ("sh", "sql", "yaml"):
        assert blocks(texts[0], language) == blocks(texts[1], language)
    assert len(blocks(texts[0], "text")) == len(blocks(texts[1], "text"))
    assert [picture.replace("-en.", "-ru.") for picture in pictures[0]] == pictures[1]


@READMES
def test_a_readme_is_short(readme: Path) -> None:
    assert len(readme.read_text("utf-8").splitlines()) <= LONGEST_README


@pytest.mark.parametrize(
    ("document", "first_cell", "audiences"),
    [
        (COMMANDS_EN, "English", ("everyone", "admins", "admins, leads", "members")),
        (
            COMMANDS_RU,
            "По-английски",
            ("всем", "администраторам", "администраторам, руководителям", "участникам"),
        ),
    ],
    ids=["en", "ru"],
)
def test_the_commands_are_those_of_the_table(
    document: Path, first_cell: str, audiences: tuple[str, ...]
) -> None:
    named = dict(zip(audiences, Audience, strict=True))
    rows = table(document.read_text("utf-8"), first_cell)
    assert [(row[0], row[1], named[row[2]]) for row in rows] == [
        (f"`/{command.name}`", f"`/{command.alias}`", command.audience) for command in COMMANDS
    ]


@pytest.mark.parametrize(
    ("document", "first_cell"), [(COMMANDS_EN, "field"), (COMMANDS_RU, "поле")], ids=["en", "ru"]
)
def test_the_fields_of_a_new_task_are_those_that_are_read(document: Path, first_cell: str) -> None:
    rows = table(document.read_text("utf-8"), first_cell)
    named = {code(cell)[0].rstrip(":") for row in rows for cell in row[:2]}
    assert named == set(fields.KEYS)


@pytest.mark.parametrize(
    ("readme", "first_cell"), [(ENGLISH, "name"), (RUSSIAN, "название")], ids=["en", "ru"]
)
def test_the_settings_are_those_of_the_program(readme: Path, first_cell: str) -> None:
    rows = table(readme.read_text("utf-8"), first_cell)
    fields = Settings.model_fields
    assert [code(row[0])[0] for row in rows] == [name.upper() for name in fields]
    for row, field in zip(rows, fields.values(), strict=True):
        default = field.default
        if field.default_factory is None and default is not None and default != ():
            assert row[2] == f"`{default:g}`" if isinstance(default, float) else f"`{default}`"
        else:
            assert not row[2].startswith("`") or row[2].startswith("`~/.local/share/taskbot`")


@MANUALS
def test_the_exit_codes_are_those_of_the_program(manual: Path) -> None:
    first_cell = "exit code" if manual == OPERATIONS else "код"
    shown = [int(row[0]) for row in table(manual.read_text("utf-8"), first_cell)]
    assert shown == sorted({program.DONE, program.FAILED, 2, program.TEMPORARY, program.WRONG})


@pytest.mark.parametrize(
    ("manual", "first_cell"),
    [
        *((OPERATIONS, cell) for cell in ("the log says", "it says", "event")),
        *((OPERATIONS_RU, cell) for cell in ("в журнале", "в ответе", "событие")),
    ],
)
def test_what_the_bot_is_said_to_say_is_written_somewhere(manual: Path, first_cell: str) -> None:
    rows = table(manual.read_text("utf-8"), first_cell)
    assert len(rows) > 5
    for row in rows:
        for piece in code(row[0])[0].split("…"):
            assert piece.strip() in SOURCE, piece


@pytest.mark.parametrize(
    ("manual", "answer", "locale"),
    [(OPERATIONS, r"^- “(.+?)”:", "en"), (OPERATIONS_RU, r"^- «(.+?)»:", "ru")],
    ids=["en", "ru"],
)
def test_the_answers_that_people_ask_about_are_the_bots(manual: Path, answer: str, locale: str) -> None:
    texts = [path for path in (ROOT / "src").rglob("*.ftl") if locale in (path.stem, path.parent.name)]
    written = "\n".join(path.read_text("utf-8") for path in texts)
    quoted = re.findall(answer, manual.read_text("utf-8"), re.MULTILINE)
    assert len(quoted) > 3
    for text in quoted:
        assert text.replace("@username", "{ $person }") in written


@MANUALS
def test_the_tables_have_those_columns(manual: Path) -> None:
    text = manual.read_text("utf-8")
    for name in (schema.users, schema.tasks):
        listed = re.search(rf"^- `{name.name}`: (.+?)(?=^- |^$)", text, re.MULTILINE | re.DOTALL)
        assert listed
        assert code(re.sub(r"\([^)]*\)", "", listed[1])) == [column.name for column in name.columns]


def subcommands() -> set[str]:
    (commands,) = (it for it in program._parser()._actions if isinstance(it, argparse._SubParsersAction))
    return set(commands.choices)


@MANUALS
def test_the_program_has_the_commands_that_are_listed(manual: Path) -> None:
    listed = re.search(r"^`taskbot --help`[^:]+: (.+)\.$", manual.read_text("utf-8"), re.MULTILINE)
    assert listed
    assert set(code(listed[1])) == subcommands()


def called(pattern: str) -> Iterator[tuple[str, str]]:
    """What the documents tell people to run: each match of the pattern, and in which document."""
    for document in documents():
        text = document.read_text("utf-8")
        shown = "\n".join([*blocks(text, "sh"), *re.findall(r"`([^`\n]+)`", text)])
        for word in re.findall(pattern, shown, re.MULTILINE):
            yield word, document.name


def test_what_is_to_be_run_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    made = set(called(r"^make ([a-z]+)"))
    assert ("demo", "README.ru.md") in made
    assert [it for it in made if it[0] not in targets] == []
    started = set(called(r"(?:^|/|exec |docker exec taskbot )taskbot ([a-z]+)"))
    assert ("promote", "README.ru.md") in started
    assert [it for it in started if it[0] not in subcommands() | {"taskbot"}] == []


def test_the_changelog_tells_of_this_version() -> None:
    assert f"\n## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_every_decision_is_listed() -> None:
    index = (ROOT / "docs/decisions/README.md").read_text("utf-8")
    written = [path.name for path in DECISIONS]
    assert re.findall(r"\]\(([0-9]{4}-[a-z0-9-]+\.md)\)", index) == written
    assert len({name[:4] for name in written}) == len(written)


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.name)
def test_every_decision_has_the_same_form(decision: Path) -> None:
    text = decision.read_text("utf-8")
    title = re.match(r"# (\d{4}) \S.*\n\nStatus: (?:accepted|superseded by \[\d{4}\]\([^)]+\))\.\n\n", text)
    assert title
    assert title[1] == decision.name[:4]
    parts = re.findall(r"^\*\*(\w+)\.\*\* \S", text, re.MULTILINE)
    assert parts in (
        ["Context", "Decision", "Consequences"],
        ["Context", "Decision", "Consequences", "Rejected"],
    )
    assert f"[{headings(text)[0][1]}]({decision.name})" in (decision.parent / "README.md").read_text("utf-8")


def test_the_glossary_points_at_code_that_is_there() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    rows = re.findall(r"^\|.+\| \[`([^`]+)`\]\(\.\./([^)]+)\) \|$", glossary, re.MULTILINE)
    assert len(rows) > 20
    for name, path in rows:
        assert re.search(rf"\b{re.escape(name)}\b", (ROOT / path).read_text("utf-8")), name


def test_the_order_of_imports_is_the_contracts() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    shown = " ".join((ROOT / "CONTRIBUTING.md").read_text("utf-8").split())
    for order in [it["layers"] for it in contracts if it["type"] == "layers"]:
        assert f"`{' → '.join(re.sub(' [:|] ', ', ', layer) for layer in order)}`" in shown


def test_the_house_is_as_it_is_shown() -> None:
    (tree,) = (
        it for it in blocks((ROOT / "CONTRIBUTING.md").read_text("utf-8"), "text") if "__main__.py" in it
    )
    shown = set(re.findall(r"^  (\S+) {2,}\S", tree, re.MULTILINE))
    folder = ROOT / "src/taskbot"
    modules = {it.name for it in folder.glob("*.py")} - {"__init__.py"}
    assert shown == modules | {f"{it.parent.name}/" for it in folder.glob("*/__init__.py")}
