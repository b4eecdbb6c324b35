// The town's side of the page: questions, acts, and the stream of events.

async function read(answer) {
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error ?? "The town did not answer.");
  return body;
}

export async function ask(name, parameters = {}) {
  return read(await fetch(`/page/${name}?${new URLSearchParams(parameters)}`));
}

export async function act(name, body) {
  const headers = { "Content-Type": "application/json" };
  return read(await fetch(`/page/${name}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

export async function upload(fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value != null) form.append(name, value);
  return read(await fetch("/page/file", { method: "POST", body: form }));
}

export function fileAddress(me, fileId) {
  return `/page/download?${new URLSearchParams({ me, file_id: fileId })}`;
}

/** Listen as one person; `back` is called whenever the stream was away and may have missed something. */
export function listen(me, hear, back) {
  const stream = new EventSource(`/page/events?me=${me}`);
  let wasOpen = false;
  stream.onopen = () => { if (wasOpen) back(); wasOpen = true; };
  stream.onmessage = (event) => hear(JSON.parse(event.data));
  return () => stream.close();
}
