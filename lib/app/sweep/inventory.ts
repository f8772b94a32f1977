import { cycleOf } from "../../core/coverage.ts";
import type { Write } from "../../core/ports.ts";
import { sweepAim } from "../../core/sweep.ts";
import {
  type Doing,
  doingKey,
  doingText,
  type Listed,
  listedKey,
  newestKey,
  readDoing,
  readProjectTally,
} from "../../core/tally/doing.ts";
import { jsonBytes } from "../../core/tally/jsonBytes.ts";
import { projectTally } from "../../core/tally/projectTally.ts";
import { branchTest } from "../../core/tally/wildcard.ts";
import { addJobs, newTally, type Tally } from "../../core/tally.ts";
import { foreseersOf } from "../tally/foresee.ts";
import type { Around, Walker } from "./walk.ts";

/** More protected branches than fit here are as good as not known. */
const mostProtectedBytes = 10_000;

/**
 * Counts what a project's jobs left behind. It sees every job, those with nothing but a log too: a log takes room. What is
 * counted so far stands in the ledger, written together with the cursor: no crash loses or doubles a job.
 */
export async function inventory(around: Around): Promise<Walker | { readonly skipped: string }> {
  const { held, project, active, worker } = around;
  const aim = sweepAim(held);
  const key = doingKey(held.source, project.id);
  const seen = await worker.store.note(key);
  const doing = await begun(around, { cycle: aim ? cycleOf(aim) : "", before: readDoing(seen) });
  if (!doing) return { skipped: "what was counted so far cannot be gone on with: begin a new count" };
  const isProtected = doing.protectedBranches && branchTest(doing.protectedBranches);
  const { rules, leftOut } = foreseersOf(active, project, isProtected);
  const judging = { now: doing.at, rules, ...(isProtected && { isProtected }) };
  let tally = doing.tally;
  return {
    async take({ jobs }) {
      tally = addJobs(tally, jobs, judging);
      return [];
    },
    async close({ isLast }) {
      const { jobs, withArtifacts: counted, total } = tally;
      const reason = `jobs counted: ${jobs}, bytes that they left: ${total.bytes}`;
      const value = isLast ? `ended ${doing.cycle}` : doingText({ ...doing, tally });
      const complete = isLast ? await completed({ ...doing, tally }, { around, leftOut }) : [];
      return { also: [{ note: key, value, seen }, ...complete], counted, reason };
    },
  };
}

/** The count as it stands, or a new one where the walk begins; `undefined`: what came before the cursor is not known. */
async function begun(
  { held, project, gitlab, worker }: Around,
  { cycle, before }: { readonly cycle: string; readonly before: Doing | undefined },
): Promise<Doing | undefined> {
  if (held.cursor !== undefined) return before?.cycle === cycle ? before : undefined;
  const at = worker.clock();
  const branches = await gitlab.reads.protectedBranches(project.id);
  const isKnown = branches !== undefined && jsonBytes(JSON.stringify(branches)) <= mostProtectedBytes;
  return { cycle, at, ...(isKnown && { protectedBranches: branches }), tally: newTally() };
}

interface Ending {
  readonly around: Around;
  readonly leftOut: number;
}

/** Makes the tally the project's newest complete one, and lists the project among those that were counted. */
async function completed(doing: Doing & { readonly tally: Tally }, { around, leftOut }: Ending): Promise<Write[]> {
  const { held, project, active, worker } = around;
  const [newest, listed] = [newestKey(held.source, project.id), listedKey(held.source, project.id)];
  const [before, listedBefore] = await Promise.all([worker.store.note(newest), worker.store.note(listed)]);
  const { cycle, at, tally, protectedBranches } = doing;
  const path = project.path ?? String(project.id);
  const counted = {
    project: { id: project.id, path },
    ...{ cycle, at, ended: worker.clock(), rulesVersion: active.version, rulesLeftOut: leftOut },
    isProtectionKnown: protectedBranches !== undefined,
  };
  const complete = projectTally(tally, counted, readProjectTally(before)?.history);
  const entry: Listed = { path, at };
  return [
    { note: newest, value: JSON.stringify(complete), seen: before },
    { note: listed, value: JSON.stringify(entry), seen: listedBefore },
  ];
}
