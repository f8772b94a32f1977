import { randomUUID } from "node:crypto";

/** A text that nobody else has: for owners, entries and transactions. */
export function uniqueText(): string {
  return randomUUID();
}

/** A number from 0 to 1, to spread what would else happen at one moment. Not for secrets. */
export function luck(): number {
  return Math.random();
}
