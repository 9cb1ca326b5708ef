"""Groups as a bot meets them: what it hears, what it may, who writes there, and how a group ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from taskbot.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sandbox.api import Api
    from taskbot.sandbox.people import Person
    from taskbot.sandbox.views import GroupChat

BUTTONS = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
EYES = [{"type": "emoji", "emoji": "👀"}]


@pytest.fixture
def members(sandbox: Sandbox) -> list[Person]:
    return [sandbox.state.people[number] for number in (1001, 1002)]


@pytest.fixture
def group(sandbox: Sandbox, members: list[Person]) -> GroupChat:
    """A supergroup, made by Anna, with the bot as a member and Boris."""
    group = sandbox.new_group("Team", members)
    group.add_bot()
    sandbox.state.updates.clear()
    return group


@pytest.fixture
def forum(sandbox: Sandbox, members: list[Person]) -> GroupChat:
    forum = sandbox.new_group("Team", members, topics=("General", "Backend", "Docs"))
    forum.add_bot()
    sandbox.state.updates.clear()
    return forum


async def heard(api: Api) -> list[str]:
    """The texts of the messages that the bot gets."""
    return [it["message"]["text"] for it in await api.updates() if "text" in it.get("message", {})]


class TestHearing:
    async def test_privacy_mode(self, api: Api, group: GroupChat) -> None:
        group.say(1001, "just talk")
        group.say(1001, "/help")  # it has not written yet
        group.say(1001, "/help@Taskbot_Sandbox_Bot")
        group.say(1001, "/help@other_bot")
        group.say(1001, "@taskbot_sandbox_bot help")
        group.say(1001, "not first /help@taskbot_sandbox_bot")
        asked = (await api.say("question", chat_id=group.id))["message_id"]
        group.say(1001, "/last")
        group.say(1002, "an answer", reply_to=asked)
        group.say_as_bot("Other", "I wrote last")
        group.say(1001, "/not_last")
        assert await heard(api) == ["/help@Taskbot_Sandbox_Bot", "/last", "an answer"]

    async def test_a_message_between_people_is_heard_with_the_answer_to_it(
        self, api: Api, group: GroupChat
    ) -> None:
        said = group.say(1002, "Somebody has to order laptops")
        group.say(1001, "/task@taskbot_sandbox_bot", reply_to=said)
        (update,) = await api.updates()
        replied = update["message"]["reply_to_message"]
        assert (replied["text"], replied["from"]["id"]) == ("Somebody has to order laptops", 1002)
        assert update["message"]["message_thread_id"] == said.id  # of a thread, which is no topic
        assert "is_topic_message" not in update["message"]

    async def test_an_administrator_hears_all_but_bots(self, api: Api, group: GroupChat) -> None:
        group.promote()
        group.say(1001, "just talk")
        group.say_as_bot("Other", "I am a bot")
        assert await heard(api) == ["just talk"]

    async def test_another_privacy_mode_begins_when_the_bot_is_added_again(
        self, api: Api, group: GroupChat
    ) -> None:
        assert (await api.result("getMe"))["can_read_all_group_messages"] is False
        assert await api.result("setMySettings", can_read_all_group_messages=True) is True
        assert (await api.result("getMe"))["can_read_all_group_messages"] is True
        group.say(1001, "not yet")
        group.remove_bot()
        group.say(1001, "nobody here")
        group.add_bot(1002)
        group.say(1001, "now")
        assert await heard(api) == ["now"]

    async def test_edits_are_heard_as_messages_are(self, api: Api, group: GroupChat) -> None:
        said, command = group.say(1001, "talk"), group.say(1001, "/a@taskbot_sandbox_bot")
        group.edit(1001, said, "more talk")
        group.edit(1001, command, "/b@taskbot_sandbox_bot")
        kinds = [next(name for name in it if name != "update_id") for it in await api.updates()]
        assert kinds == ["message", "edited_message"]
        with pytest.raises(ValueError, match="their own"):
            group.edit(1002, said, "mine")

    async def test_reactions_are_told_to_administrators(self, api: Api, group: GroupChat) -> None:
        await api.updates(allowed_updates=["message_reaction"])
        said = group.say(1001, "talk")
        group.react(1002, said, "👍")
        group.promote()
        group.react(1002, said)
        (update,) = await api.updates(allowed_updates=["message_reaction"])
        assert update["message_reaction"]["new_reaction"] == []

    async def test_a_command_that_answers_another_bot_brings_what_that_said(
        self, api: Api, group: GroupChat
    ) -> None:
        theirs = group.say_as_bot("Other", "Build 7 has failed")
        group.say(1001, "/task@taskbot_sandbox_bot", reply_to=theirs)
        (update,) = await api.updates()
        assert update["message"]["reply_to_message"]["from"]["is_bot"] is True


class TestMembership:
    async def test_added_promoted_demoted_removed(
        self, api: Api, sandbox: Sandbox, members: list[Person]
    ) -> None:
        group = sandbox.new_group("Team", members)
        assert await api.refusal("getChat", chat_id=group.id) == "Bad Request: chat not found"
        assert await api.refusal("sendMessage", chat_id=group.id, text="x") == "Bad Request: chat not found"
        group.add_bot(1002)
        group.promote("can_pin_messages")
        group.demote()
        group.remove_bot(1001)
        added, notice, promoted, demoted, removed = await api.updates()
        assert notice["message"]["new_chat_members"][0]["username"] == "taskbot_sandbox_bot"
        changes = [it["my_chat_member"] for it in (added, promoted, demoted, removed)]
        assert [(it["old_chat_member"]["status"], it["new_chat_member"]["status"]) for it in changes] == [
            ("left", "member"),
            ("member", "administrator"),
            ("administrator", "member"),
            ("member", "kicked"),
        ]
        assert [it["from"]["id"] for it in changes] == [1002, 1001, 1001, 1001]
        rights = changes[1]["new_chat_member"]
        assert rights["can_pin_messages"] is True
        assert rights["can_delete_messages"] is False
        assert rights["can_manage_topics"] is False

    async def test_added_as_an_administrator(self, api: Api, sandbox: Sandbox, members: list[Person]) -> None:
        sandbox.new_group("Team", members).add_bot(rights=["can_pin_messages"])
        update, _ = await api.updates()
        assert update["my_chat_member"]["new_chat_member"]["status"] == "administrator"
        with pytest.raises(ValueError, match="can_fly"):
            sandbox.new_group("Team", members).add_bot(rights=["can_fly"])

    async def test_a_bot_that_may_not_join_is_not_added(
        self, api: Api, sandbox: Sandbox, members: list[Person]
    ) -> None:
        await api.result("setMySettings", can_join_groups=False)
        with pytest.raises(RuntimeError, match="cannot be added"):
            sandbox.new_group("Team", members).add_bot()

    async def test_people_come_and_go(self, api: Api, sandbox: Sandbox, group: GroupChat) -> None:
        carol = sandbox.chat(1003).person
        group.add(carol, by=1001)
        group.say(carol, "/help@taskbot_sandbox_bot")
        group.remove(carol)
        with pytest.raises(RuntimeError, match="not in the group"):
            group.say(carol, "hello?")
        joined, _, left = [it["message"] for it in await api.updates()]
        assert [it["id"] for it in joined["new_chat_members"]] == [1003]
        assert left["left_chat_member"]["id"] == 1003

    async def test_members_and_administrators(self, api: Api, sandbox: Sandbox, group: GroupChat) -> None:
        group.promote_member(1002, anonymous=True)
        group.add(sandbox.chat(1003).person)
        group.promote("can_pin_messages")
        admins = await api.result("getChatAdministrators", chat_id=group.id)
        assert [(it["user"]["id"], it["status"]) for it in admins] == [
            (1001, "creator"),
            (1002, "administrator"),
            (sandbox.state.bot_id, "administrator"),
        ]
        assert [it["is_anonymous"] for it in admins] == [False, True, False]
        for user_id, status in ((1001, "creator"), (1003, "member"), (1004, "left")):
            member = await api.result("getChatMember", chat_id=group.id, user_id=user_id)
            assert member["status"] == status
        assert await api.result("getChatMemberCount", chat_id=group.id) == 4
        answer = await api.refusal("getChatAdministrators", chat_id=1001)
        assert answer == "Bad Request: there are no administrators in the private chat"

    @pytest.mark.parametrize("kind", ["group", "supergroup"])
    async def test_the_bot_leaves(self, api: Api, sandbox: Sandbox, members: list[Person], kind: Any) -> None:
        group = sandbox.new_group("Team", members, kind=kind)
        group.add_bot()
        assert await api.result("leaveChat", chat_id=group.id) is True
        answer = await api.refusal("sendMessage", chat_id=group.id, text="x")
        assert answer == f"Forbidden: bot is not a member of the {kind} chat"
        change = next(it["my_chat_member"] for it in reversed(await api.updates()) if "my_chat_member" in it)
        assert change["new_chat_member"]["status"] == "left"
        assert change["from"]["id"] == sandbox.state.bot_id

    @pytest.mark.parametrize("kind", ["group", "supergroup"])
    async def test_put_out(self, api: Api, sandbox: Sandbox, members: list[Person], kind: Any) -> None:
        """Of a basic group a bot hears the notice too; of a supergroup it may not even read any more."""
        group = sandbox.new_group("Team", members, kind=kind)
        group.add_bot()
        sandbox.state.updates.clear()
        group.remove_bot()
        text = f"Forbidden: bot was kicked from the {kind} chat"
        assert await api.refusal("sendMessage", chat_id=group.id, text="x") == text
        kinds = [next(name for name in it if name != "update_id") for it in await api.updates()]
        if kind == "group":
            assert kinds == ["message", "my_chat_member"]
            assert (await api.result("getChat", chat_id=group.id))["title"] == "Team"
        else:
            assert kinds == ["my_chat_member"]
            assert await api.refusal("getChat", chat_id=group.id) == text

    async def test_a_muted_bot_reads_and_does_not_write(
        self, api: Api, sandbox: Sandbox, members: list[Person], group: GroupChat
    ) -> None:
        group.mute()
        group.say(1001, "/help@taskbot_sandbox_bot")
        change, heard = await api.updates()
        rights = change["my_chat_member"]["new_chat_member"]
        assert (rights["status"], rights["can_send_messages"], rights["is_member"]) == (
            "restricted",
            False,
            True,
        )
        assert heard["message"]["text"] == "/help@taskbot_sandbox_bot"
        answer = await api.refusal("sendMessage", chat_id=group.id, text="x")
        assert answer == "Bad Request: not enough rights to send text messages to the chat"
        answer = await api.refusal("sendDocument", chat_id=group.id, document="attach://none")
        assert answer == "Bad Request: there is no document in the request"
        group.demote()
        await api.say("x", chat_id=group.id)
        with pytest.raises(RuntimeError, match="basic group"):
            sandbox.new_group("Team", members, kind="group").mute()

    async def test_a_deleted_group(self, api: Api, sandbox: Sandbox, members: list[Person]) -> None:
        basic, large = (sandbox.new_group("Team", members, kind=it) for it in ("group", "supergroup"))
        for group in (basic, large):
            group.add_bot()
            sandbox.state.updates.clear()
            group.delete_group()
        assert await api.updates() == []
        answer = await api.refusal("sendMessage", chat_id=basic.id, text="x")
        assert answer == "Forbidden: the group chat was deleted"
        answer = await api.refusal("sendMessage", chat_id=large.id, text="x")
        assert answer == "Forbidden: bot was kicked from the supergroup chat"
        with pytest.raises(RuntimeError, match="not in the group"):
            basic.say(1001, "anybody?")

    async def test_a_group_that_becomes_a_supergroup(
        self, api: Api, sandbox: Sandbox, members: list[Person]
    ) -> None:
        group = sandbox.new_group("Team", members, kind="group")
        group.add_bot()
        group.make_admin()
        sandbox.state.updates.clear()
        after = group.migrate()
        assert await api("sendMessage", chat_id=group.id, text="x") == {
            "ok": False,
            "error_code": 400,
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": {"migrate_to_chat_id": after.id},
        }
        message = await api.say("x", chat_id=after.id)
        assert message["chat"] == {"id": after.id, "title": "Team", "type": "supergroup"}
        assert str(after.id).startswith("-100")
        notices = [update["message"] for update in await api.updates()]
        assert notices[0]["migrate_to_chat_id"] == after.id
        assert notices[1]["migrate_from_chat_id"] == group.id
        assert await api.result("pinChatMessage", chat_id=after.id, message_id=message["message_id"])
        with pytest.raises(RuntimeError, match="only a basic group"):
            after.migrate()


class TestAuthors:
    async def test_an_anonymous_administrator_writes_as_the_group_and_presses_as_a_person(
        self, api: Api, group: GroupChat
    ) -> None:
        await api.say("x", chat_id=group.id, reply_markup=BUTTONS)
        group.promote_member(1002, anonymous=True)
        group.say(1002, "/help@taskbot_sandbox_bot")
        group.press(1002, "A")
        message, press = await api.updates()
        sender = message["message"]["from"]
        assert (sender["id"], sender["is_bot"], sender["username"]) == (1087968824, True, "GroupAnonymousBot")
        assert message["message"]["sender_chat"]["id"] == group.id
        assert press["callback_query"]["from"]["id"] == 1002

    async def test_a_channel_writes(self, api: Api, group: GroupChat) -> None:
        group.say(1002, "/help@taskbot_sandbox_bot", channel="News")
        (update,) = await api.updates()
        message = update["message"]
        assert (message["from"]["id"], message["from"]["is_bot"]) == (136817688, True)
        assert (message["sender_chat"]["type"], message["sender_chat"]["title"]) == ("channel", "News")

    async def test_somebody_without_a_username_is_mentioned(self, api: Api, group: GroupChat) -> None:
        group.say(1001, "/task@taskbot_sandbox_bot 😀 Dave tomorrow", mentioning=1004)
        (update,) = await api.updates()
        command, mention = update["message"]["entities"]
        assert command["type"] == "bot_command"
        assert (mention["type"], mention["offset"], mention["length"]) == ("text_mention", 29, 4)
        assert mention["user"]["id"] == 1004

    async def test_members_press_buttons_and_others_do_not(self, api: Api, group: GroupChat) -> None:
        sent = await api.say("x", chat_id=group.id, reply_markup=BUTTONS)
        group.press(1002, "A")
        query = (await api.updates())[-1]["callback_query"]
        assert (query["from"]["id"], query["message"]["chat"]["id"]) == (1002, group.id)
        with pytest.raises(RuntimeError, match="not in the group"):
            group.forge(1003, "a", sent["message_id"])


class TestTopics:
    async def test_messages_of_a_topic(self, api: Api, forum: GroupChat) -> None:
        backend = forum.topic("Backend")
        forum.say(1001, "/a@taskbot_sandbox_bot", thread="Backend")
        forum.say(1001, "/b@taskbot_sandbox_bot", thread="General")
        in_topic, in_general = [it["message"] for it in await api.updates()]
        assert (in_topic["message_thread_id"], in_topic["is_topic_message"]) == (backend, True)
        assert "message_thread_id" not in in_general
        assert in_topic["chat"]["is_forum"] is True

    async def test_what_answers_nothing_seems_to_answer_the_notice_of_the_topic(
        self, api: Api, forum: GroupChat
    ) -> None:
        said = forum.say(1001, "/a@taskbot_sandbox_bot", thread="Backend")
        (update,) = await api.updates()
        replied = update["message"]["reply_to_message"]
        assert replied["forum_topic_created"]["name"] == "Backend"
        assert replied["message_id"] == forum.topic("Backend")
        assert said.reply_to is None

    async def test_an_answer_goes_to_the_topic_of_what_it_answers(self, api: Api, forum: GroupChat) -> None:
        said = forum.say(1001, "/a@taskbot_sandbox_bot", thread="Backend")
        sent = await api.say("x", chat_id=forum.id, reply_parameters={"message_id": said.id})
        assert sent["message_thread_id"] == forum.topic("Backend")

    async def test_an_answer_in_general_has_the_number_of_a_thread_that_is_no_topic(
        self, api: Api, forum: GroupChat
    ) -> None:
        said = forum.say(1001, "talk")
        forum.say(1002, "/a@taskbot_sandbox_bot", reply_to=said)
        (update,) = await api.updates()
        assert update["message"]["message_thread_id"] == said.id
        assert "is_topic_message" not in update["message"]
        answer = await api.refusal("sendMessage", chat_id=forum.id, text="x", message_thread_id=said.id)
        assert answer == "Bad Request: message thread not found"

    async def test_where_a_bot_may_write(self, api: Api, forum: GroupChat) -> None:
        backend = forum.topic("Backend")
        sent = await api.say("x", chat_id=forum.id, message_thread_id=backend)
        assert sent["message_thread_id"] == backend
        assert "message_thread_id" not in await api.say("x", chat_id=forum.id)
        forum.close_topic("Docs")
        forum.delete_topic("Backend")
        for topic, description in (
            (backend, "message thread not found"),
            (1, "message thread not found"),  # General has no number
            (999, "message thread not found"),
            (forum.topic("Docs"), "TOPIC_CLOSED"),
        ):
            answer = await api.refusal("sendMessage", chat_id=forum.id, text="x", message_thread_id=topic)
            assert answer == f"Bad Request: {description}"
        assert [it.text for it in forum.messages()].count("x") == 1  # that in Backend went with it
        forum.promote("can_manage_topics")
        await api.say("x", chat_id=forum.id, message_thread_id=forum.topic("Docs"))
        with pytest.raises(LookupError):
            forum.topic("Backend")

    async def test_groups_without_topics_pass_the_number_over(self, api: Api, group: GroupChat) -> None:
        assert "message_thread_id" not in await api.say("x", chat_id=group.id, message_thread_id=55)

    async def test_people_do_not_write_in_a_closed_topic(self, api: Api, forum: GroupChat) -> None:
        forum.close_topic("Docs")
        with pytest.raises(RuntimeError, match="closed"):
            forum.say(1002, "hello", thread="Docs")
        forum.say(1001, "I made this group", thread="Docs")
        (closed,) = await api.updates()
        assert "forum_topic_closed" in closed["message"]

    async def test_a_bot_opens_a_topic(self, api: Api, forum: GroupChat, group: GroupChat) -> None:
        answer = await api.refusal("createForumTopic", chat_id=forum.id, name="New")
        assert answer == "Bad Request: not enough rights to create a topic"
        answer = await api.refusal("createForumTopic", chat_id=group.id, name="New")
        assert answer == "Bad Request: the chat is not a forum"
        forum.promote("can_manage_topics")
        made = await api.result("createForumTopic", chat_id=forum.id, name="New")
        assert made["message_thread_id"] == forum.topic("New")


class TestPins:
    async def test_the_right_to_pin(self, api: Api, group: GroupChat) -> None:
        sent = (await api.say("board", chat_id=group.id))["message_id"]
        refused = "Bad Request: not enough rights to manage pinned messages in the chat"
        assert await api.refusal("pinChatMessage", chat_id=group.id, message_id=sent) == refused
        group.promote("can_delete_messages")
        assert await api.refusal("pinChatMessage", chat_id=group.id, message_id=sent) == refused
        assert await api.refusal("unpinChatMessage", chat_id=group.id) == refused
        group.promote("can_pin_messages")
        assert await api.result("pinChatMessage", chat_id=group.id, message_id=sent) is True
        assert group.pinned is not None
        assert group.pinned.text == "board"

    async def test_a_pin_makes_a_notice_that_the_bot_hears_too(self, api: Api, group: GroupChat) -> None:
        group.promote("can_pin_messages")
        sent = (await api.say("board", chat_id=group.id))["message_id"]
        await api.updates(offset=-1)
        await api.result("pinChatMessage", chat_id=group.id, message_id=sent, disable_notification=True)
        notice = (await api.updates())[-1]["message"]
        assert notice["pinned_message"]["message_id"] == sent
        assert notice["from"]["is_bot"] is True
        assert (await api.result("getChat", chat_id=group.id))["pinned_message"]["text"] == "board"
        event = await group.next()
        event = await group.next()
        assert event.silent
        for number, description in (
            (sent, "CHAT_NOT_MODIFIED"),
            (notice["message_id"], "service messages can't be pinned"),
            (999, "message to pin not found"),
        ):
            answer = await api.refusal("pinChatMessage", chat_id=group.id, message_id=number)
            assert answer == f"Bad Request: {description}"

    async def test_any_administrator_pins_in_a_basic_group(
        self, api: Api, sandbox: Sandbox, members: list[Person]
    ) -> None:
        group = sandbox.new_group("Team", members, kind="group")
        group.add_bot()
        sent = (await api.say("board", chat_id=group.id))["message_id"]
        refused = "Bad Request: not enough rights to manage pinned messages in the chat"
        assert await api.refusal("pinChatMessage", chat_id=group.id, message_id=sent) == refused
        group.promote()
        assert await api.result("pinChatMessage", chat_id=group.id, message_id=sent) is True

    async def test_people_pin(self, api: Api, group: GroupChat) -> None:
        said = group.say(1001, "read this")
        group.pin(1001, said)
        (update,) = await api.updates()
        assert update["message"]["pinned_message"]["text"] == "read this"
        group.delete(said)
        assert group.pinned is None

    async def test_what_a_bot_deletes(self, api: Api, group: GroupChat) -> None:
        theirs, own = group.say(1001, "mine").id, (await api.say("x", chat_id=group.id))["message_id"]
        answer = await api.refusal("deleteMessage", chat_id=group.id, message_id=theirs)
        assert answer == "Bad Request: message can't be deleted"
        assert await api.result("deleteMessage", chat_id=group.id, message_id=own) is True
        group.promote("can_delete_messages")
        assert await api.result("deleteMessage", chat_id=group.id, message_id=theirs) is True

    async def test_a_bot_edits_its_own_messages_alone(self, api: Api, group: GroupChat) -> None:
        theirs = group.say_as_bot("Other", "mine").id
        answer = await api.refusal("editMessageText", chat_id=group.id, message_id=theirs, text="x")
        assert answer == "Bad Request: message can't be edited"

    async def test_reactions(self, api: Api, group: GroupChat) -> None:
        said = group.say(1001, "order laptops")
        where = {"chat_id": group.id, "message_id": said.id}
        await api.result("setMessageReaction", **where, reaction=EYES)
        assert group.reactions(said) == ["👀"]
        await api.result("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "👍"}])
        assert group.reactions(said) == ["👍"]
        answer = await api.refusal("setMessageReaction", **where, reaction=EYES * 2)
        assert answer == "Bad Request: REACTIONS_TOO_MANY"
        group.allow_reactions("👍")
        answer = await api.refusal("setMessageReaction", **where, reaction=EYES)
        assert answer == "Bad Request: REACTION_INVALID"
        assert (await api.result("getChat", chat_id=group.id))["available_reactions"] == [
            {"type": "emoji", "emoji": "👍"}
        ]


class TestLimit:
    @pytest.fixture
    async def sandbox(self) -> AsyncIterator[Sandbox]:
        async with Sandbox(seed=7, group_limit=20) as server:
            yield server

    async def test_twenty_messages_and_edits_a_minute(self, api: Api, group: GroupChat) -> None:
        sent = (await api.say("0", chat_id=group.id))["message_id"]
        for number in range(1, 11):
            await api.say(str(number), chat_id=group.id)
            if number < 10:
                await api.result("editMessageText", chat_id=group.id, message_id=sent, text=f"edit {number}")
        refused = await api("editMessageText", chat_id=group.id, message_id=sent, text="too many")
        wait = refused["parameters"]["retry_after"]
        assert 50 < wait <= 60
        assert refused["description"] == f"Too Many Requests: retry after {wait}"
        assert refused["error_code"] == 429
        await api.refusal("sendMessage", chat_id=group.id, text="still")
        assert [it.chat_id for it in api.sandbox.faults.violations] == [group.id]
        await api.say("others may", chat_id=1001)

    async def test_private_chats_and_reactions_are_not_counted(self, api: Api, group: GroupChat) -> None:
        said = group.say(1001, "x")
        for _ in range(25):
            await api.say("x")
            await api.result("setMessageReaction", chat_id=group.id, message_id=said.id, reaction=EYES)
            await api.result("sendChatAction", chat_id=group.id, action="typing")


class TestSettings:
    async def test_settings_that_the_bot_sets_itself(self, api: Api) -> None:
        me = await api.result("getMe")
        assert (me["can_join_groups"], me["supports_inline_queries"]) == (True, False)
        await api.result("setMySettings", supports_inline_queries=True)
        me = await api.result("getMe")
        assert (me["can_join_groups"], me["supports_inline_queries"]) == (True, True)
        answer = await api.refusal("setMySettings", inline_feedback_share_denominator=7)
        assert answer == "Bad Request: inline feedback share denominator is invalid"

    async def test_an_older_server_does_not_know_them(self, api: Api, sandbox: Sandbox) -> None:
        sandbox.state.settings.server_knows_settings = False
        answer = await api("setMySettings", supports_inline_queries=True)
        assert answer == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}

    async def test_menus_of_groups(self, api: Api, group: GroupChat) -> None:
        async def set_menu(name: str, scope: dict[str, Any]) -> None:
            commands = [{"command": name, "description": name}]
            await api.result("setMyCommands", commands=commands, scope=scope)

        def menus() -> list[list[str]]:
            return [[it["command"] for it in group.menu(person)] for person in (1001, 1002)]

        await set_menu("private", {"type": "all_private_chats"})
        assert menus() == [[], []]
        await set_menu("groups", {"type": "all_group_chats"})
        assert menus() == [["groups"], ["groups"]]
        await set_menu("admins", {"type": "all_chat_administrators"})
        assert menus() == [["admins"], ["groups"]]
        await set_menu("here", {"type": "chat", "chat_id": group.id})
        assert menus() == [["here"], ["here"]]
        await set_menu("admins_here", {"type": "chat_administrators", "chat_id": group.id})
        await set_menu("boris", {"type": "chat_member", "chat_id": group.id, "user_id": 1002})
        assert menus() == [["admins_here"], ["boris"]]
        group.remove_bot()
        assert menus() == [[], []]
