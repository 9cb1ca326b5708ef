"""The command of labels: `/labels`, `/labels 5 +urgent -old`, `/labels rename bug defect`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from taskbot.domain.rules import Refusal
from taskbot.language.command import Audience, Command
from taskbot.language.labels import NONE, LabelEdit, few, parse_label, take_label_edit
from taskbot.language.spelling import spellings
from taskbot.language.typed_text import excerpt, fold, parse_task_id, whole


class Act(StrEnum):
    """What is done with labels."""

    LIST = "list"
    OPEN = "open"
    OF_TASK = "of_task"
    RENAME = "rename"
    MERGE = "merge"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class LabelsCommand:
    """What is to be done; `edit` says what of the task's labels, and nothing where they are to be chosen.

    `name` is a label's, `other` its new name, or that of the label into which it goes.
    """

    act: Act
    name: str = ""
    other: str = ""
    task_id: int = 0
    edit: LabelEdit | None = None


_ACTS = spellings(
    {
        Act.RENAME: "rename переименовать переименуй",
        Act.MERGE: "merge join объединить слить",
        Act.DELETE: "delete remove удалить удали",
    }
)
_BETWEEN = frozenset(("into", "to", "in", "with", "and", "as", "в", "с", "и", "на", "->", "→", "="))
_NAMES = {Act.RENAME: 2, Act.MERGE: 2, Act.DELETE: 1}


def labels_command(text: str) -> LabelsCommand:
    """Read what is to be done with labels. Raises Refusal."""
    words = text.replace(",", " ").split()
    if not words:
        return LabelsCommand(Act.LIST)
    act = _ACTS.get(fold(words[0]))
    if act is not None:
        return _named(act, words[1:])
    if whole(words[0].lstrip("#№")) is not None:
        return _of_task(parse_task_id(words[0], command="labels"), words[1:])
    if len(words) > 1:
        raise Refusal("refusal-labels-what", typed=excerpt(text))
    return LabelsCommand(Act.OPEN, parse_label(words[0]))


def _named(act: Act, words: list[str]) -> LabelsCommand:
    names = [parse_label(it) for it in words if it.casefold() not in _BETWEEN]
    if len(names) != _NAMES[act]:
        raise Refusal("refusal-labels-names", act=act, count=_NAMES[act])
    return LabelsCommand(act, names[0], names[-1])


def _of_task(task_id: int, words: list[str]) -> LabelsCommand:
    """Read `+added`, `-removed`, and names without a sign, which are added; `none` takes all away."""
    if not words:
        return LabelsCommand(Act.OF_TASK, task_id=task_id)
    if len(words) == 1 and fold(words[0]) in NONE:
        return LabelsCommand(Act.OF_TASK, task_id=task_id, edit=LabelEdit(only=()))
    rest, signed = take_label_edit(" ".join(words))
    bare = [parse_label(it) for it in rest.split()]
    edit = LabelEdit(added=few((*signed.added, *bare)), removed=signed.removed)
    return LabelsCommand(Act.OF_TASK, task_id=task_id, edit=edit)


LABELS = Command("labels", "метки", Audience.EVERYONE, labels_command)
