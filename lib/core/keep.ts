import * as z from "zod";
import { joinKey, type LedgerKey } from "./key.ts";
import type { Instant } from "./time.ts";

export const keepStates = ["kept", "proposed"] as const;
export type KeepState = (typeof keepStates)[number];

const Noted = z.object({
  path: z.string().exactOptional(),
  name: z.string().exactOptional(),
  ref: z.string().exactOptional(),
  tag: z.boolean().exactOptional(),
  release: z.string().exactOptional(),
  pipelineId: z.int().exactOptional(),
  why: z.string(),
  rules: z.array(z.string()),
  since: z.number(),
  sizeBytes: z.number().exactOptional(),
  state: z.enum(keepStates),
  proposal: z.object({ reason: z.string(), since: z.number() }).exactOptional(),
});

/** What an entry of the keep ledger says, beside where it stands. */
export interface NotedKeep {
  /** The project's path when it was entered. */
  readonly path?: string;
  /** The job's name. */
  readonly name?: string;
  /** What the job or the pipeline ran for. */
  readonly ref?: string;
  /** Whether that is a tag. */
  readonly tag?: boolean;
  /** The tag of the release that it is kept for. */
  readonly release?: string;
  readonly pipelineId?: number;
  /** In words. */
  readonly why: string;
  /** The rules that want it kept, `rule@version`; none for a release. */
  readonly rules: readonly string[];
  /** Since when it is kept. */
  readonly since: Instant;
  /** Of the files when they were kept, the log not counted. */
  readonly sizeBytes?: number;
  /** `proposed`: what it was kept for is gone, so a person may let it go. It is kept all the same. */
  readonly state: KeepState;
  /** What is gone, and since when that is known. */
  readonly proposal?: { readonly reason: string; readonly since: Instant };
}

/** What is kept and why: an entry of the keep ledger. It is kept as long as its item is there, whatever that says. */
export interface Keep extends Omit<NotedKeep, "since"> {
  /** GitLab's number of the project. */
  readonly project: number;
  /** `job:ID`, or `pipeline:ID` for all jobs of that pipeline. */
  readonly on: string;
  /** Missing for an entry that this version did not write. */
  readonly since?: Instant;
}

/** The ledger scope that a project's keeps stand in. */
export function keptScope(source: string, project: number): string {
  return `kept#${joinKey(source, project)}`;
}

/** Where the keep of `job:ID` or `pipeline:ID` stands. */
export function keptKey({ source, project, on }: { source: string; project: number; on: string }): LedgerKey {
  return { scope: keptScope(source, project), key: on };
}

/** Whether a keep can stand on what is called so: `job:ID` or `pipeline:ID`. */
export function canBeKept(on: string): boolean {
  return /^(job|pipeline):[1-9]\d{0,15}$/.test(on);
}

/** The ledger scope that lists the projects of a source that ever had a keep: one item each, so that none waits for another. */
export function keptProjectsScope(source: string): string {
  return `kept#${joinKey(source)}`;
}

/** Where it is noted that a project has keeps. */
export function keptProjectKey(source: string, project: number): LedgerKey {
  return { scope: keptProjectsScope(source), key: String(project) };
}

/** What a keep's item says about it. */
export function keepText(keep: NotedKeep): string {
  return JSON.stringify(keep);
}

/** What an item says; `undefined`: nothing that this version knows. */
export function readNoted(text: string): NotedKeep | undefined {
  try {
    return Noted.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The keep that an item is; one whose text says nothing that we know is kept all the same. */
export function readKeep(project: number, on: string, text: string): Keep {
  return { project, on, ...(readNoted(text) ?? { why: text, rules: [], state: "kept" }) };
}

/** A keep whose tag, release or branch is gone: from now on a proposal, and kept all the same. */
export function proposed(keep: NotedKeep, reason: string, now: Instant): NotedKeep {
  const since = keep.proposal?.since ?? now;
  return { ...keep, state: "proposed", proposal: { reason, since } };
}

/** A keep whose tag, release or branch is there, or is there again. */
export function keptAgain({ proposal: _, ...keep }: NotedKeep): NotedKeep {
  return { ...keep, state: "kept" };
}
