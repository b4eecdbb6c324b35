/** Calling a number from a phone, and what is heard then. */

import { el, icon } from "./dom.js";
import { readNumber } from "./numbers.js";
import { act } from "./town.js";

/** Make the dial field of a phone. */
export function dialFrom(number) {
  const looks = { type: "tel", placeholder: "Call a number", "aria-label": `Call a number from ${number}` };
  const field = el("input", { ...looks, autocomplete: "off", enterkeyhint: "go" });
  const heard = el("output", {});
  const call = async (event) => {
    event.preventDefault();
    if (!field.value.trim()) return field.focus();
    say(heard, "calling", "Calling…");
    try {
      const answer = await act("phone", { number, do: "dial", to: readNumber(field.value) });
      say(heard, "caption", ...(answer.heard ? [icon("speaker"), el("q", {}, answer.heard)] : ["The line is silent."]));
    } catch (error) {
      say(heard, "wrong", error.message);
    }
  };
  const button = el("button", { class: "dial-key", "aria-label": `Call from ${number}` }, icon("phone"));
  return el("form", { class: "dial", submit: call }, field, button, heard);
}

function say(heard, kind, ...words) {
  heard.className = kind;
  heard.replaceChildren(...words);
}
