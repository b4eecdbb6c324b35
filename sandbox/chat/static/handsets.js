// The other side: phones that ring, and who called them.

import { make } from "./messages.js";

const STATES = {
  ringing: "is ringing…", missed: "missed call", answered: "answered", declined: "declined",
  busy: "line busy", failed: "did not get through",
};

function caller(number) {
  const shown = make("div", "caller", number.slice(0, -4));
  shown.append(make("b", "", number.slice(-4)));
  return shown;
}

const clock = (iso) => new Date(iso).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

function phone(handset) {
  const latest = handset.calls.at(-1);
  const made = make("section", `handset ${latest?.state ?? ""}`);
  made.dataset.number = handset.number;
  made.append(make("h3", "", handset.number));
  if (latest) {
    const screen = make("div", "screen");
    screen.append(caller(latest.caller), make("div", "state", STATES[latest.state] ?? latest.state));
    made.append(screen);
  }
  const list = make("ul");
  for (const call of handset.calls.slice(0, -1).reverse().slice(0, 5)) {
    const line = make("li");
    line.append(make("span", "", call.caller), make("span", "", `${STATES[call.state] ?? call.state}, ${clock(call.started)}`));
    list.append(line);
  }
  made.append(list);
  return made;
}

/** Draw all phones, the one that rang last on top. */
export function drawHandsets(root, handsets) {
  const byLatest = [...handsets].sort((a, b) =>
    (b.calls.at(-1)?.started ?? "").localeCompare(a.calls.at(-1)?.started ?? ""));
  root.replaceChildren(...byLatest.map(phone));
  if (!handsets.length) root.append(make("p", "empty", "Nobody has been called yet. Type /verify +447700900000 in the chat."));
  return handsets.some((one) => one.calls.at(-1)?.state === "ringing");
}
