// What the page knows of each person's chat: the server's messages, and what only this tab knows (drafts, what was read).

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
  constructor(person) {
    this.person = person;
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
    this.answeredUpTo = 0; // the newest message of the bot
    this.lastRead = memory.get(`read:${person.id}`) ?? 0;
    this.unreadFrom = null;
    this.draft = memory.get(`draft:${person.id}`) ?? { text: "", replyTo: null };
    this.edit = null; // { id, text }: the own message that is being edited, and its text so far
  }

  get id() {
    return this.person.id;
  }

  /** Every message in order, as the sandbox counts them; those that are still on their way there come last. */
  list() {
    return [...this.messages.values(), ...this.pending];
  }

  last() {
    return this.list().at(-1) ?? null;
  }

  unread() {
    return this.list().filter((message) => message.from === "bot" && message.message_id > this.lastRead);
  }

  /** Whether the bot has read a message of the person: it has once it wrote anything after it. */
  isRead(message) {
    return message.message_id < this.answeredUpTo;
  }

  markRead() {
    const newest = Math.max(this.lastRead, ...this.messages.keys());
    if (newest === this.lastRead) return;
    this.lastRead = newest;
    memory.set(`read:${this.id}`, newest);
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
    this.messages = new Map(snapshot.messages.map((message) => [message.message_id, kept(before, message)]));
    this.answeredUpTo = Math.max(0, ...snapshot.messages.filter(({ from }) => from === "bot").map((message) => message.message_id));
    this.menu = snapshot.menu;
    this.replyKeyboard = snapshot.reply_keyboard;
    this.bot = snapshot.bot;
    this.lastRead = Math.min(this.lastRead, Math.max(0, ...this.messages.keys()));
    this.loaded = true;
    for (const event of since) EVENTS[event.type]?.(this, event);
  }

  /** Take in one event of the stream. */
  take(event) {
    for (const recording of this.recordings) recording.push(event);
    EVENTS[event.type]?.(this, event);
  }

  /** A message that the person just sent, shown until the sandbox has it. */
  addPending(message) {
    pendingKeys += 1;
    const pending = { key: `p${pendingKeys}`, from: "person", date: now(), state: "sending", ...message };
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
  message(chat, { message }) {
    chat.messages.set(message.message_id, message);
    if (message.from === "person") {
      settle(chat, message);
      return;
    }
    chat.answeredUpTo = message.message_id;
    chat.typingUntil = 0;
    if (chat.forceReply) chat.saveDraft({ replyTo: message.message_id });
    chat.forceReply = false;
  },
  edit(chat, { message }) {
    if (chat.messages.has(message.message_id)) chat.messages.set(message.message_id, message);
  },
  delete(chat, { message_id: id }) {
    chat.messages.delete(id);
  },
  reaction(chat, { message_id: id, reactions }) {
    if (chat.messages.has(id)) chat.messages.set(id, { ...chat.messages.get(id), reactions });
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

/** The stream can bring the person's own message before the answer to sending it: show it once. */
function settle(chat, message) {
  const same = chat.pending.find((pending) => pending.state === "sending" && textOf(pending) === textOf(message));
  if (same) chat.dropPending(same);
}

const EDITABLE_FOR_S = 48 * 3600;

/** Whether the person may edit a message: an own text or file, not forwarded, for two days. */
export function isEditable(message) {
  const { from, message_id: id, forward_origin: origin, date } = message;
  const old = now() - date > EDITABLE_FOR_S;
  return from === "person" && Boolean(id) && !origin && !old && Boolean(message.text || message.photo || fileOf(message));
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
  const text = covered(textOf(message), message.text ? message.entities : message.caption_entities);
  if (message.photo) return text ? `🖼 ${text}` : `🖼 ${t("photo")}`;
  const file = fileOf(message);
  if (file) return `${file.sign} ${file.file_name ?? t(file.kind === "voice" ? "voice" : "file")}${text ? `, ${text}` : ""}`;
  if (message.location) return `📍 ${t("place")}`;
  if (message.users_shared) return `👥 ${sharedNames(message.users_shared.users)}`;
  return text;
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
