// The demo team on the left: who one can be, what each last read or wrote, and what waits for each.

import { brief } from "./dates.js";
import { el } from "./dom.js";
import { languageOf, t } from "./i18n.js";
import { colour, fullName, initials, snippet } from "./store.js";

export function avatar(name, id, className = "avatar") {
  return el("span", { class: `${className} colour-${colour(id)}`, "aria-hidden": "true" }, initials(name));
}

/** `addressOf(id)` is where a person's row leads. */
export function peopleList(chats, chosen, addressOf) {
  return [...chats.values()].map((chat) => el("li", {}, personLink(chat, chat === chosen, addressOf(chat.id))));
}

function personLink(chat, current, href) {
  const { person } = chat;
  const name = fullName(person);
  const count = chat.unread().length;
  return el(
    "a",
    { class: "person", href, testid: `person-${person.id}`, "aria-current": current ? "true" : null },
    avatar(name, person.id),
    el("span", { class: "person-name" }, el("strong", {}, name), languageBadge(person)),
    el("span", { class: "person-time" }, chat.last() ? brief(chat.last().date) : ""),
    el("span", { class: "person-username" }, person.username ? `@${person.username}` : t("noUsername")),
    el("span", { class: "person-last" }, lastLine(chat, current)),
    count && !current ? unreadBadge(count, person.id) : null,
  );
}

function languageBadge(person) {
  const language = languageOf(person.language_code);
  const title = t(`language_${language}`);
  return el("span", { class: "language", title, lang: "en" }, el("abbr", { title }, language.toUpperCase()));
}

export function unreadBadge(count, id) {
  return el("span", { class: "badge", testid: `unread-${id}`, role: "img", "aria-label": t("unread", { count }) }, String(count));
}

function lastLine(chat, current) {
  if (chat.person.blocked) return t("blockedNote");
  if (chat.draft.text.trim() && !current) return [el("em", { class: "draft" }, `${t("draft")}: `), chat.draft.text.trim()];
  const last = chat.last();
  if (!last) return t("noMessages");
  return [last.from === "person" ? el("em", {}, `${t("you")}: `) : null, snippet(last, t)];
}
