import { createHash } from "node:crypto";

/** Digits and letters that nobody takes for each other. */
const letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const length = 8;

/** A code to be typed off, from a text that nobody can guess. */
export function codeOf(secret: string): string {
  let rest = BigInt(`0x${createHash("sha256").update(secret).digest("hex")}`);
  let code = "";
  while (code.length < length) {
    code += letters[Number(rest % BigInt(letters.length))];
    rest /= BigInt(letters.length);
  }
  return code;
}

/** What somebody typed, as the code is written. */
export function typedCode(text: string): string {
  return text.replace(/[\s-]/g, "").toUpperCase();
}
