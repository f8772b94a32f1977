import * as z from "zod";
import type { TriggerKind } from "../core/action.ts";
import { nearest } from "../core/nearest.ts";
import { Schedule } from "./schedule.ts";
import { got, shown } from "./wording.ts";

const wanted = "expected job, pipeline, deployment, { schedule: … } or { command: … }";
const kinds = ["job", "pipeline", "deployment"] as const;

/** What may cause a rule. */
export const Trigger = z.union(
  [
    z.enum(kinds, {
      error: ({ input }) => (input === undefined ? undefined : `${wanted}, got ${got(input)}${near(input)}`),
    }),
    z.strictObject({ schedule: Schedule }),
    z.strictObject({ command: z.string().min(1, { error: "expected a verb that people say in chat, such as play" }) }),
  ],
  { error: wanted },
);
export type Trigger = z.infer<typeof Trigger>;

function near(input: unknown): string {
  const meant = typeof input === "string" ? nearest(input, kinds) : undefined;
  return meant === undefined ? "" : `; did you mean ${shown(meant)}?`;
}

/** The kind of event that a trigger waits for. */
export function kindOf(trigger: Trigger): TriggerKind {
  if (typeof trigger === "string") return trigger;
  return "schedule" in trigger ? "schedule" : "command";
}
