import * as z from "zod";
import type { Keep } from "./keep.ts";
import { joinKey, type LedgerKey } from "./key.ts";
import type { Instant } from "./time.ts";

/** "Never delete this": who said so, when and why. */
export interface Hold {
  /** GitLab's number of the project. */
  readonly project: number;
  /** `job:ID`, `pipeline:ID` for all jobs of that pipeline, or `project` for all of its jobs. */
  readonly on: string;
  /** What it stems from: a person, or an entry of the keep ledger. */
  readonly by: "person" | "keep" | "release";
  /** The person; of a keep its rules, of a release its tag. */
  readonly who: string;
  /** Missing for a hold that this version did not write. */
  readonly at?: Instant;
  readonly reason: string;
}

/** Whether a hold can stand on what is called so: `job:ID`, `pipeline:ID` or `project`. */
export function canBeHeld(on: string): boolean {
  return on === "project" || /^(job|pipeline):[1-9]\d{0,15}$/.test(on);
}

/** The ledger scope that a project's holds stand in. A hold stands as long as its item is there, whatever it says. */
export function holdScope(source: string, project: number): string {
  return `hold#${joinKey(source, project)}`;
}

/** Where the projects are listed that ever had a hold. */
export function heldProjectsKey(source: string): LedgerKey {
  return { scope: `hold#${joinKey(source)}`, key: "projects" };
}

/**
 * Where it is noted that a project ever had a hold: written with each hold, never taken away. A transaction cannot ask
 * whether a scope is empty, but it can ask whether this is there.
 */
export function heldProjectKey(source: string, project: number): LedgerKey {
  return { scope: `hold#${joinKey(source)}`, key: String(project) };
}

/** Where the deletes in flight of a project are counted that spare none of its jobs; each counts under `project` as well. */
export const projectWide = "project-wide";

/**
 * Where the deletes in flight are counted of what a hold stands on.
 *
 * @param on `job:ID`, `pipeline:ID`, `project` or `projectWide`
 */
export function flightKey({ source, project, on }: { source: string; project: number; on: string }): LedgerKey {
  return { scope: `inflight#${joinKey(source, project)}`, key: on };
}

/** What destroys what a job left behind. */
export const destroyingVerbs = ["deleteArtifacts", "erase"] as const;
type DestroyingVerb = (typeof destroyingVerbs)[number];

/** Where the mark of a job's newest delete, or erase, was noted. */
export function markKey(
  { source, project, on }: { source: string; project: number; on: string },
  verb: DestroyingVerb = "deleteArtifacts",
): LedgerKey {
  return { scope: `mark#${joinKey(source, project)}`, key: verb === "erase" ? `${on}/erase` : on };
}

const Value = z.object({ who: z.string(), at: z.number(), reason: z.string() });

/** What a hold's item says about it. */
export function holdText({ who, at, reason }: Pick<Hold, "who" | "reason"> & { readonly at: Instant }): string {
  return JSON.stringify({ who, at, reason });
}

/** The hold that an item is; one whose text says nothing that we know holds all the same. */
export function readHold(project: number, on: string, text: string): Hold {
  const read = Value.safeParse(json(text));
  return { project, on, by: "person", ...(read.data ?? { who: "somebody", reason: text }) };
}

/** The hold that an entry of the keep ledger is. */
export function holdOfKeep({ project, on, release, rules, why, since }: Keep): Hold {
  const by = release === undefined ? "keep" : "release";
  const who = release ?? (rules.join(", ") || "somebody");
  return { project, on, by, who, ...(since !== undefined && { at: since }), reason: why };
}

const Projects = z.array(z.int());

/** The projects that are listed; `undefined` where the list cannot be read. */
export function readHeldProjects(text: string | undefined): readonly number[] | undefined {
  return Projects.safeParse(json(text ?? "[]")).data;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
