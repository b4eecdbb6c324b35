/** Text with entities. Offsets count UTF-16 units, as strings do here. */

import { el } from "./dom.js";
import { moment } from "./moments.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
};
const BLOCKS = new Set(["BLOCKQUOTE", "PRE"]);
const SAFE = /^(https?|mailto|tel):/i;

const address = (text) => (/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`);

const MAKERS = {
  text_link: (inside, entity) => link(inside, entity.url),
  url: (inside, _, text) => link(inside, address(text)),
  email: (inside, _, text) => link(inside, `mailto:${text}`),
  phone_number: (inside) => [el("span", { class: "number" }, ...inside)],
  mention: (inside) => [el("span", { class: "mention" }, ...inside)],
  text_mention: (inside) => [el("span", { class: "mention" }, ...inside)],
  hashtag: (inside) => [el("span", { class: "mention" }, ...inside)],
  bot_command: (inside) => [el("span", { class: "mention" }, ...inside)],
  blockquote: (inside) => [el("blockquote", {}, ...inside)],
  expandable_blockquote: (inside) => [expandable(inside)],
  spoiler: (inside) => [spoiler(inside)],
  date_time: (inside, entity) => [moment(inside, entity)],
};

/** Give the nodes of a text. */
export function rich(text, entities = []) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return span(text, sorted, 0, text.length);
}

function span(text, entities, from, to) {
  const nodes = [];
  let at = from;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const begin = entity.offset;
    const end = Math.min(begin + entity.length, to);
    if (begin < at || begin >= end) continue; // stands inside one already made
    if (begin > at) nodes.push(after(nodes.at(-1), text.slice(at, begin)));
    const within = entities.slice(index + 1).filter((one) => one.offset < end);
    const inside = span(text, within, begin, end);
    nodes.push(...make(entity, inside, text.slice(begin, end)));
    at = end;
  }
  if (at < to) nodes.push(after(nodes.at(-1), text.slice(at, to)));
  return nodes;
}

/** A block ends its line by itself; the line break behind it would make an empty one. */
const after = (node, text) => (BLOCKS.has(node?.tagName) ? text.replace(/^\n/, "") : text);

function make(entity, inside, text) {
  if (entity.type in MAKERS) return MAKERS[entity.type](inside, entity, text);
  if (!(entity.type in TAGS)) return inside;
  const language = entity.language ? { "data-language": entity.language } : {};
  return [el(TAGS[entity.type], language, ...inside)];
}

function link(inside, href) {
  if (!SAFE.test(href)) return inside;
  return [el("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...inside)];
}

function spoiler(inside) {
  const reveal = ({ currentTarget }) => {
    currentTarget.classList.add("revealed");
    for (const name of ["role", "tabindex", "aria-label"]) currentTarget.removeAttribute(name);
  };
  const press = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    reveal(event);
  };
  const hidden = { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden; reveal" };
  return el("span", { ...hidden, click: reveal, keydown: press }, el("span", {}, ...inside));
}

function expandable(inside) {
  const more = el("button", { type: "button", class: "unfold", "aria-expanded": "false" }, "more");
  const quote = el("blockquote", { class: "folded" }, el("div", {}, ...inside), more);
  more.addEventListener("click", () => {
    const folded = quote.classList.toggle("folded");
    more.textContent = folded ? "more" : "less";
    more.setAttribute("aria-expanded", String(!folded));
  });
  requestAnimationFrame(() => {
    const [words] = quote.children; // once it is on the page
    more.hidden = quote.isConnected && words.scrollHeight <= words.clientHeight;
  });
  return quote;
}
