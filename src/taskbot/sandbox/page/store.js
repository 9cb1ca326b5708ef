// What the page knows of a chat as one person has it, with the bot or in a group: the server's messages, and what only
// this tab knows (drafts, what was read).

import { now } from "./dates.js";

const memory = {
  get(key) {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      sessionStorage.setItem(key, JSON.stringify(value));
    } catch {
      // A browser that keeps nothing for us: the page works, it only forgets at a reload.
    }
  },
};

let pendingKeys = 0;

export class Chat {
  /** `group` is null for the person's chat with the bot. */
  constructor(person, group = null) {
    this.person = person;
    this.group = group;
    this.topic = 0; // the one that is shown of a group with topics; 0 is General
    this.pins = [];
    this.bot = { name: "", username: "", description: "", short_description: "" };
    this.messages = new Map();
    this.pending = [];
    this.menu = [];
    this.replyKeyboard = null;
    this.forceReply = false; // the bot's next message is to be answered (ForceReply)
    this.presses = new Set();
    this.typingUntil = 0;
    this.loaded = false;
    this.recordings = new Set();
    this.answeredUpTo = 0; // the newest message of others, by its order in the chat
    this.lastRead = memory.get(`seen:${this.id}`) ?? {}; // the order of the newest one that was read, by topic
    this.unreadFrom = null;
    this.draft = memory.get(`draft:${this.id}`) ?? { text: "", replyTo: null };
    this.edit = null; // { id, text }: the own message that is being edited, and its text so far
  }

  /** As the control API names the chat: 1001, or 1001/-42. */
  get id() {
    return this.group ? `${this.person.id}/${this.group.id}` : this.person.id;
  }

  get name() {
    return this.group?.title ?? this.bot.name;
  }

  /** Every message in order, as the sandbox counts them; those that are still on their way there come last. */
  list() {
    return [...this.messages.values(), ...this.pending];
  }

  /** The messages of the topic that is shown, each one that is for this person alone in the place of what it replaces. */
  shown() {
    const here = this.list().filter((message) => !this.group?.forum || (message.topic ?? 0) === this.topic);
    const instead = new Map(here.filter(({ replaces }) => replaces).map((message) => [message.replaces, message]));
    if (instead.size === 0) return here;
    return here.filter(({ replaces }) => !replaces || !this.messages.has(replaces)).map((message) => instead.get(message.message_id) ?? message);
  }

  /** The pinned message of the topic that is shown. */
  pinned() {
    const pins = this.pins.map((id) => this.messages.get(id)).filter((message) => message);
    return pins.filter((message) => !this.group?.forum || message.topic === this.topic).at(-1) ?? null;
  }

  last() {
    return this.list().at(-1) ?? null;
  }

  unread() {
    return this.list().filter((message) => message.from !== "person" && !message.service && message.order > (this.lastRead[message.topic] ?? 0));
  }

  /** Those of the topic that is shown. */
  unreadHere() {
    return this.unread().filter((message) => !this.group?.forum || message.topic === this.topic);
  }

  /** Whether others have read a message of the person: they have once they wrote anything after it. */
  isRead(message) {
    return message.order < this.answeredUpTo;
  }

  markRead() {
    for (const { topic, order } of this.unreadHere()) this.lastRead[topic] = Math.max(this.lastRead[topic] ?? 0, order);
    memory.set(`seen:${this.id}`, this.lastRead);
  }

  /** The newest message that the person may edit. */
  lastEditable() {
    return [...this.messages.values()].reverse().find(isEditable) ?? null;
  }

  saveDraft(draft) {
    this.draft = { ...this.draft, ...draft };
    memory.set(`draft:${this.id}`, this.draft);
  }

  /** What happens from now on, for a snapshot that is asked for now: it may be older than that when it comes. */
  record() {
    const events = [];
    this.recordings.add(events);
    return events;
  }

  /** Take over the server's state, and repeat on it what happened since it was asked for. */
  load(snapshot, since) {
    this.recordings.delete(since);
    const before = this.messages;
    this.bot = snapshot.bot;
    const messages = snapshot.messages.map((message) => this.own(message));
    this.messages = new Map(messages.map((message) => [message.message_id, kept(before, message)]));
    this.answeredUpTo = Math.max(0, ...messages.filter(({ from }) => from !== "person").map(({ order }) => order));
    this.menu = snapshot.menu;
    this.replyKeyboard = snapshot.reply_keyboard;
    this.pins = snapshot.pins;
    this.takeGroup(snapshot.group);
    const newest = Math.max(0, ...messages.map(({ order }) => order));
    for (const topic of Object.keys(this.lastRead)) this.lastRead[topic] = Math.min(this.lastRead[topic], newest);
    this.loaded = true;
    for (const event of since) EVENTS[event.type]?.(this, event);
  }

  /** Take in one event of the stream. */
  take(event) {
    for (const recording of this.recordings) recording.push(event);
    EVENTS[event.type]?.(this, event);
  }

  /** A message with whom it is `from` as this person sees it: "person", "bot", or another "member" of a group. */
  own(message) {
    if (!this.group) return message;
    const { id } = message.author;
    return { ...message, from: id === this.person.id ? "person" : id === this.bot.id ? "bot" : "member" };
  }

  takeGroup(group) {
    if (!group) return;
    this.group = group;
    if (this.topic && !group.topics.some(({ id }) => id === this.topic)) this.topic = 0; // it has been deleted
  }

  /** Whether this person may write: nobody does in a group that is closed, nor in a topic that is. */
  get isOpen() {
    return !this.group || !(this.group.closed || this.group.topics.some(({ id, closed }) => id === this.topic && closed));
  }

  /** A message that the person just sent, shown until the sandbox has it. */
  addPending(message) {
    pendingKeys += 1;
    const here = { topic: this.topic, author: { id: this.person.id, name: fullName(this.person) } };
    const pending = { key: `p${pendingKeys}`, from: "person", date: now(), state: "sending", ...here, ...message };
    this.pending.push(pending);
    return pending;
  }

  dropPending(pending) {
    this.pending = this.pending.filter((other) => other !== pending);
  }
}

/** The same object for an unchanged message, so that its element stays as it is. */
function kept(before, message) {
  const old = before.get(message.message_id);
  return old && JSON.stringify(old) === JSON.stringify(message) ? old : message;
}

const EVENTS = {
  message(chat, event) {
    const message = chat.own(event.message);
    if (!isFor(chat, message)) return;
    chat.messages.set(message.message_id, message);
    if (message.from === "person") {
      settle(chat, message);
      return;
    }
    chat.answeredUpTo = message.order;
    chat.typingUntil = 0;
    if (chat.forceReply) chat.saveDraft({ replyTo: message.message_id });
    chat.forceReply = false;
  },
  edit(chat, event) {
    const message = chat.own(event.message);
    if (chat.messages.has(message.message_id)) chat.messages.set(message.message_id, message);
  },
  delete(chat, { message_id: id }) {
    chat.messages.delete(id);
  },
  reaction(chat, { message_id: id, reactions }) {
    if (chat.messages.has(id)) chat.messages.set(id, { ...chat.messages.get(id), reactions });
  },
  pins(chat, { pins }) {
    chat.pins = pins;
  },
  group(chat, { group }) {
    chat.takeGroup(group);
  },
  menu(chat, { menu }) {
    chat.menu = menu;
  },
  keyboard(chat, event) {
    chat.replyKeyboard = event.reply_keyboard;
    chat.forceReply = event.force_reply;
  },
  blocked(chat, { blocked }) {
    chat.person.blocked = blocked;
  },
  typing(chat) {
    chat.typingUntil = Date.now() + 5000;
  },
};

const isFor = (chat, { only_for: receiver }) => receiver === null || receiver === chat.person.id;

/** The stream can bring the person's own message before the answer to sending it: show it once. */
function settle(chat, message) {
  const same = chat.pending.find((pending) => pending.state === "sending" && textOf(pending) === textOf(message));
  if (same) chat.dropPending(same);
}

const EDITABLE_FOR_S = 48 * 3600;

/** Whether the person may edit a message: an own text or file, not forwarded, for two days. */
export function isEditable(message) {
  const { from, message_id: id, forward_origin: origin, date, only_for: receiver } = message;
  const old = now() - date > EDITABLE_FOR_S;
  return from === "person" && Boolean(id) && !receiver && !origin && !old && Boolean(message.text || message.photo || fileOf(message));
}

/** The text of a message, or the caption of a file. */
export function textOf(message) {
  return message.text || message.caption || "";
}

const KINDS = { animation: "GIF", video: "🎬", audio: "🎵", voice: "🎤", document: "📎" };

/** A message's file that is no photo, and the sign of its kind; an animation comes as a document too. */
export function fileOf(message) {
  const kind = Object.keys(KINDS).find((name) => message[name]);
  return kind ? { ...message[kind], kind, sign: KINDS[kind] } : null;
}

export function sharedNames(users) {
  return users.map((user) => fullName(user) || (user.username ? `@${user.username}` : String(user.user_id))).join(", ");
}

export const placeText = ({ latitude, longitude }) => `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;

/** What a list or a quote shows of a message, in one line, with what a spoiler hides still hidden. */
export function snippet(message, t) {
  if (message.service) return serviceText(message, t);
  const text = covered(textOf(message), message.text ? message.entities : message.caption_entities);
  if (message.photo) return text ? `🖼 ${text}` : `🖼 ${t("photo")}`;
  const file = fileOf(message);
  if (file) return `${file.sign} ${file.file_name ?? t(file.kind === "voice" ? "voice" : "file")}${text ? `, ${text}` : ""}`;
  if (message.location) return `📍 ${t("place")}`;
  if (message.users_shared) return `👥 ${sharedNames(message.users_shared.users)}`;
  return text;
}

const BY_THEMSELVES = { new_chat_members: "joined_by_self", left_chat_member: "left_by_self" };

/** One of Telegram's notices, in words. */
export function serviceText({ service, author }, t) {
  const names = (service.names ?? []).join(", ");
  const kind = (service.self && BY_THEMSELVES[service.kind]) || service.kind;
  return t(`service_${kind}`, { name: author.name, names, title: service.title });
}

function covered(text, entities) {
  const spoilers = (entities ?? []).filter(({ type }) => type === "spoiler");
  const hidden = spoilers.reduce(
    (shown, { offset, length }) => shown.slice(0, offset) + "▒".repeat(length) + shown.slice(offset + length),
    text,
  );
  return hidden.replace(/\s+/g, " ").trim();
}

export function fullName(person) {
  return [person.first_name, person.last_name].filter(Boolean).join(" ");
}

/** Telegram's seven avatar colours, by the id. */
export function colour(id) {
  return Math.abs(id) % 7;
}

export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...word][0].toUpperCase()).join("");
}
