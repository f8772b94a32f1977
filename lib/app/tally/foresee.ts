import { createHash } from "node:crypto";
import { actions } from "../../actions/index.ts";
import type { Project } from "../../core/event.ts";
import { erasableFiles } from "../../core/job.ts";
import type { Foreseer } from "../../core/tally/forecast.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import type { ActiveRules } from "../activeRules.ts";
import { candidateOf } from "../sweep/candidate.ts";

/** To judge each job twice by each rule takes its time, and what they find its room. */
const mostRules = 20;

/** Those who say of a project's jobs what each delete rule would free, and how many rules were too many for that. */
export function foreseersOf(
  active: Pick<ActiveRules, "ofKinds">,
  project: Project,
  isProtected: ((branch: string) => boolean) | undefined,
): { readonly rules: readonly Foreseer[]; readonly leftOut: number } {
  const rules = [...active.ofKinds(["schedule"])].filter(
    (rule) => isDelete(rule) && rule.rule.mode !== "off" && rule.concernsProject(project) !== "no",
  );
  const judged = rules.slice(0, mostRules).map((rule) => foreseerOf(rule, project, isProtected));
  return { rules: judged, leftOut: rules.length - judged.length };
}

function isDelete({ rule }: CompiledRule): boolean {
  return actions.some(({ name, destroys }) => destroys === true && name === rule.do.action);
}

/** What protects artifacts and what a list tells spares them here as well; of tags, and where a look is missing, it is open. */
function foreseerOf(
  rule: CompiledRule,
  project: Project,
  isProtected: ((branch: string) => boolean) | undefined,
): Foreseer {
  const isErase = rule.rule.do.action === "erase";
  return {
    rule: rule.rule.id,
    fingerprint: createHash("sha256").update(JSON.stringify(rule.rule)).digest("base64url").slice(0, 12),
    wouldGo(job, at) {
      const isTag = job.tag !== false;
      if (!isTag && job.ref !== undefined && isProtected?.(job.ref)) return none;
      const found = candidateOf(rule, { project, job }, at);
      if (found.kind !== "may") return none;
      const files = isErase ? (job.artifacts?.files ?? []) : (erasableFiles(job) ?? []);
      const isOpen = isTag || isProtected === undefined || found.open.length > 0;
      return { files, ...(isOpen && { isOpen }) };
    },
  };
}

const none = { files: [] };
