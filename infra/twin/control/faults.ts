import * as z from "zod";
import { type Answer, json } from "../api/answer.ts";
import type { Aim, Fault, FaultOf } from "../faults/fault.ts";
import type { Listed } from "../faults/faults.ts";
import type { Twin } from "../twin.ts";
import { ControlError, readGiven } from "./given.ts";

// Faults as the control reads and shows them: the fields of each kind, and those that all kinds have.

const bytes = z.int({ error: "give a number of bytes" }).nonnegative({ error: "give a number of bytes" });
const mostPaddingBytes = 4_294_967_296;
const padding = bytes.max(mostPaddingBytes, { error: "at most 4 GiB" }).exactOptional();
const millis = z
  .int({ error: "give milliseconds" })
  .nonnegative({ error: "give milliseconds" })
  .max(600_000, { error: "at most ten minutes" });
const seconds = z.number({ error: "give seconds" }).nonnegative({ error: "give seconds, not negative" });
const text = (what: string) => z.string({ error: `give ${what}` }).min(1, { error: `give ${what}` });

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~\w-]+$/, { error: "give a header's name" });
const headerValue = z
  .string({ error: "give a text" })
  .regex(/^[\t\x20-\x7e\x80-\xff]+$/, { error: "give one line that can stand in a header" });

/** One of these words or numbers, which the error lists. */
function oneOf<const W extends readonly (string | number)[]>(...words: W) {
  return z.literal(words, { error: `give one of ${words.join(", ")}` });
}

const countWords = 'give a whole number from 1, or "all"';

const aim = {
  method: z
    .string({ error: "give a method such as POST" })
    .regex(/^[A-Z]+$/, { error: "give a method such as POST" })
    .exactOptional(),
  path: z
    .string({ error: "give a regular expression for the path" })
    .refine(isPattern, { error: "is no regular expression" })
    .transform((pattern) => new RegExp(pattern))
    .exactOptional(),
  user: text("a username").exactOptional(),
  token: text("a token").exactOptional(),
  skip: z
    .int({ error: "give a whole number" })
    .nonnegative({ error: "give a whole number, not negative" })
    .exactOptional(),
  count: z.union([z.int().positive({ error: countWords }), z.literal("all")], { error: countWords }).exactOptional(),
  chance: z
    .number({ error: "give 0 to 1" })
    .min(0, { error: "give 0 to 1" })
    .max(1, { error: "give 0 to 1" })
    .exactOptional(),
  seed: z.int({ error: "give a whole number" }).exactOptional(),
};

const when = oneOf("before", "after").exactOptional();
const gatewayStatus = oneOf(500, 502, 503, 504, 520, 521, 522, 523, 524);

/** What a kind has beside its aim: a schema for each field. */
type Fields<K extends Fault["kind"]> = {
  readonly [F in Exclude<keyof FaultOf<K>, keyof Aim | "kind">]-?: z.ZodType<FaultOf<K>[F]>;
};

const own = {
  "500before": {},
  "500after": {},
  dropBefore: {},
  dropAfter: {},
  reset: { when },
  hang: { when },
  error: { status: gatewayStatus, by: oneOf("gitlab", "nginx", "cloudflare").exactOptional(), when },
  "429": { retryAfterSeconds: seconds.exactOptional() },
  html: { page: oneOf("gateway", "signIn", "signInRedirect", "maintenance").exactOptional() },
  redirect: { status: oneOf(301, 302, 303, 307, 308).exactOptional(), to: headerValue.exactOptional() },
  blocked: {},
  answer: {
    status: z
      .int({ error: "give a status" })
      .min(200, { error: "give 200 to 599" })
      .max(599, { error: "give 200 to 599" }),
    headers: z.record(headerName, headerValue).exactOptional(),
    body: z.string({ error: "give a text" }).exactOptional(),
    when,
  },
  latency: { delayMillis: millis.exactOptional(), delaySeconds: seconds.exactOptional(), when },
  late: {
    afterSeconds: seconds.exactOptional(),
    reply: oneOf("drop", "reset", "hang", 500, 502, 503, 504, 520, 521, 522, 523, 524).exactOptional(),
  },
  stale: { lagSeconds: seconds.exactOptional() },
  cut: { afterBytes: bytes.exactOptional() },
  slow: {
    chunkBytes: z
      .int({ error: "give a number of bytes" })
      .positive({ error: "give at least one byte" })
      .exactOptional(),
    pauseMillis: millis.exactOptional(),
  },
  truncated: { afterBytes: bytes.exactOptional() },
  contentType: { type: headerValue.nullable().exactOptional() },
  large: { paddingBytes: padding },
  bomb: { paddingBytes: padding },
  noId: {},
  oldId: {},
  fields: {
    set: z.record(z.string(), z.unknown(), { error: "give an object" }).exactOptional(),
    drop: z.array(text("a field"), { error: "give a list of fields" }).exactOptional(),
  },
  shuffled: {},
  emptyPage: {},
  link: { to: oneOf("host", "list", "scheme", "same", "endless") },
} satisfies { readonly [K in Fault["kind"]]: Fields<K> };

type Kind = keyof typeof own;

const kinds = Object.keys(own) as Kind[];
const GivenKind = z.looseObject({ kind: z.enum(kinds, { error: `give one of ${kinds.join(", ")}` }) });

/** Of one kind alone, so that an error tells the fields of that kind; that they are a fault's is what `own` satisfies. */
function schemaOf(kind: Kind): z.ZodType<Fault> {
  return z.strictObject({ kind: z.literal(kind), ...aim, ...own[kind] }) as z.ZodType as z.ZodType<Fault>;
}

export function addFault(twin: Twin, _ids: readonly number[], body: string): Answer {
  const { kind } = readGiven(GivenKind, body);
  const fault = readGiven(schemaOf(kind), body);
  if (fault.kind === "latency" && fault.delayMillis === undefined && fault.delaySeconds === undefined)
    throw new ControlError("latency needs delayMillis (real ones) or delaySeconds (of the twin's clock)");
  return json(201, { id: twin.faultNext(fault) });
}

export function listFaults({ faults }: Twin): Answer {
  return json(200, faults.list().map(shown));
}

/** One, or all. */
export function clearFaults({ faults }: Twin, [id]: readonly number[]): Answer {
  const cleared = faults.clear(id);
  if (id !== undefined && cleared === 0) throw new ControlError(`there is no fault ${id} any more`);
  return json(200, { cleared });
}

function shown({ id, fault, hits, left }: Listed) {
  return { id, ...fault, ...(fault.path && { path: fault.path.source.replaceAll("\\/", "/") }), hits, left };
}

function isPattern(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern));
  } catch {
    return false;
  }
}
