import { createHash } from "node:crypto";
import * as z from "zod";
import type { Project } from "../core/event.ts";
import { typed } from "./fields.ts";

const wanted = "expected report, enforce, off, or a share of the projects such as { enforce: 10% }";

const Share = z
  .string({ error: typed("expected a share such as 10%") })
  .regex(/^([1-9]\d?|100)%$/, { error: "expected a whole number of percent from 1% to 100%" });

/** What a rule's yes leads to: nothing but a report, the effect, nothing at all, or the effect in a share of the projects. */
export const Mode = z.union([z.enum(["report", "enforce", "off"]), z.strictObject({ enforce: Share })], {
  error: typed(wanted),
});
export type Mode = z.infer<typeof Mode>;

/** Whether a rule acts in a project; elsewhere its yes is only reported, or it is off. */
export function actsIn({ id, mode }: { readonly id: string; readonly mode: Mode }, { id: project }: Project): boolean {
  if (typeof mode === "string") return mode === "enforce";
  return placeOf(id, project) < Number.parseInt(mode.enforce, 10) * 100;
}

/** Whether it acts anywhere. */
export function actsSomewhere({ mode }: { readonly mode: Mode }): boolean {
  return typeof mode === "object" || mode === "enforce";
}

/**
 * Where a project stands in a rule's row of 10,000: the same in every version and on every machine, so that a share that
 * grows keeps the projects that it had. Each rule has a row of its own: no project is the first to meet them all.
 */
function placeOf(rule: string, project: number): number {
  return createHash("sha256").update(`${rule}/${project}`).digest().readUInt32BE(0) % 10_000;
}

/** As rules write it: `report`, `enforce 10%`. */
export function modeText(mode: Mode): string {
  return typeof mode === "string" ? mode : `enforce ${mode.enforce}`;
}
