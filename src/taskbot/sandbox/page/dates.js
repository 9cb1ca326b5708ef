// Times and days as the reader writes them. Every argument is Unix time in seconds.

import { locale } from "./i18n.js";

const DAY = 86400;

let ahead = 0; // of this machine's clock, in seconds

/** The time by the sandbox's clock, which may have been moved. */
export function now() {
  return Date.now() / 1000 + ahead;
}

export function setNow(unix) {
  ahead = unix - Date.now() / 1000;
}

export function time(unix) {
  return format(unix, { hour: "2-digit", minute: "2-digit" });
}

/** "Tue 1 Dec, 09:00", for the clock itself. */
export function moment(unix) {
  return format(unix, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

export function full(unix) {
  return format(unix, { dateStyle: "full", timeStyle: "medium" });
}

/** A day's key in the reader's zone, such as 2026-11-22: equal for equal days, and it sorts. */
export function dayKey(unix) {
  const date = new Date(unix * 1000);
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** "Today", "Yesterday", "22 November", and with the year where it is another one. */
export function dayLabel(unix) {
  const today = dayKey(now());
  if (dayKey(unix) === today) return capital(relativeDay(0));
  if (dayKey(unix) === dayKey(now() - DAY)) return capital(relativeDay(-1));
  const sameYear = dayKey(unix).slice(0, 4) === today.slice(0, 4);
  return format(unix, { day: "numeric", month: "long", year: sameYear ? undefined : "numeric" });
}

/** For the list of people: the time today, the weekday this week, the date before. */
export function brief(unix) {
  if (dayKey(unix) === dayKey(now())) return time(unix);
  if (now() - unix < 6 * DAY) return format(unix, { weekday: "short" });
  return format(unix, { day: "2-digit", month: "2-digit", year: "2-digit" });
}

/**
 * A date_time entity's text by its `date_time_format` (Bot API, "Date-time entity formatting"):
 * `r`, or any of `w` (weekday), `d`/`D` (short or long date), `t`/`T` (short or long time); null for the empty format.
 */
export function entityText(unix, pattern) {
  if (!pattern) return null;
  if (pattern === "r") return relative(unix);
  const parts = [];
  if (pattern.includes("w")) parts.push(format(unix, { weekday: "long" }));
  if (pattern.includes("d")) parts.push(format(unix, { day: "2-digit", month: "2-digit", year: "2-digit" }));
  if (pattern.includes("D")) parts.push(format(unix, { day: "numeric", month: "long", year: "numeric" }));
  if (pattern.includes("t")) parts.push(time(unix));
  if (pattern.includes("T")) parts.push(format(unix, { hour: "2-digit", minute: "2-digit", second: "2-digit" }));
  return parts.join(", ");
}

function relative(unix) {
  const seconds = unix - now();
  const units = [["year", 365 * DAY], ["month", 30 * DAY], ["day", DAY], ["hour", 3600], ["minute", 60], ["second", 1]];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? units.at(-1);
  return new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

function relativeDay(days) {
  return new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(days, "day");
}

const formats = new Map(); // making one takes longer than laying out a message

function format(unix, options) {
  const key = locale() + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale(), options));
  return formats.get(key).format(unix * 1000);
}

function capital(text) {
  return text.charAt(0).toLocaleUpperCase(locale()) + text.slice(1);
}
