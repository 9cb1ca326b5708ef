// The sandbox's clock: the time that messages get, and its way forward by an hour or a day, where the sandbox lets it.

import * as api from "./api.js";
import { moment, now, setNow } from "./dates.js";
import { byTestid } from "./dom.js";
import { t } from "./i18n.js";

const REFRESH_MS = 5_000;
const STEPS = { hour: 3600, day: 86400 };

export class Clock {
  /** `report` shows an error of the sandbox; `onTime` comes when the time has jumped. */
  constructor({ report, onTime }) {
    this.report = report;
    this.onTime = onTime;
    this.movable = false;
    this.moving = false;
    for (const step of Object.keys(STEPS)) byTestid(`${step}-on`).addEventListener("click", () => this.move(step));
    setInterval(() => this.draw(), REFRESH_MS);
  }

  async load() {
    this.take(await api.clock());
  }

  /** Take over the sandbox's time, from an event or an answer. */
  take({ now: unix, movable }) {
    setNow(unix);
    this.movable = movable;
    this.onTime();
  }

  draw() {
    const box = byTestid("clock");
    box.hidden = !this.movable;
    box.setAttribute("aria-label", t("clock"));
    byTestid("clock-time").textContent = moment(now());
    for (const step of Object.keys(STEPS)) {
      const button = byTestid(`${step}-on`);
      button.textContent = t(`${step}On`);
      button.setAttribute("aria-disabled", String(this.moving));
    }
  }

  /** What a menu offers: the clock itself is out of sight on a phone. */
  menuItems(onMoved) {
    if (!this.movable) return [];
    return Object.keys(STEPS).map((step) => ({
      label: t("clockOn", { step: t(`${step}On`) }),
      icon: "time",
      testid: `menu-${step}-on`,
      action: async () => (await this.move(step)) && onMoved(moment(now())),
    }));
  }

  /** Move it; true once the bot has done what fell due. */
  async move(step) {
    if (this.moving) return false;
    this.moving = true;
    this.draw();
    try {
      this.take(await api.moveClock(STEPS[step]));
      return true;
    } catch (error) {
      this.report(error);
      return false;
    } finally {
      this.moving = false;
      this.draw();
    }
  }
}
