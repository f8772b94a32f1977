import * as z from "zod";
import { joinKey, type LedgerKey } from "../key.ts";
import type { Tally } from "../tally.ts";
import type { Instant } from "../time.ts";
import { ProjectTally } from "./projectTally.ts";
import { TallyPart, tallyParts } from "./text.ts";

/** A count that is under way. */
export interface Doing {
  readonly cycle: string;
  /** When it began: all its jobs are judged as of then. */
  readonly at: Instant;
  /** Names and wildcards of the protected branches; missing: not to be learnt. */
  readonly protectedBranches?: readonly string[];
  readonly tally: Tally;
}

const DoingNote = z.strictObject({
  cycle: z.string(),
  at: z.number(),
  protectedBranches: z.array(z.string()).exactOptional(),
  tally: TallyPart,
});

/** One entry of the list of a source's counted projects. */
export interface Listed {
  readonly path: string;
  /** What its newest complete tally is as of. */
  readonly at: Instant;
}

const ListedNote = z.strictObject({ path: z.string(), at: z.number() });

/** Where a project's count that is under way stands. */
export function doingKey(source: string, project: number): LedgerKey {
  return { scope: tallyScope(source, project), key: "doing" };
}

/** Where a project's newest complete tally stands. */
export function newestKey(source: string, project: number): LedgerKey {
  return { scope: tallyScope(source, project), key: "newest" };
}

/** Where the projects of a source that were counted to the end are listed, by their numbers. */
export function listedKey(source: string, project: number): LedgerKey {
  return { scope: listScope(source), key: String(project) };
}

export function listScope(source: string): string {
  return `tally#${joinKey(source)}`;
}

function tallyScope(source: string, project: number): string {
  return `tally#${joinKey(source, project)}`;
}

export function doingText({ tally, ...doing }: Doing): string {
  return JSON.stringify({ ...doing, tally: tallyParts(tally) });
}

/** What was written; `undefined` where nothing was, or another version wrote it. */
export function readDoing(text: string | undefined): Doing | undefined {
  return read(DoingNote, text);
}

export function readProjectTally(text: string | undefined): ProjectTally | undefined {
  return read(ProjectTally, text);
}

export function readListed(text: string | undefined): Listed | undefined {
  return read(ListedNote, text);
}

function read<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text ?? "null")).data;
  } catch {
    return undefined;
  }
}
