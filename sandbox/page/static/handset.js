/** What one phone shows: who rings, what is said, and what was written. */

import { el, icon } from "./dom.js";
import { complain } from "./notices.js";
import { act } from "./town.js";

const STATES = {
  ringing: "Incoming call",
  missed: "Missed call",
  answered: "Answered",
  declined: "Declined",
};
const KINDS = {
  flash: "flash call",
  password: "password call",
  p2s: "spoken PIN",
  t2s: "spoken text",
  test: "test call",
};
const CHOICES = [
  ["decline", "Decline"],
  ["answer", "Answer"],
];
const LAST = 4; // digits a flash call is about
const REMEMBERED = 6; // calls besides the one in sight, and messages

/** The call that can be taken, the latest of them. */
export const ringingOn = (handset) => handset.calls.findLast((call) => call.state === "ringing");

/** Draw what happens on a phone; `before` is how it was, so that what is new moves in. */
export function drawScreen(handset, before) {
  const { calls, texts } = handset;
  const inSight = ringingOn(handset) ?? calls.at(-1);
  const earlier = calls.filter((call) => call !== inSight).slice(-REMEMBERED).reverse();
  const newest = texts.at(-1);
  const arrives = newest?.at !== before?.texts.at(-1)?.at;
  return [
    inSight && drawCall(handset.number, inSight),
    ...texts.slice(-REMEMBERED).map((text) => drawText(text, arrives && text === newest)),
    earlier.length > 0 && el("ol", { class: "earlier", "aria-label": "Earlier calls" }, ...earlier.map(drawEarlier)),
    !inSight && !newest && el("p", { class: "calm" }, "No calls and no messages yet."),
  ].filter(Boolean);
}

function drawCall(number, call) {
  return el(
    "div",
    { class: "screen" },
    el("span", { class: "bell" }, icon("phone")),
    el("p", { class: "state" }, STATES[call.state] ?? call.state),
    el("p", { class: "caller" }, ...digits(call.caller)),
    el("p", { class: "when" }, `${KINDS[call.kind] ?? call.kind} · ${when(call.started)}`),
    call.state === "answered" && drawSpoken(call.spoken, call.language),
    call.state === "ringing" && el("div", { class: "choices" }, ...CHOICES.map((one) => drawChoice(number, ...one))),
  );
}

function drawSpoken(spoken, language) {
  if (!spoken) return el("p", { class: "caption silent" }, "The line is silent.");
  return el("p", { class: "caption" }, icon("speaker"), el("q", language ? { lang: language } : {}, spoken),
    language && el("small", {}, ` ${language}`));
}

function drawChoice(number, deed, words) {
  const press = () => act("phone", { number, do: deed }).catch(complain);
  return el("button", { type: "button", class: deed, click: press }, el("span", {}, icon("phone")), words);
}

function drawText({ sender, text, at }, arrives) {
  return el(
    "article",
    { class: `sms ${arrives ? "arrives" : ""}`, "aria-label": `Message from ${sender}` },
    el("header", {}, el("strong", {}, sender), el("time", { datetime: at }, when(at))),
    el("p", {}, text),
  );
}

function drawEarlier(call) {
  const words = `${STATES[call.state] ?? call.state} from `;
  return el("li", {}, el("span", {}, words, el("b", {}, ...digits(call.caller))), el("time", { datetime: call.started }, when(call.started)));
}

/** Set the last digits apart; to copy, the number is still one word. */
function digits(number) {
  return number ? [number.slice(0, -LAST), el("em", {}, number.slice(-LAST))] : ["No caller ID"];
}

const when = (iso) => new Date(iso).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
