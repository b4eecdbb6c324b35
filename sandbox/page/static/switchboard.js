/** The cards of the town hall: one per provider with its mode and switches, one for Telegram. */

import { el, face } from "./dom.js";
import { turn } from "./hall.js";
import { titled } from "./logs.js";
import { toast } from "./notices.js";

const MODES = [
  ["up", "Up", "Works as documented."],
  ["slow", "Slow", "Does everything at once, answers 20 seconds later."],
  ["down", "Down", "Answers 503 to everything, does nothing."],
  ["no_funds", "No funds", "Refuses whatever costs money."],
  ["bad_credentials", "Bad credentials", "Finds no key good enough."],
];
const TELEGRAM_MODES = [
  ["up", "Up", "Works as documented."],
  ["down", "Down", "Answers 502 to everything."],
];
const ERRANDS = [
  ["Deliver the last update again", { redeliver: true }, "Delivered once more."],
  ["Lose the next answer", { lose_answers: 1 }, "The next call is carried out and answered with an error."],
];

/** Make a provider's card; `show` brings it up to date. */
export function providerCard({ name, switches }) {
  const modes = modeButtons(MODES, name, (mode) => turnAndShow({ mode }));
  const counts = el("p", { class: "counts" });
  const own = Object.entries(switches).map(([key, value]) => makeSwitch(key, value, turnAndShow));
  const card = el(
    "article",
    { class: "card", "aria-label": titled(name) },
    el("header", {}, face(name, tintOf(name)), el("h3", {}, titled(name)), counts),
    ...modes.nodes,
    own.length > 0 && el("div", { class: "switches" }, ...own.map((one) => one.row)),
  );

  async function turnAndShow(wanted) {
    const turned = await turn(`provider/${name}`, wanted);
    if (turned) showSwitches(turned.mode, turned);
  }
  function showSwitches(mode, values) {
    card.dataset.mode = mode;
    modes.show(mode);
    for (const one of own) one.show(values[one.key]);
  }
  function show({ mode, switches: values, charged, complaints }) {
    showSwitches(mode, values);
    counts.replaceChildren(`${charged} charged`, complaints > 0 && el("b", {}, counted(complaints, "complaint")) || "");
  }
  return { card, show };
}

/** Make Telegram's card. */
export function telegramCard() {
  const modes = modeButtons(TELEGRAM_MODES, "Telegram", async (mode) => {
    const turned = await turn("telegram", { down: mode === "down" });
    if (turned) show(turned);
  });
  const errands = ERRANDS.map(([words, wanted, done]) => {
    const press = async () => (await turn("telegram", wanted)) && toast(done);
    return el("button", { type: "button", class: "errand", click: press }, words);
  });
  const header = el("header", {}, face("Telegram", tintOf("Telegram")), el("h3", {}, "Telegram"));
  const card = el("article", { class: "card", "aria-label": "Telegram" }, header, ...modes.nodes, el("div", { class: "errands" }, ...errands));

  function show({ down }) {
    card.dataset.mode = down ? "down" : "up";
    modes.show(card.dataset.mode);
  }
  return { card, show };
}

function modeButtons(modes, name, choose) {
  const explained = el("p", { class: "explained" });
  const buttons = modes.map(([mode, words]) =>
    el("button", { type: "button", value: mode, click: () => choose(mode) }, words),
  );
  const group = el("div", { class: modes.length > 2 ? "modes" : "modes two", role: "group", "aria-label": `Mode of ${titled(name)}` }, ...buttons);
  const show = (current) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.value === current));
    explained.textContent = modes.find(([mode]) => mode === current)?.[2] ?? "";
  };
  return { nodes: [group, explained], show };
}

/** Make a switch of the kind its value is; a field in which somebody writes is left alone. */
function makeSwitch(key, value, choose) {
  const kind = { boolean: "checkbox", number: "number" }[typeof value] ?? "text";
  const read = { checkbox: () => input.checked, number: () => Math.trunc(input.valueAsNumber), text: () => input.value }[kind];
  const change = () => (Number.isNaN(read()) ? null : choose({ [key]: read() }));
  const looks = { type: kind, change, autocomplete: "off", role: kind === "checkbox" && "switch" };
  const input = el("input", looks);
  const show = (now) => {
    if (kind === "checkbox") input.checked = now;
    else if (document.activeElement !== input) input.value = now;
  };
  return { key, show, row: el("label", { class: kind }, el("span", {}, titled(key)), input) };
}

const counted = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
const tintOf = (name) => [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0);
