/** Moments inside a text, in the reader's own zone; relative ones tick. */

import { el } from "./dom.js";

const PARTS = {
  w: { weekday: "long" },
  d: { day: "numeric", month: "numeric", year: "2-digit" },
  D: { day: "numeric", month: "long", year: "numeric" },
  t: { hour: "2-digit", minute: "2-digit" },
  T: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};
const UNITS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** Show a date_time entity; without a format its own words stay. */
export function moment(inside, { unix_time: unix, date_time_format: format }) {
  const when = new Date(unix * 1000);
  const time = el("time", { datetime: when.toISOString(), title: when.toLocaleString("en-GB") });
  if (format === "r") {
    time.dataset.unix = unix;
    time.textContent = relative(unix);
  } else if (format) {
    const options = Object.assign({}, ...[...format].map((letter) => PARTS[letter] ?? {}));
    time.textContent = when.toLocaleString("en-GB", options);
  } else time.append(...inside);
  return time;
}

/** Say how far away a moment is; the last ten minutes count down. */
export function relative(unix, now = Date.now() / 1000) {
  const away = Math.round(unix - now);
  if (away > 0 && away < 600) {
    return `in ${Math.floor(away / 60)}:${String(away % 60).padStart(2, "0")}`;
  }
  const [unit, size] = UNITS.find((one) => Math.abs(away) >= one[1]) ?? UNITS.at(-1);
  return words.format(Math.trunc(away / size), unit);
}

setInterval(() => {
  for (const time of document.querySelectorAll("time[data-unix]")) {
    time.textContent = relative(Number(time.dataset.unix));
  }
}, 1000);
