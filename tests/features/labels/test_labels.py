"""Labels: written with a task, chosen by button, filtered by, and changed by who leads the project."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage, ordinary

pytestmark = pytest.mark.usefixtures("team")


async def test_try(anna: Speaker, boris: Speaker, carol: Speaker, bot: Stage) -> None:
    for who, text in (
        (carol, "/create_task Fix login +bug +UI @boris"),
    ):
        who.chat.say(text); await bot.settle()
        for e in who.take(): print(e.kind, ordinary(e.text), e.labels)
    for press in ("🏷 Labels",):
        carol.chat.press(press); await bot.settle()
        for e in carol.take(): print(e.kind, ordinary(e.text), e.labels)
    carol.chat.say("client, срочно"); await bot.settle()
    for e in carol.take(): print(e.kind, ordinary(e.text), e.labels)
    carol.chat.press("↩ +UI into the title"); await bot.settle()
    for e in carol.take(): print(e.kind, ordinary(e.text), e.labels)
    carol.chat.press("✅ Create"); await bot.settle()
    for e in carol.take(): print(e.kind, ordinary(e.text), e.labels)
    for who, text in (
        (carol, "/labels"),(carol,"/labels 1"),(carol,"/edit_task 1 +new -bug"),(boris,"/метки"),(boris,"/метки 1 +bug"),(boris,"/метки 1 +nope"),(boris,"/мои_задачи +bug"),(boris,"/my_tasks +bag"),
        (carol, "/all_tasks +client"),(carol,"/unassigned_tasks +client"),(carol,"/created_tasks метка:client"),(carol,"/labels merge client bug"),(carol,"/labels rename bug defect"),(boris,"/labels delete defect"),(carol,"/labels delete defect"),(carol,"/history 1"),
    ):
        who.chat.say(text); await bot.settle()
        print(">>>", text)
        for e in who.take(): print(e.kind, ordinary(e.text), e.labels)
    boris.take(); anna.take()
    assert False
