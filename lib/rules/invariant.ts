import * as z from "zod";
import { Conditions } from "./conditions.ts";
import { oneOrMany } from "./fields.ts";
import { Projects } from "./projects.ts";
import { validate } from "./validate.ts";

const Unless = z
  .strictObject({
    /** So many people must have approved. */
    approvals: z
      .int({ error: "expected a whole number of approvals" })
      .min(1, { error: "expected at least 1 approval" })
      .max(20, { error: "expected at most 20 approvals" })
      .exactOptional(),
    /** The rule must wait for this calendar. */
    calendar: z.string().min(1, { error: "expected the name of a calendar" }).exactOptional(),
  })
  .refine((unless) => Object.keys(unless).length > 0, { error: "expected `approvals`, `calendar` or both" });

/**
 * What no rule may do, whatever it says.
 *
 * @param verb reads the name of an action
 */
export function invariantOf(verb: z.ZodType<string>) {
  return z.strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, {
      error: "expected an id of a-z, 0-9 and -, 1 to 64 of them, and no - in front",
    }),
    description: z.string().exactOptional(),
    /** Missing: everywhere. */
    projects: Projects.exactOptional(),
    never: oneOrMany(verb),
    /** To jobs like this; missing: to any. */
    when: Conditions.exactOptional(),
    /** A rule that requires all of this is free to. */
    unless: Unless.exactOptional(),
  });
}

/** A promise that a team makes to itself: "never delete artifacts of tag pipelines". */
export type Invariant = z.infer<ReturnType<typeof invariantOf>>;

/** A stored invariant that this version cannot use, and why. */
export interface BrokenInvariant {
  readonly id: string;
  /** The verbs that it is against; missing: not even that can be read, and it is against all of them. */
  readonly never?: readonly string[];
  readonly reason: string;
}

/** An invariant as it is stored. */
const Stored = z.lazy(() => invariantOf(z.string()));

const Named = z.looseObject({
  id: z.string().optional().catch(undefined),
  never: z.array(z.string()).min(1).optional().catch(undefined),
});

/** A stored invariant, checked as strictly as a written one. */
export function readInvariant(json: unknown, position: number): Invariant | BrokenInvariant {
  const read = validate(Stored, json);
  if ("data" in read) return read.data;
  const { id = `invariant-${position + 1}`, never } = Named.safeParse(json).data ?? {};
  const [fault] = read.faults;
  const where = [...(fault?.path ?? []), ...(fault?.key === undefined ? [] : [fault.key])].join(".");
  const reason = `${where ? `${where}: ` : ""}${fault?.message ?? "it cannot be read"}`;
  return { id, ...(never && { never }), reason };
}
