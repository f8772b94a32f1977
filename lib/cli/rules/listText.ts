import { styleText } from "node:util";
import * as z from "zod";
import { inline } from "../../rules/diff/inline.ts";
import { Mode, modeText } from "../../rules/mode.ts";
import { safe } from "../render.ts";
import type { Book } from "./book.ts";

/** One that is set aside may be anything. */
const Row = z
  .looseObject({
    id: z.string(),
    mode: Mode,
    on: z.array(z.unknown()).default([]),
    do: z.looseObject({ action: z.string() }),
    limit: z.record(z.string(), z.unknown()).default({}),
    require: z.record(z.string(), z.unknown()).optional(),
    owner: z.string().optional(),
    until: z.string().optional(),
  })
  .partial()
  .catch({});

/** Each rule as the cells of a table, and as programs get it. */
export function ruleRows({ rulebook, setAside }: Book) {
  const aside = new Map(setAside.map(({ id, reason }) => [id, reason]));
  return (rulebook?.rules ?? []).map((rule: unknown, at) => {
    const row = Row.parse(rule);
    const { id = `rule-${at + 1}`, mode, on = [], do: verb, limit = {}, require, owner, until } = row;
    const reason = aside.get(id);
    const told = { id, mode, on, verb: verb?.action, limit, require, owner, until, setAside: reason };
    const cells = [
      safe(id),
      modeCell(mode),
      on.map(onText).map(safe).join(", "),
      safe(verb?.action ?? "?"),
      Object.entries(limit).map(limitText).map(safe).join(" "),
      Object.values(require ?? {})
        .map((value) => safe(inline(value)))
        .join(", "),
      safe(owner ?? ""),
      safe(until ?? ""),
      reason === undefined ? "" : `${styleText("red", "set aside")}  ${safe(reason)}`,
    ];
    return { told, cells };
  });
}

function modeCell(mode: Mode | undefined): string {
  if (mode === undefined) return "?";
  const text = safe(modeText(mode));
  return text.startsWith("enforce") ? styleText("green", text) : styleText("gray", text);
}

function onText(trigger: unknown): string {
  if (typeof trigger === "string") return trigger;
  return Object.entries(Object(trigger))
    .map(([kind, what]) => (typeof what === "string" ? `${kind} ${what}` : kind))
    .join();
}

const shortNames: Readonly<Record<string, string>> = {
  perJob: "/job",
  perPipeline: "/pipeline",
  perSha: "/sha",
  perProjectPerHour: "/project·hour",
  perRulePerDay: "/day",
  percentPerDay: "%/day",
  bytesPerDay: "B/day",
};

/** `2/job`, `50/project·hour`. */
function limitText([key, most]: [string, unknown]): string {
  return `${String(most)}${shortNames[key] ?? ` ${key}`}`;
}
