/** Phone numbers as people type them and as they are shown. */

const E164 = /^\+[1-9]\d{6,14}$/;
const DECORATION = /[\s().-]/g;

/** Read what was typed as E.164; an Error with a sentence where it is no number. */
export function readNumber(typed) {
  const number = typed.replace(DECORATION, "").replace(/^00/, "+").replace(/^(?=[1-9])/, "+");
  if (!E164.test(number)) throw new Error("Write the number like +447700900123.");
  return number;
}

export const spaced = (number) => number.replace(/^(\+44)(\d{4})(\d+)$/, "$1 $2 $3");
