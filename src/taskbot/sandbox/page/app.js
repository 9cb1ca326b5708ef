// The page: who is picked (in the address, #1001, or #1001/-42 in a group), the events that come in, and what a person does.

import * as api from "./api.js";
import { Clock } from "./clock.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { byTestid, el, icon } from "./dom.js";
import { parseBotLink, parseMessageLink } from "./entities.js";
import { askGroup, botItems, drawPinned, drawTopics, groupList, membersText } from "./groups.js";
import { speak, t } from "./i18n.js";
import { pressKey } from "./message.js";
import { alertBox, closeMenu, dismissToasts, popupMenu, toast } from "./overlays.js";
import { avatar, peopleList } from "./people.js";
import { askForward, askLocation, pickPeople } from "./share.js";
import { Chat, fileOf, fullName, isEditable, textOf } from "./store.js";

const REACTIONS = ["👍", "❤", "🔥", "🎉", "😁", "🤔", "👎"];

const chats = new Map(); // of each person with the bot
const groups = new Map(); // by `Chat.id`: each group as each of its members has it
let chosen = null;
let me = null; // the person who was picked last
let startPayload = null; // of the link to the bot that is open (t.me/<bot>?start=<payload>), for any person
let online = false;
let scheduled = false;

const actions = {
  say,
  send: (text) => say(chosen, { text, replyTo: null }),
  sendFiles,
  edit,
  start,
  cancelStart: closeLink,
  restart,
  addBot: (chat) => changeBot(chat, "add"),
  attach,
  askInline: (chat, words) => api.askInline(chat.id, words).catch(report),
  choose: (chat, queryId, resultId) => share(chat, () => api.choose(chat.id, queryId, resultId, chat.topic)),
  follow: (chat, payload) => {
    location.hash = addressOf(chat.person.id, payload);
  },
  pickUsers,
  shareLocation,
  copy,
  personLink,
  botLink,
  openMenu,
  press,
  react: (message, emoji) => react(chosen, message, emoji),
  reply: (message) => composer.reply(message),
  retry,
};
const conversation = new Conversation({
  scroller: byTestid("messages"),
  toBottom: byTestid("to-bottom"),
  actions,
  onRead: () => schedule(),
});
const composer = new Composer(document.querySelector(".composer"), actions);
const clock = new Clock({ report, onTime: retell });

/** Write again what depends on the time: "Today", "in 5 minutes". */
function retell() {
  if (chosen) conversation.refresh();
  schedule();
}

/** Draw once after everything that happened in this turn. */
function schedule() {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    draw();
  });
}

function draw() {
  drawPeople();
  clock.draw();
  document.title = titleText();
  if (!chosen) return;
  drawHeader();
  drawTopics(chosen, showTopic);
  drawPinned(chosen, (id) => conversation.goTo(id));
  drawDescription();
  conversation.update();
  composer.update(startPayload !== null);
}

function drawPeople() {
  const list = byTestid("people");
  const focused = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  list.replaceChildren(...peopleList(chats, chosen, (id) => addressOf(id, startPayload)));
  if (focused) list.querySelector(`[href="${focused}"]`)?.focus();
  list.setAttribute("aria-label", t("people"));
  document.querySelector(".people h1").textContent = t("team");
  document.querySelector(".people header p").textContent = t("teamHint");
  document.querySelector(".nobody span").textContent = t("pickSomebody");
  drawGroups();
}

/** The groups of who is picked, or was last. */
function drawGroups() {
  const list = byTestid("groups");
  const focused = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  list.replaceChildren(...groupList(groupsOf(me), chosen, (chat) => addressOf(chat.id)));
  if (focused) list.querySelector(`[href="${focused}"]`)?.focus();
  list.setAttribute("aria-label", t("groups"));
  document.querySelector(".groups-head").hidden = me === null;
  document.querySelector(".groups-head h2").textContent = me ? t("groupsOf", { name: fullName(me) }) : "";
  byTestid("new-group").setAttribute("aria-label", t("newGroup"));
  byTestid("new-group").title = t("newGroup");
}

const groupsOf = (person) => [...groups.values()].filter((chat) => chat.person === person);

function showTopic(topic) {
  chosen.topic = topic;
  conversation.open(chosen);
  composer.open(chosen, false);
  draw();
}

function titleText() {
  const unread = [...chats.values(), ...groupsOf(me)].reduce((sum, chat) => sum + (chat === chosen && !document.hidden ? 0 : chat.unread().length), 0);
  const title = chosen ? `${chosen.name || "Taskbot"} · ${fullName(chosen.person)}` : t("title");
  return unread ? `(${unread}) ${title}` : title;
}

function drawHeader() {
  const { group, person, typingUntil } = chosen;
  const typing = online && typingUntil > Date.now();
  byTestid("bot-name").textContent = chosen.name;
  const sign = el("span", { class: "avatar bot" }, icon("task"));
  document.querySelector(".chat-avatar").replaceChildren(group ? avatar(group.title, group.id, "avatar header group") : sign);
  const status = byTestid("bot-status");
  const rest = group ? membersText(group) : t("bot");
  status.textContent = online ? (typing ? t("typing") : rest) : t("connecting");
  status.classList.toggle("typing", typing);
  drawWriteAs();
  byTestid("you").replaceChildren(avatar(fullName(person), person.id, "avatar small"));
  byTestid("you").setAttribute("aria-label", t("youAre", { name: fullName(person) }));
  byTestid("you").title = t("youAre", { name: fullName(person) });
  byTestid("back").setAttribute("aria-label", t("back"));
  byTestid("chat-menu").setAttribute("aria-label", t("chatMenu"));
  byTestid("to-bottom").setAttribute("aria-label", t("toBottom"));
  byTestid("messages").setAttribute("aria-label", t("messages"));
  document.querySelector(".drop-zone").textContent = t("dropHere");
}

/** In a group one changes who one is without leaving it. */
function drawWriteAs() {
  const button = byTestid("write-as");
  button.hidden = !chosen.group;
  byTestid("you").hidden = Boolean(chosen.group);
  if (button.hidden) return;
  const name = fullName(chosen.person);
  button.replaceChildren(avatar(name, chosen.person.id, "avatar small"), el("span", {}, chosen.person.first_name), icon("chevron"));
  button.setAttribute("aria-label", t("writeAs", { name }));
  button.title = t("writeAs", { name });
}

function openWriteAs(event) {
  const members = [...groups.values()].filter(({ group }) => group.id === chosen.group.id);
  const item = (chat) => ({
    label: fullName(chat.person),
    icon: "person",
    testid: `write-as-${chat.person.id}`,
    action: () => {
      chat.topic = chosen.topic;
      location.hash = addressOf(chat.id);
    },
  });
  popupMenu(members.map(item), { under: event.currentTarget, label: t("members_title") });
}

/** What a bot says of itself before the first message (setMyDescription). */
function drawDescription() {
  const box = document.querySelector(".bot-card");
  box.hidden = !chosen.loaded || Boolean(chosen.group) || chosen.list().length > 0 || !chosen.bot.description;
  if (box.hidden) return;
  box.querySelector("strong").textContent = t("whatCanItDo");
  box.querySelector("p").textContent = chosen.bot.description;
}

/** The address of a chat, `#1001` or `#1001/-42`; with the payload of a link to the bot, `#1001?start=<payload>`. */
function addressOf(id, payload = null) {
  return payload === null ? `#${id}` : `#${id}?start=${payload}`;
}

const ADDRESS = /^#(\d*(?:\/-\d+)?)(?:\?start=([\w-]{0,64})|\?message=(\d+))?$/;

function pick() {
  const [, id, payload = null, message] = ADDRESS.exec(location.hash) ?? [];
  const chat = groups.get(id) ?? chats.get(Number(id)) ?? null;
  startPayload = payload;
  closeMenu();
  if (chat && chat === chosen) {
    draw();
    composer.focus();
    if (message) followTo(Number(message));
    return;
  }
  dismissToasts();
  chosen = chat;
  me = chat?.person ?? me;
  document.querySelector(".app").dataset.view = chat ? "chat" : "people";
  document.querySelector(".chat").hidden = !chat;
  document.querySelector(".nobody").hidden = Boolean(chat);
  speak(chat ? chat.person.language_code : navigator.language);
  if (chat) {
    conversation.open(chat);
    composer.open(chat, startPayload !== null);
  }
  draw();
  if (message && chat) followTo(Number(message));
}

/** Show the message of the link that was followed; the address then names the chat alone, so that it can be followed again. */
function followTo(id) {
  history.replaceState(null, "", addressOf(chosen.id));
  const message = chosen.messages.get(id);
  if (message && chosen.group?.forum && message.topic !== chosen.topic) showTopic(message.topic);
  conversation.goTo(id);
}

async function load(chat) {
  const first = !chat.loaded;
  const since = chat.record();
  try {
    chat.load(await api.chat(chat.id), since);
  } catch (error) {
    chat.recordings.delete(since);
    if (!(error instanceof api.ApiError)) throw error;
    return;
  }
  if (chat === chosen && first) conversation.open(chat);
  schedule();
}

async function loadAll() {
  await Promise.all([...chats.values(), ...groups.values()].map((chat) => load(chat)));
}

async function connect() {
  try {
    await clock.load();
    for (const person of await api.people()) {
      if (chats.has(person.id)) Object.assign(chats.get(person.id).person, person);
      else chats.set(person.id, new Chat(person));
    }
    for (const group of await api.groups()) takeGroup(group);
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    return;
  }
  online = true;
  if (chosen === null) pick();
  await loadAll();
}

/** One chat for each member of a group; who has left it has none. Those that are new are returned. */
function takeGroup(group) {
  for (const [id, chat] of groups) {
    if (chat.group.id === group.id && !group.members.includes(chat.person.id)) groups.delete(id);
  }
  const fresh = group.members.filter((id) => chats.has(id) && !groups.has(`${id}/${group.id}`));
  for (const id of fresh) groups.set(`${id}/${group.id}`, new Chat(chats.get(id).person, group));
  return fresh.map((id) => groups.get(`${id}/${group.id}`));
}

function onGroupEvent(event) {
  const fresh = event.type === "group" ? takeGroup(event.group) : [];
  for (const chat of groups.values()) {
    if (chat.group.id !== event.chat_id) continue;
    if (event.type === "menus" || fresh.includes(chat)) load(chat);
    else chat.take(event);
  }
  if (chosen?.group && !groups.has(chosen.id)) location.hash = addressOf(chosen.person.id);
}

function onEvent(event) {
  if (event.type === "clock") {
    clock.take(event);
    return;
  }
  if (event.chat_id < 0) onGroupEvent(event);
  else chats.get(event.chat_id)?.take(event);
  if (event.type === "typing") setTimeout(schedule, 5100);
  schedule();
}

async function say(chat, { text, replyTo }) {
  const pending = chat.addPending({ text, reply_to: replyTo });
  schedule();
  await deliver(chat, pending, () => api.say(chat.id, { text, replyTo, topic: pending.topic }));
}

/** Change an own message; when that fails, the text is there again to be sent once more. */
async function edit(chat, { id, text }) {
  try {
    await api.edit(chat.id, id, text);
  } catch (error) {
    if (chat === chosen && chat.messages.has(id) && !chat.edit) composer.edit(chat.messages.get(id), text);
    report(error);
  }
  schedule();
}

/** Send `/start`, with what the link that led here has after `start=` (Bot API, «Deep Linking»). */
async function start(chat) {
  const text = startPayload ? `/start ${startPayload}` : "/start";
  closeLink(chat);
  await say(chat, { text, replyTo: null });
}

/** Forget the link to the bot that was open, without a step for the browser's way back. */
function closeLink(chat) {
  if (startPayload === null) return;
  history.replaceState(null, "", addressOf(chat.id));
  pick();
}

async function sendFiles(chat, { files, text, replyTo }) {
  for (const [index, { file, kind, url }] of files.entries()) {
    const caption = index ? "" : text;
    const shown = { [kind]: kind === "photo" ? { url } : { file_name: file.name, file_size: file.size, url } };
    const pending = chat.addPending({ ...shown, caption, reply_to: replyTo });
    schedule();
    await deliver(chat, pending, () => api.sendFile(chat.id, { file, kind, text: caption, replyTo, topic: pending.topic }));
  }
}

/** What the clip offers: a file, and to the bot a place, or what somebody else wrote. */
function attach(chat, under, chooseFiles) {
  if (chat.group) {
    chooseFiles();
    return;
  }
  const items = [
    { label: t("attachFile"), icon: "file", testid: "attach-file", action: chooseFiles },
    { label: t("attachLocation"), icon: "place", testid: "attach-location", action: () => shareLocation(chat) },
    { label: t("attachForward"), icon: "forward", testid: "attach-forward", action: () => forwardOther(chat) },
  ];
  popupMenu(items, { under, label: t("attach") });
}

const everybody = () => [...chats.values()].map(({ person }) => person);

function pickUsers(chat, request) {
  pickPeople(everybody(), request, (ids) => share(chat, () => api.shareUsers(chat.id, request.request_id, ids)));
}

function shareLocation(chat) {
  askLocation((latitude, longitude) => share(chat, () => api.shareLocation(chat.id, latitude, longitude)));
}

function forwardOther(chat) {
  const others = everybody().filter((person) => person !== chat.person);
  askForward(others, (author, text) => share(chat, () => api.forwardText(chat.id, author, text)));
}

async function share(chat, send) {
  try {
    const { message_id: id } = await send();
    if (!chat.messages.has(id)) await load(chat);
  } catch (error) {
    report(error);
  }
  schedule();
}

/** Hand a message to the sandbox; until it is there it shows a clock, and if it cannot get there, a way to try again. */
async function deliver(chat, pending, send) {
  pending.state = "sending";
  pending.send = send;
  try {
    const { message_id: id } = await send();
    chat.dropPending(pending);
    if (!chat.messages.has(id)) await load(chat);
  } catch (error) {
    pending.state = "failed";
    report(error);
  }
  schedule();
}

function retry(pending) {
  deliver(chosen, pending, pending.send);
  schedule();
}

function report(error) {
  if (!(error instanceof api.ApiError)) throw error;
  toast(error.reason === null ? t("unreachable") : t("refused", { reason: error.reason }));
}

/** A press of an inline button: it waits for the bot's answer, which is a toast, an alert or nothing. */
async function press(message, button, node) {
  if (button.copy_text) {
    copy(button.copy_text.text);
    return;
  }
  const chat = chosen;
  const key = pressKey(message, button);
  if (button.callback_data === undefined || chat.presses.has(key)) return;
  chat.presses.add(key);
  node.setAttribute("aria-busy", "true");
  try {
    const { answer } = await api.press(chat.id, message.message_id, button.callback_data);
    if (answer?.text) (answer.show_alert ? alertBox : toastOf)(chat.bot.name, answer.text);
  } catch (error) {
    report(error);
  } finally {
    chat.presses.delete(key);
    if (chat === chosen) conversation.released(message, button);
  }
}

function toastOf(_title, text) {
  toast(text);
}

async function react(chat, message, emoji) {
  const removed = (message.reactions ?? []).includes(emoji);
  try {
    await api.react(chat.id, message.message_id, removed ? null : emoji);
  } catch (error) {
    report(error);
  }
}

function openMenu(message, where) {
  const text = textOf(message);
  const reactions = { choices: REACTIONS, current: message.reactions ?? [], pick: (emoji) => react(chosen, message, emoji) };
  const items = [{ label: t("reply"), icon: "reply", testid: "menu-reply", action: () => composer.reply(message) }];
  if (chosen.group && message.only_for === null) items.push(pinItem(chosen, message));
  if (isEditable(message) && (chosen.group || !chosen.person.blocked)) {
    items.push({ label: t("edit"), icon: "edit", testid: "menu-edit", action: () => composer.edit(message) });
  }
  if (!chosen.group && (text || fileOf(message) || message.photo || message.location)) {
    const forward = () => share(chosen, () => api.forward(chosen.id, message.message_id));
    items.push({ label: t("forward"), icon: "forward", testid: "menu-forward", action: forward });
  }
  if (text) items.push({ label: t("copy"), icon: "copy", testid: "menu-copy", action: () => copy(text) });
  popupMenu(items, { ...where, reactions: chosen.person.blocked && !chosen.group ? null : reactions, label: t("messageMenu") });
}

function pinItem(chat, message) {
  const pinned = chat.pins.includes(message.message_id);
  const action = async () => {
    await api.pin(chat.id, message.message_id, !pinned).catch(report);
    schedule();
  };
  return { label: t(pinned ? "unpin" : "pin"), icon: "pin", testid: "menu-pin", action };
}

async function changeBot(chat, what) {
  await api.changeBot(chat.id, what).catch(report);
  schedule();
}

function newGroup() {
  const others = everybody().filter((person) => person !== me);
  askGroup(me, others, async (wanted) => {
    try {
      const group = await api.createGroup(wanted);
      await Promise.all(takeGroup(group).map((chat) => load(chat)));
      location.hash = addressOf(`${me.id}/${group.id}`);
    } catch (error) {
      report(error);
    }
  });
}

function openChatMenu(event) {
  const later = clock.menuItems((time) => toast(t("clockIs", { time })));
  const items = chosen.group ? botItems(chosen.group, (what) => changeBot(chosen, what)) : [blockItem()];
  if (later.length + items.length === 0) return;
  popupMenu([...later, ...items], { under: event.currentTarget, label: t("chatMenu") });
}

function blockItem() {
  const { blocked } = chosen.person;
  const action = () => setBlocked(chosen, !blocked);
  return blocked
    ? { label: t("unblock"), icon: "unblock", testid: "unblock", action }
    : { label: t("block"), icon: "block", testid: "block", danger: true, action };
}

async function setBlocked(chat, blocked) {
  try {
    await (blocked ? api.block(chat.id) : api.unblock(chat.id));
    chat.person.blocked = blocked;
    toast(t(blocked ? "botBlocked" : "botUnblocked"));
  } catch (error) {
    report(error);
  }
  schedule();
}

/** As in Telegram's clients: the bot is let back in and greeted. */
async function restart(chat) {
  await setBlocked(chat, false);
  if (!chat.person.blocked) await start(chat);
}

async function copy(text) {
  await navigator.clipboard.writeText(text).catch(() => copyBySelection(text));
  toast(t("copied"));
}

/** For a browser that keeps its clipboard from pages: as if the person had marked the text and pressed Ctrl+C. */
function copyBySelection(text) {
  const field = el("textarea", { class: "drawings", "aria-hidden": "true" });
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

/** Where a mention leads: to being that person, when they are of the team. */
function personLink({ id, username }) {
  const same = ({ person }) =>
    (id !== undefined && person.id === id) || (username && person.username?.toLowerCase() === username.toLowerCase());
  const chat = [...chats.values()].find(same);
  return chat ? `#${chat.id}` : null;
}

/** Where a link to the bot leads: to its chat with the person who is picked, and a Start button; that to a message: there. */
function botLink(url) {
  const place = parseMessageLink(url);
  if (place && chosen) {
    const group = groups.get(`${chosen.person.id}/${place.group}`);
    return group ? `${addressOf(group.id)}?message=${place.message}` : null;
  }
  const link = parseBotLink(url);
  if (!chosen || link?.username.toLowerCase() !== chosen.bot.username.toLowerCase()) return null;
  return addressOf(chosen.person.id, link.payload);
}

function listenForFiles() {
  const chatBox = document.querySelector(".chat");
  const zone = document.querySelector(".drop-zone");
  let depth = 0;
  const over = (change) => {
    depth = change === 0 ? 0 : depth + change;
    zone.classList.toggle("shown", depth > 0);
  };
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  chatBox.addEventListener("dragenter", (event) => hasFiles(event) && over(1));
  chatBox.addEventListener("dragleave", (event) => hasFiles(event) && over(-1));
  addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    over(0);
    if (chosen && chatBox.contains(event.target)) composer.offer([...event.dataTransfer.files]);
  });
}

byTestid("chat-menu").addEventListener("click", openChatMenu);
byTestid("write-as").addEventListener("click", openWriteAs);
byTestid("new-group").addEventListener("click", newGroup);
byTestid("back").addEventListener("click", () => {
  location.hash = addressOf("", startPayload);
});
addEventListener("hashchange", pick);
document.addEventListener("visibilitychange", schedule);
listenForFiles();
speak(navigator.language);
api.listen({
  onOpen: connect,
  onEvent,
  onLost: () => {
    online = false;
    schedule();
  },
});
