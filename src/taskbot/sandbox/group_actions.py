"""What people do to a group: let the bot in and put it out, give rights, pin, open topics, migrate."""

from __future__ import annotations

from dataclasses import replace

from taskbot.sandbox.chats import Chat
from taskbot.sandbox.groups import KICKED, LEFT, MEMBER, MUTED, RIGHTS, Group, Standing, Topic, administrator
from taskbot.sandbox.messages import Body, Message
from taskbot.sandbox.people import ANONYMOUS_ADMIN, CHANNEL_BOT, Author, Person
from taskbot.sandbox.state import ServerState
from taskbot.sandbox.user_actions import report


def add_bot(state: ServerState, chat: Chat, by: Person, rights: frozenset[str] | None = None) -> None:
    """Let the bot in, as an administrator where `rights` are given.

    It then goes by the privacy mode that it has now, until it is let in again. Raises RuntimeError where it
    is in already, or where its settings keep it out of groups.
    """
    group = _group(chat)
    if group.bot.inside:
        raise RuntimeError("the bot is in the group already")
    if not state.settings.can_join_groups:
        raise RuntimeError("this bot cannot be added to groups")
    group.knows, group.hears_all = True, state.settings.can_read_all_group_messages
    _set_standing(state, chat, by, MEMBER if rights is None else administrator(rights))
    notify(state, chat, by.as_author, {"new_chat_members": [state.bot]})


def remove_bot(state: ServerState, chat: Chat, by: Person) -> None:
    """Put the bot out; of a supergroup it hears no more than that."""
    _leave(state, chat, by.as_author, KICKED)


def leave_as_bot(state: ServerState, chat: Chat) -> None:
    """The bot goes by itself."""
    _leave(state, chat, state.as_author, LEFT)


def _leave(state: ServerState, chat: Chat, by: Author, after: Standing) -> None:
    notice = state.post(chat, by, {"left_chat_member": state.bot})
    chat.publish_message("message", notice)
    if chat.kind == "group":
        state.updates.add("message", notice.body)
    group = _group(chat)
    before, group.bot = group.bot, after
    state.update_member(chat, by, before, after)
    chat.publish("group", group=chat.as_json())


def promote_bot(state: ServerState, chat: Chat, by: Person, rights: frozenset[str] = RIGHTS) -> None:
    """Make the bot an administrator with these rights, or give it others."""
    _set_standing(state, chat, by, administrator(rights))


def demote_bot(state: ServerState, chat: Chat, by: Person) -> None:
    """Make the bot a member like others."""
    _set_standing(state, chat, by, MEMBER)


def mute_bot(state: ServerState, chat: Chat, by: Person) -> None:
    """Let the bot write nothing, which only supergroups can."""
    if chat.kind != "supergroup":
        raise RuntimeError("a basic group has no members with restrictions")
    _set_standing(state, chat, by, MUTED)


def _set_standing(state: ServerState, chat: Chat, by: Person, after: Standing) -> None:
    group = _group(chat)
    before, group.bot = group.bot, after
    state.update_member(chat, by.as_author, before, after)
    chat.publish("group", group=chat.as_json())


def add_member(state: ServerState, chat: Chat, person: Person, by: Person) -> Message:
    """A person joins, or is added by somebody."""
    chat.members[person.id] = person
    return notify(state, chat, by.as_author, {"new_chat_members": [person.as_user]})


def remove_member(state: ServerState, chat: Chat, person: Person, by: Person) -> Message:
    """A person leaves, or is put out by somebody."""
    del chat.members[person.id]
    _group(chat).standings.pop(person.id, None)
    return notify(state, chat, by.as_author, {"left_chat_member": person.as_user})


def promote_member(chat: Chat, person: Person, *, anonymous: bool = False) -> None:
    """Make a person an administrator with all rights."""
    group = _group(chat)
    status = group.standings.get(person.id, MEMBER).status
    group.standings[person.id] = Standing(
        status if status == "creator" else "administrator", RIGHTS, anonymous=anonymous
    )


def author_in(chat: Chat, person: Person) -> Author:
    """As whom that person writes there: as the group, where they are an anonymous administrator."""
    if _group(chat).standings.get(person.id, MEMBER).anonymous:
        return Author(person.id, ANONYMOUS_ADMIN, chat.body)
    return person.as_author


def channel_author(person: Person, title: str) -> Author:
    """A person who writes in the name of their channel."""
    channel = {"id": -1_000_000_000_000 - person.id, "title": title, "type": "channel"}
    return Author(person.id, CHANNEL_BOT, channel)


def say_as_bot(state: ServerState, chat: Chat, name: str, words: str) -> Message:
    """Another bot writes, which ours does not get to see."""
    author_id = 700_000_000 + sum(name.encode())
    user = {"id": author_id, "is_bot": True, "first_name": name, "username": f"{name.lower()}_bot"}
    message = state.post(chat, Author(author_id, user), {"text": words})
    _group(chat).last_bot = author_id
    chat.publish_message("message", message)
    return message


def pin(state: ServerState, chat: Chat, person: Person, message: Message) -> Message:
    """Pin a message; the notice of it is returned."""
    notice = state.pin(chat, message, person.as_author)
    report(state, chat, "message", notice)
    return notice


def create_topic(state: ServerState, chat: Chat, by: Author, title: str) -> Topic:
    """Open a topic in a forum."""
    group = _group(chat)
    if not group.forum:
        raise RuntimeError("the chat is not a forum")
    notice = state.post(chat, by, {"forum_topic_created": {"name": title, "icon_color": 0x6FB9F0}})
    body = notice.body | {"message_thread_id": notice.id, "is_topic_message": True}
    notice = replace(notice, body=body)
    chat.put(notice)
    topic = group.topics[notice.id] = Topic(notice.id, title)
    chat.publish_message("message", notice)
    report(state, chat, "message", notice)
    chat.publish("group", group=chat.as_json())
    return topic


def set_topic_closed(state: ServerState, chat: Chat, by: Person, topic: int, *, closed: bool) -> Message:
    """Close a topic, where then only administrators write, or open it again."""
    _group(chat).topics[topic].closed = closed
    kind = "forum_topic_closed" if closed else "forum_topic_reopened"
    chat.publish("group", group=chat.as_json())
    return notify(state, chat, by.as_author, {kind: {}}, topic)


def delete_topic(state: ServerState, chat: Chat, topic: int) -> None:
    """Delete a topic with its messages; the bot is not told."""
    del _group(chat).topics[topic]
    for message in [it for it in chat.messages.values() if it.topic == topic]:
        state.remove(chat, message.id)
    chat.publish("group", group=chat.as_json())


def migrate(state: ServerState, chat: Chat, person: Person, new_id: int | None = None) -> Chat:
    """Turn a group into a supergroup: the old one is closed, both get Telegram's notice."""
    old = _group(chat)
    if chat.kind != "group":
        raise RuntimeError("only a basic group becomes a supergroup")
    after = state.add_group(str(chat.body["title"]), chat.members, chat_id=new_id)
    group = _group(after)
    group.standings, group.bot, group.hears_all = old.standings, old.bot, old.hears_all
    group.knows, group.last_bot = old.knows, old.last_bot
    notify(state, chat, person.as_author, {"migrate_to_chat_id": after.id})
    chat.migrated_to = after.id
    notify(state, after, person.as_author, {"migrate_from_chat_id": chat.id})
    chat.publish("group", group=chat.as_json())
    return after


def delete_group(chat: Chat) -> None:
    """The owner deletes the group for all; the bot is not told until it writes.

    A supergroup is then as one that has put the bot out (`ChatManager.cpp`, `on_get_channel_forbidden`).
    """
    group = _group(chat)
    group.deleted = True
    if chat.kind == "supergroup":
        group.bot = KICKED
    chat.publish("group", group=chat.as_json())


def notify(state: ServerState, chat: Chat, by: Author, content: Body, topic: int = 0) -> Message:
    """Put one of Telegram's own notices into a group."""
    notice = state.post(chat, by, content, topic=topic)
    chat.publish_message("message", notice)
    report(state, chat, "message", notice)
    return notice


def _group(chat: Chat) -> Group:
    if chat.group is None:
        raise RuntimeError("this is no group")
    return chat.group
