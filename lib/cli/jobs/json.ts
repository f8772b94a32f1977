import type { JobDetail } from "../../gitlab/answers/detail.ts";

/** Fields of our values that hold a moment: `createdAt`, `expireAt`, `since`. */
const momentName = /^(.+At|since)$/;

/**
 * A value of ours for programs: the same names, with moments as ISO 8601 texts. What is not known is missing, what GitLab
 * says is not there is `null`.
 */
export function jsonOf(value: JobDetail | object): unknown {
  return JSON.parse(JSON.stringify(value, (name, part: unknown) => (isMoment(name, part) ? isoText(part) : part)));
}

/**
 * A value as JSON that a terminal may see: what would steer it (C1 controls, marks that turn a text's direction) is escaped,
 * so that a program reads the same value.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) =>
    // an escape is for one UTF-16 unit
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

function isMoment(name: string, part: unknown): part is number {
  return momentName.test(name) && typeof part === "number";
}

function isoText(at: number): string {
  return new Date(at).toISOString();
}

/** The pieces of one JSON array whose items come one by one: memory holds one at a time. */
export function createArrayText(): { item(value: unknown): string; end(): string } {
  let count = 0;
  return {
    item(value) {
      count++;
      return `${count === 1 ? "[" : ",\n "}${jsonText(value)}`;
    },
    end: () => (count === 0 ? "[]\n" : "]\n"),
  };
}
