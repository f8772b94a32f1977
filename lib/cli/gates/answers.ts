import * as z from "zod";
import { readEntry } from "../../store/entryItem.ts";

// What the API answers about gates.

const Person = z.object({ userId: z.int(), username: z.string() });
const Said = Person.extend({ at: z.number(), reason: z.string().exactOptional() });

const Gate = z.object({
  project: z.int(),
  path: z.string().exactOptional(),
  job: z.int(),
  name: z.string(),
  task: z.string(),
  pipelineId: z.int().exactOptional(),
  ref: z.string().exactOptional(),
  environment: z.string().exactOptional(),
  sha: z.string().exactOptional(),
  rules: z.array(z.string()),
  /** What a yes is a yes to; empty: nobody has looked at it yet. */
  digest: z.string(),
  /** The names of the variables and inputs that it is played with. */
  variables: z.array(z.string()),
  openedAt: z.number(),
  expiresAt: z.number().exactOptional(),
  waitsFor: z.string(),
  lookedAt: z.number(),
  approvals: z.array(Said),
  override: z
    .object({
      asked: Said,
      granted: Said.exactOptional(),
      digest: z.string(),
      forSeconds: z.number(),
      until: z.number().exactOptional(),
    })
    .exactOptional(),
  armed: Said.extend({ until: z.number() }).exactOptional(),
  closed: z.object({ how: z.string(), at: z.number(), why: z.string(), by: Person.exactOptional() }).exactOptional(),
  parkedUntil: z.number().exactOptional(),
  reminded: z.object({ at: z.number(), times: z.int() }).exactOptional(),
  escalatedAt: z.number().exactOptional(),
  playedAt: z.number().exactOptional(),
  url: z.string().exactOptional(),
});
export type GateAnswer = z.infer<typeof Gate>;

const Standing = Gate.extend({
  state: z.enum(["open", "closed"]),
  /** Why nobody waits there any more: `played`, `ended`, `rejected`, `expired`, `disarmed` or `stale`; and in words. */
  how: z.string().exactOptional(),
  why: z.string().exactOptional(),
  taskState: z.string().exactOptional(),
  /** When somebody looks at it again. */
  due: z.number().exactOptional(),
  /** What the last look came to. */
  last: z.string().exactOptional(),
});
export type StandingAnswer = z.infer<typeof Standing>;

const Need = z.object({
  /** `rule@version` */
  rule: z.string(),
  approvals: z
    .object({ count: z.int(), given: z.array(Said), void: z.array(Said.extend({ why: z.string() })) })
    .exactOptional(),
  calendar: z
    .object({
      name: z.string(),
      isOpen: z.boolean(),
      why: z.string().exactOptional(),
      opensAt: z.number().exactOptional(),
    })
    .exactOptional(),
});
export type NeedAnswer = z.infer<typeof Need>;

export const GateList = z.object({ gates: z.array(Standing), more: z.boolean(), unread: z.int(), now: z.number() });

export const GateShown = z.object({
  gate: Standing,
  needs: z.array(Need),
  /** Its place among those that wait for their calendars, as they open. */
  parked: z.object({ position: z.int(), of: z.int() }).exactOptional(),
  /** In what the rules are others than when it was looked at. */
  changed: z.string().exactOptional(),
  entries: z.array(z.record(z.string(), z.unknown())).transform((items) => items.map(readEntry)),
  notes: z.array(z.string()),
  /** When it was asked. */
  now: z.number(),
});
export type GateShown = z.infer<typeof GateShown>;

export const GateArmed = z.object({
  gate: Gate,
  task: z.object({ id: z.string(), state: z.string() }),
  person: Person,
});

/** Once `gate.override` is granted its calendar is set aside until then. */
export const GateOverridden = z.object({ gate: Gate, person: Person });

/** `late`: its play was sent already. */
export const GateDisarmed = z.object({ gate: Gate, person: Person, late: z.string().exactOptional() });
