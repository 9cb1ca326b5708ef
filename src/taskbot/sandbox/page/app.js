// The page: who is picked (in the address, #1001), the events that come in, and what a person does.

import * as api from "./api.js";
import { Clock } from "./clock.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { byTestid, el } from "./dom.js";
import { parseBotLink } from "./entities.js";
import { speak, t } from "./i18n.js";
import { pressKey } from "./message.js";
import { alertBox, closeMenu, dismissToasts, popupMenu, toast } from "./overlays.js";
import { avatar, peopleList } from "./people.js";
import { askForward, askLocation, pickPeople } from "./share.js";
import { Chat, fileOf, fullName, isEditable, textOf } from "./store.js";

const REACTIONS = ["👍", "❤", "🔥", "🎉", "😁", "🤔", "👎"];

const chats = new Map();
let chosen = null;
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
  attach,
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
}

function titleText() {
  const unread = [...chats.values()].reduce((sum, chat) => sum + (chat === chosen && !document.hidden ? 0 : chat.unread().length), 0);
  const title = chosen ? `${chosen.bot.name || "Taskbot"} · ${fullName(chosen.person)}` : t("title");
  return unread ? `(${unread}) ${title}` : title;
}

function drawHeader() {
  const { bot, person, typingUntil } = chosen;
  const typing = online && typingUntil > Date.now();
  byTestid("bot-name").textContent = bot.name;
  const status = byTestid("bot-status");
  status.textContent = t(online ? (typing ? "typing" : "bot") : "connecting");
  status.classList.toggle("typing", typing);
  byTestid("you").replaceChildren(avatar(fullName(person), person.id, "avatar small"));
  byTestid("you").setAttribute("aria-label", t("youAre", { name: fullName(person) }));
  byTestid("you").title = t("youAre", { name: fullName(person) });
  byTestid("back").setAttribute("aria-label", t("back"));
  byTestid("chat-menu").setAttribute("aria-label", t("chatMenu"));
  byTestid("to-bottom").setAttribute("aria-label", t("toBottom"));
  byTestid("messages").setAttribute("aria-label", t("messages"));
  document.querySelector(".drop-zone").textContent = t("dropHere");
}

/** What a bot says of itself before the first message (setMyDescription). */
function drawDescription() {
  const box = document.querySelector(".bot-card");
  box.hidden = !chosen.loaded || chosen.list().length > 0 || !chosen.bot.description;
  if (box.hidden) return;
  box.querySelector("strong").textContent = t("whatCanItDo");
  box.querySelector("p").textContent = chosen.bot.description;
}

/** The address of a person's chat, `#1001`; with the payload of a link to the bot, `#1001?start=<payload>`. */
function addressOf(id, payload = null) {
  return payload === null ? `#${id}` : `#${id}?start=${payload}`;
}

const ADDRESS = /^#(\d*)(?:\?start=([\w-]{0,64}))?$/;

function pick() {
  const [, id, payload = null] = ADDRESS.exec(location.hash) ?? [];
  const chat = chats.get(Number(id)) ?? null;
  startPayload = payload;
  closeMenu();
  if (chat && chat === chosen) {
    draw();
    composer.focus();
    return;
  }
  dismissToasts();
  chosen = chat;
  document.querySelector(".app").dataset.view = chat ? "chat" : "people";
  document.querySelector(".chat").hidden = !chat;
  document.querySelector(".nobody").hidden = Boolean(chat);
  speak(chat ? chat.person.language_code : navigator.language);
  if (chat) {
    conversation.open(chat);
    composer.open(chat, startPayload !== null);
  }
  draw();
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
  await Promise.all([...chats.values()].map((chat) => load(chat)));
}

async function connect() {
  try {
    await clock.load();
    for (const person of await api.people()) {
      if (chats.has(person.id)) Object.assign(chats.get(person.id).person, person);
      else chats.set(person.id, new Chat(person));
    }
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    return;
  }
  online = true;
  if (chosen === null) pick();
  await loadAll();
}

function onEvent(event) {
  if (event.type === "clock") {
    clock.take(event);
    return;
  }
  const chat = chats.get(event.chat_id);
  if (!chat) return;
  chat.take(event);
  if (event.type === "typing") setTimeout(schedule, 5100);
  schedule();
}

async function say(chat, { text, replyTo }) {
  const pending = chat.addPending({ text, reply_to: replyTo });
  schedule();
  await deliver(chat, pending, () => api.say(chat.id, { text, replyTo }));
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
    await deliver(chat, pending, () => api.sendFile(chat.id, { file, kind, text: caption, replyTo }));
  }
}

/** What the clip offers: a file, a place, or what somebody else wrote. */
function attach(chat, under, chooseFiles) {
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
  if (isEditable(message) && !chosen.person.blocked) {
    items.push({ label: t("edit"), icon: "edit", testid: "menu-edit", action: () => composer.edit(message) });
  }
  if (text || fileOf(message) || message.photo || message.location) {
    const forward = () => share(chosen, () => api.forward(chosen.id, message.message_id));
    items.push({ label: t("forward"), icon: "forward", testid: "menu-forward", action: forward });
  }
  if (text) items.push({ label: t("copy"), icon: "copy", testid: "menu-copy", action: () => copy(text) });
  popupMenu(items, { ...where, reactions: chosen.person.blocked ? null : reactions, label: t("messageMenu") });
}

function openChatMenu(event) {
  const { blocked } = chosen.person;
  const action = () => setBlocked(chosen, !blocked);
  const item = blocked
    ? { label: t("unblock"), icon: "unblock", testid: "unblock", action }
    : { label: t("block"), icon: "block", testid: "block", danger: true, action };
  const later = clock.menuItems((time) => toast(t("clockIs", { time })));
  popupMenu([...later, item], { under: event.currentTarget, label: t("chatMenu") });
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

/** Where a link to the bot leads: to its chat with the person who is picked, and a Start button. */
function botLink(url) {
  const link = parseBotLink(url);
  if (!chosen || link?.username.toLowerCase() !== chosen.bot.username.toLowerCase()) return null;
  return addressOf(chosen.id, link.payload);
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
