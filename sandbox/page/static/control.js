/** The town hall's page: looks every two seconds what is switched how, and what came of it. */

import { find, icon } from "./dom.js";
import { askHall, turns } from "./hall.js";
import { complaintRow, nothingYet, webhookRow } from "./logs.js";
import { providerCard, telegramCard } from "./switchboard.js";

const PAUSE = 2000; // milliseconds between two looks
const SHOWN = 12; // webhooks
const SHOWN_EACH = 4; // complaints of one provider

const cards = new Map(); // by name
const drawn = new Map(); // what a log showed last, by its id

/** Look once; what was asked before somebody turned a switch is out of date. */
async function look() {
  const turn = turns.count;
  const [telegram, { providers }, { webhooks }, { complaints }] = await Promise.all(
    ["telegram", "providers", "webhooks", "complaints"].map(askHall),
  );
  if (turn !== turns.count) return;
  show("telegram", telegram, telegramCard);
  for (const provider of providers) show(`provider ${provider.name}`, provider, providerCard);
  drawLog("webhooks", webhooks.slice(-SHOWN).reverse(), webhookRow, "No provider has sent a webhook yet.");
  drawLog("complaints", latestOfEach(complaints), complaintRow, "Every request was as documented.");
}

function show(name, state, make) {
  if (!cards.has(name)) {
    cards.set(name, make(state));
    find("cards").append(cards.get(name).card);
  }
  cards.get(name).show(state);
}

function latestOfEach(complaints) {
  return Object.entries(complaints).flatMap(([provider, sentences]) =>
    sentences.slice(-SHOWN_EACH).reverse().map((sentence) => ({ provider, sentence })),
  );
}

/** Draw a log anew only if it changed: somebody may be reading or copying. */
function drawLog(id, entries, row, otherwise) {
  const now = JSON.stringify(entries);
  if (drawn.get(id) === now) return;
  drawn.set(id, now);
  find(id).replaceChildren(...(entries.length ? entries.map(row) : [nothingYet(otherwise)]));
}

async function keepLooking() {
  try {
    if (!document.hidden) await look();
    document.body.classList.remove("offline");
  } catch {
    document.body.classList.add("offline");
  }
  setTimeout(keepLooking, PAUSE);
}

find("to-chat").append(icon("back"));
find("to-chat").hash = location.hash; // the chat one came from
keepLooking();
