import { styleText } from "node:util";
import { spanText } from "../../core/span.ts";
import type { Instant } from "../../core/time.ts";
import { counted } from "../count.ts";
import { safe } from "../render.ts";
import { tableLines } from "../rules/table.ts";
import type { TokenAnswer } from "./answers.ts";

type Colour = Parameters<typeof styleText>[0];

const colours: Readonly<Record<TokenAnswer["state"], Colour>> = {
  valid: "green",
  expiring: "yellow",
  refused: "red",
  unknown: "gray",
};

const heads = ["state", "token", "name in GitLab", "user", "scopes", "seen", "what is so"];

/** Access tokens as a table. */
export function tokenTable(tokens: readonly TokenAnswer[], now: Instant): string[] {
  return tableLines(
    heads,
    tokens.map(({ state, name, label = "", userId = "", scopes = [], seenAt, words }) => [
      styleText(colours[state], state),
      safe(name),
      safe(label),
      String(userId),
      safe(scopes.join(", ")),
      `${spanText((now - seenAt) / 1000)} ago`,
      safe(words),
    ]),
  );
}

/** How many tokens need somebody; nothing where none does. */
export function lackText(tokens: readonly TokenAnswer[]): string | undefined {
  const lacking = tokens.filter(({ state }) => state === "refused" || state === "expiring");
  if (lacking.length === 0) return undefined;
  const names = lacking.map(({ name }) => safe(name)).join(", ");
  return `${counted(lacking.length, "token needs", "tokens need")} a new value now (${names}): see docs/rotate.md`;
}
