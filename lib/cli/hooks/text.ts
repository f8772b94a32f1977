import { styleText } from "node:util";
import { spanText } from "../../core/span.ts";
import type { Instant } from "../../core/time.ts";
import { counted } from "../count.ts";
import { safe } from "../render.ts";
import { tableLines } from "../rules/table.ts";
import type { HookAnswer } from "./answers.ts";

type Colour = Parameters<typeof styleText>[0];

const colours: Readonly<Record<HookAnswer["state"], Colour>> = {
  working: "green",
  paused: "yellow",
  disabled: "red",
  unknown: "gray",
  missing: "red",
};

const heads = ["state", "of", "hook", "since", "seen", "resent", "waiting", "what to do"];

/** Webhooks as a table. */
export function hookTable(hooks: readonly HookAnswer[], now: Instant): string[] {
  const ago = (at: Instant) => `${spanText((now - at) / 1000)} ago`;
  return tableLines(
    heads,
    hooks.map((one) => [
      styleText(colours[one.state], one.state),
      ownerText(one),
      one.state === "missing" ? "" : String(one.hook),
      ago(one.since),
      ago(one.seenAt),
      String(one.resent),
      String(one.waiting),
      safe(one.words),
    ]),
  );
}

function ownerText({ project, group, path }: HookAnswer): string {
  if (project === undefined) return `group ${safe(path ?? group ?? "?")}`;
  return path === undefined ? `project ${project}` : safe(path);
}

const wanting: ReadonlySet<HookAnswer["state"]> = new Set(["paused", "disabled", "missing"]);

/** How many hooks need somebody; nothing where none does. */
export function lackText(hooks: readonly HookAnswer[]): string | undefined {
  const lacking = hooks.filter(({ state }) => wanting.has(state));
  if (lacking.length === 0) return undefined;
  const names = [...new Set(lacking.map(({ state }) => state))].join(", ");
  return `${counted(lacking.length, "hook brings", "hooks bring")} nothing now (${names}): until that is mended the patrol finds what it would tell`;
}
