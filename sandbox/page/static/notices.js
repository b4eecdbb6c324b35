/** What passes by: toasts, and alerts that wait for an OK. */

import { el, find } from "./dom.js";

const LASTING = 4000; // milliseconds
const MOST = 3; // toasts at once

/** Show a line for a while; `press` makes it a button. */
export function toast(text, { title = "", kind = "plain", press } = {}) {
  const leave = () => note.remove();
  const tapped = () => {
    leave();
    press?.();
  };
  const heading = title && el("strong", {}, title);
  const note = el(press ? "button" : "div", { class: `toast ${kind}`, click: tapped }, heading, text);
  find("toasts").append(note);
  while (find("toasts").children.length > MOST) find("toasts").firstChild.remove();
  setTimeout(leave, LASTING);
}

export const complain = (error) => toast(error.message, { kind: "wrong" });

/** Show a line that has to be read. */
export function alertWith(text) {
  const dialog = find("alert");
  dialog.querySelector("p").textContent = text;
  if (!dialog.open) dialog.showModal();
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyByHand(text);
  }
  toast(`Copied: ${text}`);
}

function copyByHand(text) {
  const field = el("textarea", { class: "offstage", readonly: true });
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy"); // where the browser keeps its clipboard from scripts
  field.remove();
}
