// One message: its bubble, the buttons under it and what can be done with it.

import { fileUrl } from "./api.js";
import { full, time } from "./dates.js";
import { el, icon } from "./dom.js";
import { formatted, inColour, isJumbo, safeUrl } from "./entities.js";
import { t } from "./i18n.js";
import { avatar } from "./people.js";
import { colour, fileOf, fullName, placeText, serviceText, sharedNames, snippet, textOf } from "./store.js";

const PHOTO_MAX = { width: 420, height: 420 };
const PHOTO_MIN = 120;

export const keyOf = (message) => message.key ?? String(message.message_id);

/**
 * The element of a message. `chat` is its chat; `actions` is what a press does: send, copy, personLink, botLink (see entities.js),
 * openMenu(message, place), goTo(messageId), press(message, button), react(message, emoji), retry(message).
 */
export function messageNode(message, chat, actions) {
  if (message.service) return serviceNode(message, chat, actions);
  const theirs = message.from !== "person";
  const bubble = message.photo || fileOf(message) || message.forward_origin || !jumbo(message) ? "bubble" : "bubble jumbo";
  const node = el(
    "article",
    {
      class: `message ${theirs ? "theirs" : "mine"} ${message.buttons?.length ? "with-keyboard" : ""}`,
      testid: "message",
      "data-message-id": message.message_id,
      "data-from": chat.group ? String(message.author.id) : message.from,
      "aria-label": authorOf(message, chat),
      tabindex: "-1",
    },
    chat.group && theirs ? pictureOf(message) : null,
    el(
      "div",
      { class: "stack" },
      el("div", { class: message.only_for ? `${bubble} only-for-one` : bubble, testid: "bubble" }, bubbleParts(message, chat, actions)),
      message.buttons?.length ? keyboard(message, chat, actions) : null,
    ),
    message.message_id ? moreButton(message, actions) : null,
  );
  return node;
}

/** A notice of Telegram's between the messages; that of a pin leads to what is pinned. */
function serviceNode(message, chat, actions) {
  const { message_id: pinned } = message.service;
  const about = pinned && chat.messages.get(pinned);
  const text = serviceText(message, t) + (about ? `: ${t("quoted", { text: shortened(snippet(about, t)) })}` : "");
  const inside = about ? el("button", { type: "button", onclick: () => actions.goTo(pinned) }, text) : el("span", {}, text);
  return el("div", { class: "service-note", testid: "service" }, inside);
}

const SHORT = 40; // letters

const shortened = (text) => ([...text].length > SHORT ? `${[...text].slice(0, SHORT).join("")}…` : text);

function pictureOf({ from, author }) {
  if (from === "bot") return el("span", { class: "avatar bot tiny", "aria-hidden": "true" }, icon("task"));
  return avatar(author.name, author.id, "avatar tiny");
}

/** Whose a message is, for the reader. */
export function authorOf(message, chat) {
  if (message.from === "person") return t("you");
  return chat.group ? message.author.name : chat.bot.name;
}

const jumbo = (message) => isJumbo(message.text, message.entities);

function bubbleParts(message, chat, actions) {
  const text = textOf(message);
  const entities = message.entities?.length ? message.entities : message.caption_entities;
  const meta = metaLine(message, chat, actions);
  const reactions = message.reactions?.length ? reactionChips(message, actions) : null;
  const body = text ? el("div", { class: "text", dir: "auto", testid: "message-text" }, formatted(text, entities, actions)) : null;
  if (reactions) reactions.append(meta);
  else if (body) body.append(meta);
  const file = fileOf(message);
  const special = specialPart(message);
  const named = chat.group && message.from !== "person";
  return [
    named ? el("div", { class: `author colour-text-${colour(message.author.id)}`, testid: "author" }, message.author.name) : null,
    message.only_for ? el("div", { class: "only-you", testid: "only-you" }, icon("eye"), t("onlyYou")) : null,
    message.via ? el("div", { class: "via", testid: "via" }, t("via", { name: message.via })) : null,
    message.forward_origin ? forwardLine(message.forward_origin) : null,
    message.reply_to ? replyQuote(message, chat, actions) : null,
    message.photo ? photo(message, !body && !reactions) : null,
    file ? document_(file) : null,
    special,
    body ?? (message.photo || file || special ? null : el("em", { class: "unknown" }, t("unknown"))),
    reactions ?? (body ? null : meta),
  ];
}

function forwardLine(origin) {
  const name = origin.sender_user_name ?? fullName(origin.sender_user ?? {});
  return el("div", { class: "forwarded", testid: "forwarded" }, t("forwardedFrom", { name }));
}

/** What a message holds instead of words or a file. */
function specialPart(message) {
  if (message.location) return el("div", { class: "special", testid: "place-shown" }, `📍 ${placeText(message.location)}`);
  if (message.users_shared) {
    return el("div", { class: "special", testid: "users-shared" }, t("sharedUsers", { names: sharedNames(message.users_shared.users) }));
  }
  if (message.contact) return el("div", { class: "special" }, `👤 ${fullName(message.contact)} ${message.contact.phone_number}`);
  return null;
}

/** The edited mark, the time and the ticks; at the end of the text it flows with the last line. */
function metaLine(message, chat, actions) {
  const ticks = message.from === "person" ? tickMark(message, chat, actions) : null;
  return el(
    "span",
    { class: "meta" },
    message.edited ? el("span", { testid: "edited" }, `${t("edited")} `) : null,
    el("time", { datetime: new Date(message.date * 1000).toISOString(), title: full(message.date) }, time(message.date)),
    ticks,
  );
}

function tickMark(message, chat, actions) {
  if (message.state === "failed") {
    const retry = () => actions.retry(message);
    return el("button", { class: "retry", type: "button", testid: "retry", title: t("failed"), "aria-label": t("failed"), onclick: retry }, "!");
  }
  const state = message.state ?? (chat.isRead(message) ? "read" : "sent");
  const drawing = { sending: "clock", sent: "tick", read: "ticks" }[state];
  return el("span", { class: "ticks", role: "img", "aria-label": t(state), testid: "ticks", "data-state": state }, icon(drawing));
}

/** Ticks change without the message changing. */
export function refreshTicks(node, message, chat, actions) {
  node.querySelector(".ticks")?.replaceWith(tickMark(message, chat, actions));
}

function replyQuote(message, chat, actions) {
  const id = message.reply_to;
  const original = chat.messages.get(id);
  return el(
    "button",
    { class: "reply-quote", type: "button", testid: "reply-quote", onclick: () => actions.goTo(id) },
    el("strong", {}, original ? authorOf(original, chat) : ""),
    el("span", {}, (original && snippet(original, t)) || t("deleted")),
  );
}

/** `alone` is a photo without a caption: the time stands on it. */
function photo(message, alone) {
  const { file_id: fileId, width, height, url } = message.photo;
  const source = url ?? fileUrl(fileId);
  const picture = el("img", { src: source, alt: message.caption || t("photo"), draggable: "false" });
  const size = photoSize(width, height);
  if (size) Object.assign(picture, size);
  return el(
    "button",
    {
      class: alone ? "photo alone" : "photo",
      type: "button",
      testid: "photo",
      "aria-label": t("openPhoto"),
      "data-url": source,
      "data-name": `photo-${message.message_id ?? ""}.jpg`,
    },
    picture,
  );
}

function photoSize(width, height) {
  if (!width || !height) return null;
  const scale = Math.min(1, PHOTO_MAX.width / width, PHOTO_MAX.height / height);
  return { width: Math.max(PHOTO_MIN, Math.round(width * scale)), height: Math.max(PHOTO_MIN, Math.round(height * scale)) };
}

function document_({ file_id: fileId, file_name: given, file_size: size, url, kind, sign }) {
  const name = given ?? t(kind === "voice" ? "voice" : "file");
  const extension = /\.([^.]{1,5})$/.exec(name)?.[1] ?? "";
  return el(
    "a",
    { class: "document", href: url ?? fileUrl(fileId), download: name, testid: "document", "aria-label": `${t("download")}: ${name}` },
    el("span", { class: `document-icon colour-${extensionColour(extension)}`, "aria-hidden": "true" }, kind === "document" ? extension || icon("file") : inColour(sign), icon("download", "icon hover")),
    el("span", { class: "document-name" }, name, el("small", {}, fileSize(size))),
  );
}

function extensionColour(extension) {
  return colour([...extension.toLowerCase()].reduce((sum, letter) => sum + letter.charCodeAt(0), 0));
}

export function fileSize(bytes) {
  if (bytes === undefined || bytes === null) return "";
  const units = t("bytes");
  const power = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024)));
  const number = bytes / 1024 ** power;
  return `${power && number < 10 ? number.toFixed(1) : Math.round(number)} ${units[power]}`;
}

function reactionChips(message, actions) {
  const chip = (emoji) =>
    el(
      "button",
      { class: "reaction", type: "button", testid: "reaction", "aria-label": t("react", { emoji }), onclick: () => actions.react(message, emoji) },
      inColour(emoji),
    );
  return el("div", { class: "reactions" }, message.reactions.map(chip));
}

/** The inline keyboard. A press waits for the bot's answer: the button shows that it does. */
function keyboard(message, chat, actions) {
  const row = (buttons) => el("div", { class: "keyboard-row" }, buttons.map((button) => inlineButton(message, button, chat, actions)));
  return el("div", { class: "keyboard", testid: "inline-keyboard" }, message.buttons.map(row));
}

export const pressKey = (message, button) => `${message.message_id}:${button.callback_data}`;

function inlineButton(message, button, chat, actions) {
  const className = `inline-button ${STYLES.has(button.style) ? button.style : ""}`;
  const shared = { class: className, testid: "inline-button", "data-style": button.style };
  const inside = button.url ? actions.botLink(button.url) : null;
  if (inside) return el("a", { ...shared, href: inside, title: button.url }, el("span", {}, button.text));
  const href = button.url ? safeUrl(button.url) : null;
  if (href) {
    const link = { ...shared, href, target: "_blank", rel: "noopener noreferrer", title: href };
    return el("a", link, el("span", {}, button.text), icon("out", "icon corner"));
  }
  const waiting = chat.presses.has(pressKey(message, button));
  const node = el("button", { ...shared, type: "button", "aria-busy": String(waiting) }, el("span", {}, button.text), el("i", { class: "spinner" }));
  node.addEventListener("click", () => actions.press(message, button, node));
  if (button.copy_text) node.append(icon("copy", "icon corner"));
  return node;
}

const STYLES = new Set(["primary", "success", "danger"]);

function moreButton(message, actions) {
  const open = (event) => actions.openMenu(message, { under: event.currentTarget });
  return el(
    "button",
    { class: "more", type: "button", tabindex: "-1", testid: "message-menu", "aria-label": t("messageMenu"), "aria-haspopup": "menu", onclick: open },
    icon("more"),
  );
}
