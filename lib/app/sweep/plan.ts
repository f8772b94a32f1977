import { textHash } from "../../core/planHash.ts";
import type { Write } from "../../core/ports.ts";
import { sweepAim } from "../../core/sweep.ts";
import { type PlanItem, type PlanPart, planItemsKey, planPartKey, stateAt } from "../../core/sweepPlan.ts";
import { chunksOf } from "../plans/chunks.ts";
import { partOf, planOf } from "../plans/read.ts";
import { headWrites, sealed } from "../plans/seal.ts";
import { addTotals, largestOf, newPart, totalsOf } from "../plans/totals.ts";
import { type Judging, wouldGo } from "../plans/wouldGo.ts";
import { remembered } from "../remembered.ts";
import { someAtOnce } from "../someAtOnce.ts";
import type { Around, Walker } from "./walk.ts";

/** A page has a hundred jobs; each that would go costs a few looks at the ledger. */
const mostAtOnce = 8;
/** A transaction may write 4 MB: some more items than these are far less. */
const mostItems = 1000;

/** Lists what a plan's rules would delete in one project now, for people to approve. */
export async function collect(around: Around): Promise<Walker | { readonly skipped: string }> {
  const { held, project, active, gitlab, worker } = around;
  const aim = sweepAim(held);
  const id = aim && "plan" in aim ? aim.plan : "";
  const plan = await planOf(worker.store, { source: held.source, id });
  if (!plan) return { skipped: `plan ${id} is gone` };
  const state = stateAt(plan.value, worker.clock());
  if (state !== "collecting") return { skipped: `plan ${id} is ${state}` };
  const stored = await partOf(worker.store, plan.value, project.id);
  if (stored && stored.value.state !== "open")
    return { skipped: `the project's part of plan ${id} is ${stored.value.state}` };
  const rules = plan.value.rules.flatMap((name) => active.rule(name.slice(0, name.lastIndexOf("@"))) ?? []);
  if (rules.length === 0) return { skipped: `the rules of plan ${id} are gone` };
  const judging: Judging = { plan: plan.value, rules, active, reads: remembered(gitlab.reads), worker };
  const found = { read: 0, items: [] as PlanItem[], spared: [] as string[] };
  // Without a cursor it begins anew: what was listed before is listed again.
  const fresh = newPart(project);
  const part = held.cursor === undefined || !stored ? fresh : { ...fresh, ...listedOf(stored.value) };
  return {
    // An erase takes logs as well, and every job has one.
    jumpsEmpty: rules.every(({ rule }) => rule.do.action === "deleteArtifacts"),
    async take({ jobs }) {
      found.read += jobs.length;
      for (const judged of await someAtOnce(jobs, mostAtOnce, (job) => wouldGo({ project, job }, judging))) {
        if (judged === "unwanted") continue;
        if ("item" in judged) found.items.push(judged.item);
        else found.spared.push(judged.spared);
      }
      return [];
    },
    isFull: () => found.items.length >= mostItems,
    async close({ isLast }) {
      const { after, writes } = await withItems(part, found, { judging, isLast });
      const seal = isLast && plan.value.projects !== "all" ? headWrites(sealed(plan.value, [after]), plan.text) : [];
      const note: Write = {
        note: planPartKey(plan.value, project.id),
        value: JSON.stringify(after),
        seen: stored?.text,
      };
      const reason = `jobs read: ${found.read}, listed in plan ${id}: ${found.items.length}`;
      return { also: [...writes, note, ...seal], reason };
    },
  };
}

function listedOf({ totals, largest, chunks }: PlanPart): Pick<PlanPart, "totals" | "largest" | "chunks"> {
  return { totals, largest, chunks };
}

/** The part with what a step found, and the chunks that hold it: the last one is filled up first. */
async function withItems(
  part: PlanPart,
  found: { readonly read: number; readonly items: readonly PlanItem[]; readonly spared: readonly string[] },
  { judging, isLast }: { judging: Judging; isLast: boolean },
): Promise<{ readonly after: PlanPart; readonly writes: readonly Write[] }> {
  const { plan, worker } = judging;
  const last = part.chunks.length;
  const tail =
    found.items.length > 0 && last > 0 ? await worker.store.note(planItemsKey(plan, part.project, last)) : undefined;
  const from = tail === undefined ? last : last - 1;
  const texts = found.items.length > 0 ? chunksOf(tail, found.items) : [];
  const writes: Write[] = await Promise.all(
    texts.map(async (value, at) => {
      const note = planItemsKey(plan, part.project, from + at + 1);
      return { note, value, seen: await worker.store.note(note) };
    }),
  );
  const after: PlanPart = {
    ...part,
    ...(isLast && { state: "through" as const }),
    totals: addTotals(part.totals, totalsOf(found)),
    largest: largestOf([...part.largest, ...found.items]),
    chunks: texts.length > 0 ? [...part.chunks.slice(0, from), ...texts.map(textHash)] : part.chunks,
  };
  return { after, writes };
}
