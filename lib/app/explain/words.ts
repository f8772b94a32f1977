import type { Rule } from "../../rules/rulebook.ts";

type Trigger = Rule["on"][number];

/** What causes a rule, each in a few words. */
export function causesOf({ on }: Pick<Rule, "on">): readonly string[] {
  return on.map(causeText);
}

function causeText(on: Trigger): string {
  if (typeof on === "string") return on;
  if ("command" in on) return `the command ${on.command}`;
  const { every, at, zone, cron } = on.schedule;
  const when = every === undefined ? `cron ${cron ?? ""}` : `every ${every}`;
  return `${when}${at === undefined ? "" : ` at ${at}`}${zone === undefined ? "" : ` ${zone}`}`;
}
