// A text and its MessageEntity list (Bot API) as DOM nodes. Offsets count UTF-16 units, as JavaScript's strings do.

import { entityText, full } from "./dates.js";
import { el, icon } from "./dom.js";
import { t } from "./i18n.js";

const SAFE_SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);
const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
const MARKS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s" };

/**
 * Nodes for `text`. `actions` holds what formatting can do: `send(text)`, `copy(text)`, and two that give an address of
 * this page or null: `personLink({id?, username?})`, of a person of the team, and `botLink(url)`, of a link to the bot or
 * to a message of a group.
 */
export function formatted(text, entities, actions) {
  const sorted = (entities ?? [])
    .map((entity) => ({ ...entity, end: entity.offset + entity.length }))
    .sort((a, b) => a.offset - b.offset || b.end - a.end || BLOCKS.has(b.type) - BLOCKS.has(a.type));
  const fragment = document.createDocumentFragment();
  fill(fragment, text, 0, text.length, sorted, actions);
  return fragment;
}

function fill(parent, text, start, end, entities, actions) {
  let at = start;
  let afterBlock = false;
  for (let index = 0; index < entities.length; ) {
    const entity = { ...entities[index], end: Math.min(entities[index].end, end) };
    const inner = [];
    for (index += 1; entities[index]?.offset < entity.end; index += 1) inner.push(entities[index]);
    const block = BLOCKS.has(entity.type);
    appendText(parent, text.slice(at, entity.offset), afterBlock, block);
    const { outer, content } = wrap(entity, text.slice(entity.offset, entity.end), actions);
    if (content) fill(content, text, entity.offset, entity.end, inner, actions);
    parent.append(outer);
    at = entity.end;
    afterBlock = block;
  }
  appendText(parent, text.slice(at, end), afterBlock, false);
}

/** A block breaks the line by itself, so the line break beside it would show as an empty line. */
function appendText(parent, text, afterBlock, beforeBlock) {
  let shown = text;
  if (afterBlock && shown.startsWith("\n")) shown = shown.slice(1);
  if (beforeBlock && shown.endsWith("\n")) shown = shown.slice(0, -1);
  if (shown) parent.append(shown);
}

/** The element of an entity, and where its inner text goes (null: the element is complete). */
function wrap(entity, text, actions) {
  if (entity.type in MARKS) return same(el(MARKS[entity.type]));
  const make = WRAPPERS[entity.type];
  return make ? make(entity, text, actions) : same(el("span"));
}

const same = (node) => ({ outer: node, content: node });

const WRAPPERS = {
  code: (entity, text, actions) =>
    same(el("code", { title: t("copyCode"), onclick: () => actions.copy(text) })),
  pre: codeBlock,
  spoiler: () => spoiler(),
  blockquote: () => same(el("blockquote", { class: "quote" })),
  expandable_blockquote: () => foldableQuote(),
  bot_command: (entity, text, actions) =>
    same(el("button", { class: "link", type: "button", testid: "command-link", onclick: () => actions.send(text) })),
  mention: (entity, text, actions) => person(actions.personLink({ username: text.slice(1) })),
  text_mention: (entity, text, actions) => person(actions.personLink({ id: entity.user?.id })),
  hashtag: () => same(el("span", { class: "tag" })),
  cashtag: () => same(el("span", { class: "tag" })),
  url: (entity, text, actions) => link(text, actions),
  text_link: (entity, text, actions) => textLink(entity.url, actions),
  email: (entity, text) => link(`mailto:${text}`),
  phone_number: (entity, text) => link(`tel:${text.replace(/[^\d+]/g, "")}`),
  date_time: dateTime,
};

function textLink(url, actions) {
  const user = /^tg:\/\/user\?id=(\d+)$/.exec(url ?? "");
  return user ? person(actions.personLink({ id: Number(user[1]) })) : link(url, actions);
}

function link(url, actions = null) {
  const inside = actions?.botLink(url);
  if (inside) return same(el("a", { href: inside, title: url, testid: "bot-link" }));
  const href = safeUrl(url);
  if (!href) return same(el("span", { class: "tag" }));
  return same(el("a", { href, title: href, target: "_blank", rel: "noopener noreferrer" }));
}

function person(href) {
  return same(href ? el("a", { href, class: "mention" }) : el("span", { class: "tag mention" }));
}

const BOT_LINK = /^(?:https?:\/\/)?(?:www\.)?(?:t\.me|telegram\.me|telegram\.dog)\/(\w+)\/?(?:\?(.*))?$/i;
const BOT_LINK_IN_APP = /^tg:(?:\/\/)?resolve\/?\?(.*)$/i;
const PAYLOAD = /^[\w-]{0,64}$/; // Bot API, «Deep Linking»

/** The username and the start parameter of a link to a bot or a person (`t.me/<name>?start=<payload>`), or null. */
export function parseBotLink(url) {
  const web = BOT_LINK.exec(url);
  const query = new URLSearchParams(web ? web[2] : (BOT_LINK_IN_APP.exec(url)?.[1] ?? ""));
  const username = web?.[1] ?? query.get("domain");
  const payload = query.get("start");
  if (!username || (payload !== null && !PAYLOAD.test(payload))) return null;
  return { username, payload };
}

const MESSAGE_LINK = /^(?:https?:\/\/)?t\.me\/c\/(\d+)\/(?:\d+\/)?(\d+)$/i;

/** The supergroup and the message of a link to it (`t.me/c/<number>/<message>`, or with the topic between), or null. */
export function parseMessageLink(url) {
  const [, number, message] = MESSAGE_LINK.exec(url) ?? [];
  return number ? { group: -1e12 - Number(number), message: Number(message) } : null;
}

/** An address that may be opened, or null: never a script, a file or another program's scheme. */
export function safeUrl(raw) {
  const text = String(raw ?? "").trim();
  const absolute = /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[\w.-]+:\d+(\/|$)/.test(text) ? text : `https://${text}`;
  try {
    const url = new URL(absolute);
    return SAFE_SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function codeBlock(entity, text, actions) {
  const content = el("code");
  const copy = el(
    "button",
    { class: "copy", type: "button", "aria-label": t("copyCode"), title: t("copyCode"), onclick: () => actions.copy(text) },
    icon("copy"),
  );
  const head = el("div", { class: "pre-head" }, el("span", {}, entity.language ?? ""), copy);
  return { outer: el("pre", { "data-language": entity.language }, head, content), content };
}

/** Covered text: neither seen nor read aloud nor selected until it is asked for. */
function spoiler() {
  const content = el("span", { class: "spoiler-text", "aria-hidden": "true" });
  const outer = el(
    "span",
    { class: "spoiler", role: "button", tabindex: "0", "aria-label": t("spoiler"), testid: "spoiler" },
    content,
  );
  const reveal = (event) => {
    if (outer.classList.contains("revealed") || (event.key && event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    event.stopPropagation();
    outer.classList.add("revealed");
    content.removeAttribute("aria-hidden");
    for (const name of ["role", "tabindex", "aria-label"]) outer.removeAttribute(name);
  };
  outer.addEventListener("click", reveal, { capture: true });
  outer.addEventListener("keydown", reveal);
  return { outer, content };
}

// A quote that fits in its folded height needs no button; its width, so its height, can change later.
const quoteSizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const folded = target.parentElement.classList.contains("folded");
    if (folded) target.parentElement.classList.toggle("fits", target.scrollHeight <= target.clientHeight + 1);
  }
});

function foldableQuote() {
  const content = el("span", { class: "quote-text" });
  const outer = el("blockquote", { class: "quote foldable folded", testid: "foldable-quote" }, content);
  const chevron = el("button", { class: "fold", type: "button", testid: "fold" }, icon("chevron"));
  const show = (folded) => {
    outer.classList.toggle("folded", folded);
    chevron.setAttribute("aria-expanded", String(!folded));
    chevron.setAttribute("aria-label", t(folded ? "showQuote" : "hideQuote"));
  };
  outer.addEventListener("click", (event) => {
    const folded = outer.classList.contains("folded");
    if (folded || event.target.closest(".fold")) show(!folded);
  });
  outer.append(chevron);
  show(true);
  quoteSizes.observe(content);
  return { outer, content };
}

function dateTime(entity) {
  const shown = entityText(entity.unix_time, entity.date_time_format);
  const node = el("time", {
    class: "date-time",
    datetime: new Date(entity.unix_time * 1000).toISOString(),
    title: full(entity.unix_time),
    "data-unix": entity.unix_time,
    "data-format": entity.date_time_format,
  });
  if (shown === null) return same(node);
  node.textContent = shown;
  return { outer: node, content: null };
}

/** "in 5 minutes" grows old: write every relative time under `root` again. */
export function refreshTimes(root) {
  for (const node of root.querySelectorAll('time[data-format="r"]')) {
    node.textContent = entityText(Number(node.dataset.unix), "r");
  }
}

/** Whether a text is nothing but one to three emoji, which Telegram shows large. */
export function isJumbo(text, entities) {
  if (!text || text.length > 40 || (entities ?? []).length) return false;
  const parts = [...new Intl.Segmenter().segment(text.trim())].map((part) => part.segment);
  return parts.length <= 3 && parts.every((part) => /\p{Emoji_Presentation}|\p{Emoji}\uFE0F/u.test(part));
}

/** Telegram writes some reactions without the variation selector (❤), which alone would show as a black sign. */
export function inColour(emoji) {
  return /^\p{Emoji}$/u.test(emoji) && !/\p{Emoji_Presentation}/u.test(emoji) ? `${emoji}\uFE0F` : emoji;
}
