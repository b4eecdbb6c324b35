/** The phones that were called: how they ring, and what they remember. */

import { el, find, icon } from "./dom.js";
import { toast } from "./notices.js";
import { tell, town } from "./town.js";

const STATES = {
  ringing: "Incoming call",
  missed: "Missed call",
  answered: "Answered",
  declined: "Declined",
};
const LAST = 4; // digits a flash call is about
const REMEMBERED = 6; // calls shown besides the latest

/** Take in one phone; a new ring is made known. */
export function learnHandset(handset) {
  const before = town.handsets.get(handset.number)?.calls.length ?? 0;
  town.handsets.delete(handset.number); // the latest goes on top
  town.handsets.set(handset.number, handset);
  const latest = handset.calls.at(-1);
  const offstage = !find("handsets").checkVisibility();
  if (latest?.state === "ringing" && handset.calls.length > before && offstage) {
    const press = () => tell("pane", "phones");
    toast(`${latest.caller} calls`, { title: `${spaced(handset.number)} rings`, kind: "call", press });
  }
  drawHandsets();
}

export function drawHandsets() {
  const phones = [...town.handsets.values()].reverse();
  const ringing = phones.some(rings);
  find("phones").classList.toggle("ringing", ringing);
  find("handsets").replaceChildren(...(phones.length ? phones.map(drawPhone) : [nobodyCalled()]));
}

const rings = (handset) => handset.calls.at(-1)?.state === "ringing";

function drawPhone(handset) {
  const latest = handset.calls.at(-1);
  const earlier = handset.calls.slice(0, -1).reverse().slice(0, REMEMBERED);
  const texts = handset.texts ?? [];
  return el(
    "section",
    { class: `handset ${latest?.state ?? ""}`, "aria-label": `Phone ${handset.number}` },
    el("h3", {}, spaced(handset.number)),
    latest && el("div", { class: "screen" },
      el("span", { class: "bell" }, icon("phone")),
      el("p", { class: "state" }, STATES[latest.state] ?? latest.state),
      el("p", { class: "caller" }, ...digits(latest.caller)),
      el("p", { class: "when" }, when(latest.started))),
    ...texts.map((one) => el("p", { class: "sms" }, el("strong", {}, one.sender ?? one.from ?? ""), one.text ?? "")),
    earlier.length > 0 && el("ol", { class: "earlier" }, ...earlier.map(drawCall)),
  );
}

function drawCall(call) {
  const words = `${STATES[call.state] ?? call.state} from `;
  return el("li", {}, el("span", {}, words, el("b", {}, ...digits(call.caller))), el("time", { datetime: call.started }, when(call.started)));
}

/** Set the last digits apart; to copy, the number is still one word. */
function digits(number) {
  return [number.slice(0, -LAST), el("em", {}, number.slice(-LAST))];
}

const spaced = (number) => number.replace(/^(\+44)(\d{4})(\d+)$/, "$1 $2 $3");
const when = (iso) => new Date(iso).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

function nobodyCalled() {
  const number = "+447700900000";
  return el(
    "div",
    { class: "quiet-town" },
    el("span", { class: "bell" }, icon("phone")),
    el("p", {}, "No phone has rung yet."),
    el("p", {}, "Write ", el("code", {}, `/verify ${number}`), " and watch."),
  );
}
