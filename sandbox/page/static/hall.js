/** Asking the town hall, and turning its switches. */

import { complain } from "./notices.js";
import { read } from "./town.js";

export const turns = { count: 0 }; // how often a switch was turned on this page

export const askHall = async (what) => read(await fetch(`/town/${what}`));

/** Turn switches; gives what the hall answers, or complains and gives null. */
export async function turn(what, wanted) {
  turns.count += 1;
  const headers = { "Content-Type": "application/json" };
  try {
    return await read(await fetch(`/town/${what}`, { method: "POST", headers, body: JSON.stringify(wanted) }));
  } catch (error) {
    complain(error);
    return null;
  } finally {
    turns.count += 1; // also what was asked meanwhile is out of date
  }
}
