// Text with Telegram entities, as elements. User text only ever becomes text nodes.

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const SAFE = /^(https?|tg|tel|mailto):/i;

function link(address) {
  const a = document.createElement("a");
  if (SAFE.test(address)) a.href = address;
  a.target = "_blank";
  a.rel = "noreferrer noopener";
  return a;
}

function spoiler() {
  const span = document.createElement("span");
  span.className = "spoiler";
  span.tabIndex = 0;
  span.setAttribute("role", "button");
  span.setAttribute("aria-label", "Hidden text");
  const show = () => { span.classList.add("shown"); span.removeAttribute("aria-label"); };
  span.addEventListener("click", show);
  span.addEventListener("keydown", (event) => { if (event.key === "Enter") show(); });
  return span;
}

function moment(entity) {
  const time = document.createElement("time");
  time.dataset.unix = entity.unix_time;
  time.dataset.format = entity.date_time_format ?? "";
  time.dateTime = new Date(entity.unix_time * 1000).toISOString();
  return time;
}

function element(entity, text) {
  switch (entity.type) {
    case "text_link": return link(entity.url);
    case "url": return link(/:\/\//.test(text) ? text : `https://${text}`);
    case "spoiler": return spoiler();
    case "date_time": return moment(entity);
    default: {
      const made = document.createElement(TAGS[entity.type] ?? "span");
      if (entity.type === "expandable_blockquote") {
        made.classList.add("folded");
        made.addEventListener("click", () => made.classList.toggle("folded"));
      }
      if (!TAGS[entity.type]) made.className = entity.type.replaceAll("_", "-");
      return made;
    }
  }
}

/** Build the nodes of `text`; offsets count UTF-16 units, as JavaScript does. */
export function formatted(text, entities = []) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return build(text, sorted, 0, text.length);
}

function build(text, entities, begin, end) {
  const fragment = document.createDocumentFragment();
  let at = begin;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    if (entity.offset < at || entity.offset >= end) continue;
    const stop = Math.min(entity.offset + entity.length, end);
    fragment.append(text.slice(at, entity.offset));
    const made = element(entity, text.slice(entity.offset, stop));
    const inside = entities.slice(i + 1).filter((other) => other.offset + other.length <= stop);
    made.append(build(text, inside, entity.offset, stop));
    fragment.append(made);
    at = stop;
  }
  fragment.append(text.slice(at, end));
  return fragment;
}

function relative(seconds) {
  const size = Math.abs(seconds);
  const [value, unit] = size < 90 ? [size, "second"] : size < 5400 ? [size / 60, "minute"] : [size / 3600, "hour"];
  return new Intl.RelativeTimeFormat("en", { numeric: "always" }).format(Math.sign(seconds) * Math.round(value), unit);
}

/** Count the relative times on the page down; the others stay as they were written. */
export function tick(root) {
  for (const time of root.querySelectorAll("time[data-format='r']")) {
    time.textContent = relative(time.dataset.unix - Date.now() / 1000);
  }
}
