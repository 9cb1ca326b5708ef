// Groups: their rows in the list, what is over the messages of one (topics, the pinned message), and how one is made.

import { brief } from "./dates.js";
import { byTestid, el } from "./dom.js";
import { t } from "./i18n.js";
import { showModal } from "./overlays.js";
import { avatar, unreadBadge } from "./people.js";
import { fullName, snippet } from "./store.js";

/** The groups of one person, who is in each of `chats`; `addressOf(chat)` is where a row leads. */
export function groupList(chats, chosen, addressOf) {
  return chats.map((chat) => el("li", {}, groupLink(chat, chat === chosen, addressOf(chat))));
}

function groupLink(chat, current, href) {
  const { id, title } = chat.group;
  const count = chat.unread().length;
  const last = chat.last();
  const author = last && !last.service ? el("em", {}, `${last.from === "person" ? t("you") : last.author.name}: `) : null;
  return el(
    "a",
    { class: "person group", href, testid: `group-${id}`, "aria-current": current ? "true" : null },
    avatar(title, id, "avatar group"),
    el("span", { class: "person-name" }, el("strong", {}, title)),
    el("span", { class: "person-time" }, last ? brief(last.date) : ""),
    el("span", { class: "person-username" }, membersText(chat.group)),
    el("span", { class: "person-last" }, last ? [author, snippet(last, t)] : t("noMessages")),
    count && !current ? unreadBadge(count, id) : null,
  );
}

export function membersText({ members, bot, closed }) {
  if (closed) return t("groupClosed");
  const inside = !["left", "kicked"].includes(bot);
  return `${t("members", { count: members.length + Number(inside) })}, ${t(inside ? (bot === "member" ? "botMember" : "botAdmin") : "botOut")}`;
}

/** The topics of a forum as tabs; `choose(id)` shows one. */
export function drawTopics(chat, choose) {
  const bar = byTestid("topics");
  const topics = chat.group?.forum ? [{ id: 0, title: t("general") }, ...chat.group.topics] : [];
  bar.hidden = topics.length === 0;
  bar.setAttribute("aria-label", t("topics"));
  const focused = bar.contains(document.activeElement) ? document.activeElement.dataset.topic : null;
  bar.replaceChildren(...topics.map((topic) => topicTab(chat, topic, choose)));
  if (focused) bar.querySelector(`[data-topic="${focused}"]`)?.focus();
  bar.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function topicTab(chat, { id, title, closed }, choose) {
  const current = chat.topic === id;
  const count = current ? 0 : chat.unread().filter((message) => message.topic === id).length;
  return el(
    "button",
    { class: "topic", type: "button", role: "tab", testid: "topic", "data-topic": String(id), "aria-selected": String(current), onclick: () => choose(id) },
    closed ? `${title} 🔒` : title,
    count ? unreadBadge(count, `topic-${id}`) : null,
  );
}

/** The message that is pinned, over the others; a press goes there. */
export function drawPinned(chat, goTo) {
  const bar = byTestid("pinned");
  const message = chat.pinned();
  bar.hidden = !message;
  if (!message) return;
  bar.querySelector("strong").textContent = t("pinned");
  bar.querySelector("span").textContent = snippet(message, t);
  bar.onclick = () => goTo(message.message_id);
}

/** What the menu of a group offers to do with the bot. */
export function botItems({ bot, closed }, change) {
  if (closed) return [];
  const item = (what, name) => ({ label: t(`bot_${what}`), icon: name, testid: `bot-${what}`, danger: what === "remove", action: () => change(what) });
  if (["left", "kicked"].includes(bot)) return [item("add", "unblock")];
  return [bot === "member" ? item("promote", "task") : item("demote", "task"), item("remove", "block")];
}

/** A form for a new group: `create({title, members, topics})`, the person who makes it first among the members. */
export function askGroup(person, others, create) {
  const title = el("label", { class: "field" }, t("groupTitle"), el("input", { name: "title", required: true, maxlength: "128", testid: "group-title" }));
  const topics = el("label", { class: "field" }, t("groupTopics"), el("input", { name: "topics", testid: "group-topics", placeholder: t("groupTopicsHint") }));
  const list = el("ul", { class: "picker" }, others.map(memberBox));
  const cancel = el("button", { class: "button plain", type: "button", onclick: () => dialog.close() }, t("cancel"));
  const agree = el("button", { class: "button", testid: "group-create" }, t("create"));
  const form = el("form", { method: "dialog" }, el("h2", {}, t("newGroup")), title, list, topics, el("footer", {}, cancel, agree));
  const dialog = el("dialog", { class: "dialog", testid: "new-group-form", "aria-label": t("newGroup") }, form);
  form.addEventListener("submit", () => {
    const data = new FormData(form);
    const names = data.get("topics").split(",").map((name) => name.trim()).filter(Boolean);
    create({ title: data.get("title"), members: [person.id, ...data.getAll("person").map(Number)], topics: names });
  });
  showModal(dialog);
}

function memberBox(person) {
  const name = fullName(person);
  const box = el("input", { type: "checkbox", name: "person", value: String(person.id), checked: true, testid: `member-${person.id}` });
  return el("li", {}, el("label", {}, box, avatar(name, person.id, "avatar small"), el("span", {}, name)));
}
