// What a person sends that is not typed: people from the bot's picker, a place, a message of somebody else.

import { el } from "./dom.js";
import { t } from "./i18n.js";
import { showModal } from "./overlays.js";
import { avatar } from "./people.js";
import { fullName } from "./store.js";

/** A dialog with a form; `send` is called with its data when the person agrees. */
function ask(testid, title, fields, send) {
  const cancel = el("button", { class: "button plain", type: "button", onclick: () => dialog.close() }, t("cancel"));
  const agree = el("button", { class: "button", testid: "share-send" }, t("send"));
  const form = el("form", { method: "dialog" }, el("h2", {}, title), fields, el("footer", {}, cancel, agree));
  const dialog = el("dialog", { class: "dialog", testid, "aria-label": title }, form);
  form.addEventListener("submit", () => send(new FormData(form)));
  showModal(dialog);
  return { form, agree };
}

/** Telegram's picker for `request` (KeyboardButtonRequestUsers): one person, or up to `max_quantity`. */
export function pickPeople(people, request, send) {
  const most = request.max_quantity ?? 1;
  const list = el("ul", { class: "picker" }, people.map((person) => pickable(person, most > 1 ? "checkbox" : "radio")));
  const title = most > 1 ? t("pickUpTo", { count: most }) : t("pickOne");
  const { form, agree } = ask("picker", title, list, (data) => send(data.getAll("person").map(Number)));
  const update = () => {
    const chosen = new FormData(form).getAll("person").length;
    agree.disabled = chosen === 0;
    for (const box of form.querySelectorAll("[type=checkbox]")) box.disabled = !box.checked && chosen >= most;
  };
  form.addEventListener("change", update);
  update();
}

function pickable(person, type) {
  const name = fullName(person);
  return el(
    "li",
    {},
    el(
      "label",
      {},
      el("input", { type, name: "person", value: String(person.id), testid: `pick-${person.id}` }),
      avatar(name, person.id, "avatar small"),
      el("span", {}, name, el("small", {}, person.username ? `@${person.username}` : t("noUsername"))),
    ),
  );
}

/** Where the person is: this machine is not asked, so one says it. */
export function askLocation(send) {
  const field = (name, most) =>
    el(
      "label",
      { class: "field" },
      t(name),
      el("input", { name, type: "number", required: true, step: "any", min: String(-most), max: String(most), testid: name }),
    );
  const fields = el("div", { class: "place" }, field("latitude", 90), field("longitude", 180));
  const places = el("div", { class: "places" }, t("places").map((place) => placeButton(place, fields)));
  ask("location", t("whereAreYou"), [places, fields], (data) => send(Number(data.get("latitude")), Number(data.get("longitude"))));
}

function placeButton([name, latitude, longitude], fields) {
  const choose = () => {
    fields.querySelector("[name=latitude]").value = String(latitude);
    fields.querySelector("[name=longitude]").value = String(longitude);
  };
  return el("button", { class: "chip", type: "button", testid: "place", onclick: choose }, name);
}

/** Something that a colleague wrote elsewhere, to be forwarded to the bot. */
export function askForward(people, send) {
  const choice = (person) => el("option", { value: String(person.id) }, fullName(person));
  const author = el("label", { class: "field" }, t("author"), el("select", { name: "author", testid: "author" }, people.map(choice)));
  const text = el("textarea", { name: "text", rows: "4", required: true, testid: "forward-text", "aria-label": t("theirWords"), placeholder: t("theirWords") });
  ask("forward", t("forwardTitle"), [author, text], (data) => send(Number(data.get("author")), data.get("text")));
}
