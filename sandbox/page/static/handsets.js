/** The phones of the town: which there are, in what order, and how a new ring is made known. */

import { dialFrom } from "./dialling.js";
import { el, find, icon } from "./dom.js";
import { drawScreen, ringingOn } from "./handset.js";
import { complain, toast } from "./notices.js";
import { readNumber, spaced } from "./numbers.js";
import { tell, town } from "./town.js";

const KEPT = "phones taken along"; // in this tab: when a phone was added, by number

const shown = new Map(); // by number: the phone on the page and the part of it that changes

/** Take in one phone; a new ring or message is made known. */
export function learnHandset(handset) {
  const before = town.handsets.get(handset.number);
  town.handsets.set(handset.number, handset);
  if (!find("handsets").checkVisibility()) announce(handset, before);
  drawHandset(handset, before);
  arrange();
}

export function drawHandsets() {
  for (const number of Object.keys(kept())) {
    if (!town.handsets.has(number)) town.handsets.set(number, { number, calls: [], texts: [] });
  }
  for (const handset of town.handsets.values()) drawHandset(handset, handset);
  arrange();
}

function announce(handset, before) {
  const press = () => tell("pane", "phones");
  const call = handset.calls.at(-1);
  const text = handset.texts.at(-1);
  if (call?.state === "ringing" && call.started !== before?.calls.at(-1)?.started) {
    const title = `${spaced(handset.number)} rings`;
    toast(`${call.caller || "Somebody"} calls`, { title, kind: "call", press });
  }
  if (text && text.at !== before?.texts.at(-1)?.at) {
    toast(text.text, { title: `Message to ${spaced(handset.number)}`, kind: "call", press });
  }
}

/** Draw what changes on a phone; what is being typed below it stays. */
function drawHandset(handset, before) {
  if (!shown.has(handset.number)) shown.set(handset.number, newPhone(handset.number));
  const { phone, screen } = shown.get(handset.number);
  const state = ringingOn(handset) ? "ringing" : (handset.calls.at(-1)?.state ?? "");
  phone.className = `handset ${state}`;
  screen.replaceChildren(...drawScreen(handset, before));
}

function newPhone(number) {
  const screen = el("div", { class: "happenings", "aria-live": "polite" });
  const looks = { class: "handset", "aria-label": `Phone ${number}` };
  return { phone: el("section", looks, el("h3", {}, spaced(number)), screen, dialFrom(number)), screen };
}

/** Put the phone on top on which something happened last. */
function arrange() {
  const panel = find("handsets");
  const phones = [...town.handsets.values()];
  const ordered = phones
    .sort((one, other) => lastMoment(other).localeCompare(lastMoment(one)))
    .map((handset) => shown.get(handset.number).phone);
  if (!ordered.length) ordered.push(panel.querySelector(".quiet-town") ?? nobodyCalled());
  find("phones").classList.toggle("ringing", phones.some(ringingOn));
  const moved = ordered.length !== panel.children.length || ordered.some((phone, at) => phone !== panel.children[at]);
  if (!moved) return;
  const focused = panel.contains(document.activeElement) ? document.activeElement : null;
  panel.replaceChildren(...ordered);
  focused?.focus({ preventScroll: true });
}

/** All moments are UTC in the same notation, so that they sort as words. */
function lastMoment({ number, calls, texts }) {
  const moments = [kept()[number], calls.at(-1)?.started, texts.at(-1)?.at];
  return moments.filter(Boolean).sort().at(-1) ?? "";
}

const kept = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");

/** Take one more phone into the hand, or an old one again. */
function take(number) {
  sessionStorage.setItem(KEPT, JSON.stringify({ ...kept(), [number]: new Date().toISOString() }));
  drawHandsets();
  find("handsets").scrollTop = 0;
  shown.get(number).phone.querySelector("input").focus();
}

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

find("another").addEventListener("submit", (event) => {
  event.preventDefault();
  const [field] = event.target.elements;
  try {
    take(readNumber(field.value));
    field.value = "";
  } catch (error) {
    complain(error);
  }
});
