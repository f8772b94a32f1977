import { randomBytes, randomUUID } from "node:crypto";

/** A text that nobody else has. */
export function uniqueText(): string {
  return randomUUID();
}

/** A text of 43 letters, digits, `-` and `_` that nobody can guess: 256 bits. */
export function secretText(): string {
  return randomBytes(32).toString("base64url");
}

let serial = 0;

/** A short text that nobody else has; of two made within one millisecond by one process the later sorts behind. */
export function orderedText(): string {
  serial = (serial + 1) % 36 ** 5;
  return `${serial.toString(36).padStart(5, "0")}${randomUUID().slice(0, 8)}`;
}

/** A number from 0 to 1, to spread what would else happen at one moment. Not for secrets. */
export function luck(): number {
  return Math.random();
}
