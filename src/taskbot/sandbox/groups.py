"""What a group is besides its messages: the standing of its members, its topics, whom a bot hears there."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, Literal

Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

_RIGHTS: Final = (
    "can_manage_chat",
    "can_change_info",
    "can_delete_messages",
    "can_invite_users",
    "can_restrict_members",
    "can_pin_messages",
    "can_manage_topics",
    "can_promote_members",
    "can_manage_video_chats",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_manage_tags",
    "can_send_welcome_messages",
)
RIGHTS: Final = frozenset(_RIGHTS) - {"can_manage_chat"}  # that one every administrator has


_PERMISSIONS: Final = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is in a group; `rights` and `anonymous` are an administrator's or the creator's."""

    status: Status = "member"
    rights: frozenset[str] = frozenset()
    anonymous: bool = False

    @property
    def inside(self) -> bool:
        return self.status not in ("left", "kicked")

    @property
    def admin(self) -> bool:
        return self.status in ("creator", "administrator")

    def as_chat_member(self, user: dict[str, Any], kind: str) -> dict[str, Any]:
        """The Bot API's ChatMember (`Client.cpp`, `JsonChatMember`)."""
        member: dict[str, Any] = {"user": user, "status": self.status}
        if self.status == "creator":
            return member | {"is_anonymous": self.anonymous}
        if self.status == "administrator":
            return member | {"can_be_edited": False} | self._rights(kind)
        if self.status == "restricted":
            member |= dict.fromkeys(_PERMISSIONS, False) | {"is_member": True}
        return member | ({"until_date": 0} if self.status in ("kicked", "restricted") else {})

    def _rights(self, kind: str) -> dict[str, bool]:
        names = [name for name in _RIGHTS if name != "can_manage_topics" or kind == "supergroup"]
        rights = {name: name in self.rights for name in names}
        return rights | {"can_manage_chat": True, "is_anonymous": self.anonymous}


MEMBER: Final = Standing()
MUTED: Final = Standing("restricted")
LEFT: Final = Standing("left")
KICKED: Final = Standing("kicked")


def administrator(rights: frozenset[str]) -> Standing:
    """An administrator with these of `RIGHTS`. Raises ValueError for others."""
    if unknown := rights - RIGHTS:
        raise ValueError(f"there are no such rights: {', '.join(sorted(unknown))}")
    return Standing("administrator", rights)


@dataclass(slots=True)
class Topic:
    """A topic of a forum; its id is that of the notice that it was created."""

    id: int
    title: str
    closed: bool = False


@dataclass(slots=True)
class Group:
    """The part of a chat's state that only groups have.

    `standings` holds who is more, or no longer, than a member, by user id; `bot` the bot, which `knows` the
    group once it has been there; `hears_all` is whether privacy mode was off when it was added. `last_bot` is
    the bot that wrote last, 0 for none; `reactions` those that the group allows, None for all.
    """

    forum: bool = False
    bot: Standing = LEFT
    knows: bool = False
    hears_all: bool = False
    last_bot: int = 0
    deleted: bool = False
    standings: dict[int, Standing] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    reactions: frozenset[str] | None = None
    ephemeral_ids: count[int] = field(default_factory=lambda: count(29_341_001))

    def bot_may(self, right: str) -> bool:
        """Whether the bot is an administrator with that right."""
        return self.bot.admin and right in self.bot.rights

    def find_topic(self, title: str) -> int:
        """The id of the topic with that title; 0 for General. Raises LookupError for none."""
        if title == "General":
            return 0
        for topic in self.topics.values():
            if topic.title == title:
                return topic.id
        raise LookupError(f"there is no topic {title!r}: {[it.title for it in self.topics.values()]}")
