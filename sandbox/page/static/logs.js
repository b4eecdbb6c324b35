/** What the town hall has noted: webhooks on their way, and requests no document allows. */

import { el } from "./dom.js";

const NOBODY = 0; // a status of the postman: no answer at all

export const titled = (name) => name.replaceAll("_", " ");

export function webhookRow({ vendor, posted, statuses }) {
  const when = new Date(posted).toLocaleTimeString("en-GB");
  const attempts = statuses.length ? statuses.map(drawStatus) : [el("span", { class: "status" }, "on its way")];
  return el("li", {}, el("time", { datetime: posted }, when), el("strong", {}, titled(vendor)), el("span", { class: "statuses" }, ...attempts));
}

function drawStatus(status) {
  const verdict = Math.floor(status / 100) === 2 ? "good" : "bad";
  return el("span", { class: `status ${verdict}` }, status === NOBODY ? "no answer" : String(status));
}

export const complaintRow = ({ provider, sentence }) =>
  el("li", {}, el("strong", {}, titled(provider)), el("span", { class: "sentence" }, sentence));

export const nothingYet = (sentence) => el("li", { class: "nothing-yet" }, sentence);
