import { erasableFiles, type Job } from "../../core/job.ts";
import { sweptKey } from "../../core/limit.ts";
import { ruleId } from "../../core/transitions.ts";
import { factsHash } from "../hash.ts";
import { someAtOnce } from "../someAtOnce.ts";
import { deletes, isFirstCycle, noteSwept } from "../swept.ts";
import { planFor } from "./planFor.ts";
import type { Around, Walker } from "./walk.ts";

/** A page has a hundred jobs, and each that is wanted costs a few writes. */
const mostAtOnce = 8;

/** A schedule rule's way through a project: plans what the rule wants of each job. */
export async function ruleWalk(around: Around): Promise<Walker | { readonly skipped: string }> {
  const { held, project, active, worker } = around;
  const rule = held.wants.map((want) => active.rule(ruleId(want))).find((one) => one !== undefined);
  if (!rule) return { skipped: "its rule is gone" };
  // Whoever gave a rule another cause meant what happens from now on, not all that a project has.
  if (!rule.concerns("schedule")) return { skipped: `${rule.name} has no schedule any more` };
  if (rule.rule.require?.plan) return { skipped: `${rule.name} deletes only what an approved plan lists` };
  const isFirst = await isFirstCycle(rule, around);
  const did = { read: 0, planned: 0, counted: held.counted ?? 0 };
  return {
    // An erase takes logs as well, and every job has one.
    jumpsEmpty: rule.rule.do.action === "deleteArtifacts",
    async take({ jobs, cursor = "" }) {
      const wanted = jobs.filter((job) => rule.decide({ project, job }, worker.clock()).answer !== "no");
      const steps = await someAtOnce(wanted, mostAtOnce, (job) => {
        const facts = { project, job };
        const found = factsHash(active.version, facts);
        return planFor(rule, facts, { held, worker, found, page: cursor, isFirst });
      });
      const tasks = steps.filter((step) => step !== undefined);
      did.read += jobs.length;
      did.planned += tasks.filter(({ step }) => step === "planned").length;
      did.counted += jobs.filter(hasArtifacts).length;
      return tasks;
    },
    async close({ isLast }) {
      const swept = { jobs: did.counted, now: worker.clock() };
      if (isLast && deletes(rule))
        await noteSwept(sweptKey(held.source, project.id, rule.rule.id), swept, worker.store);
      const reason = `jobs read: ${did.read}, tasks planned by ${rule.name}: ${did.planned}`;
      return { counted: did.counted, reason };
    },
  };
}

function hasArtifacts(job: Job): boolean {
  return (erasableFiles(job) ?? []).length > 0;
}
