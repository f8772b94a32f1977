import { whyNoCron } from "./moments.ts";
import type { Fault } from "./validate.ts";

/** What is wrong with the crons of a rulebook, as it was written, beside their shape: whatever else is wrong with it. */
export function cronFaults(value: unknown): Fault[] {
  const { rules } = Object(value) as { rules?: unknown };
  if (!Array.isArray(rules)) return [];
  return rules.flatMap((rule: unknown, at) => {
    const { on } = Object(rule) as { on?: unknown };
    const triggers: readonly unknown[] = Array.isArray(on) ? on : [on];
    return triggers.flatMap((trigger, place) => {
      const { schedule } = Object(trigger) as { schedule?: unknown };
      const { cron } = Object(schedule) as { cron?: unknown };
      if (typeof cron !== "string" || cron.trim().split(/\s+/).length !== 5 || cron.includes("?")) return [];
      const message = whyNoCron(cron);
      const path = ["rules", at, "on", ...(Array.isArray(on) ? [place] : []), "schedule", "cron"];
      return message === undefined ? [] : [{ path, message }];
    });
  });
}
