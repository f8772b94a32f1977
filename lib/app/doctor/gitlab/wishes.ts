import type { Project } from "../../../core/event.ts";
import type { CompiledRule } from "../../../rules/compile.ts";

/** Which events a hook must bring, by GitLab's words, and which it may bring with use. */
export interface Wishes {
  readonly needs: ReadonlySet<string>;
  readonly uses: ReadonlySet<string>;
  /** Rules are in force. If not, nobody knows yet what will be wanted. */
  readonly isKnown: boolean;
}

const keeping: ReadonlySet<string> = new Set(["keep", "deleteArtifacts", "erase"]);

/** Where no rule is for these projects, any of them may be wanted some day. */
const anything: ReadonlySet<string> = new Set([
  ...["job", "pipeline", "deployment", "releases", "tag_push", "resource_access_token"],
]);

/**
 * What the rules that are for some of these projects want to hear. `on: job`, `on: pipeline` and `on: deployment` each have a
 * hook of their own. A gate is told by jobs too that a person was faster, and by deployments that it was approved; what is
 * kept and deleted is looked at again after a tag's pipeline, a release or a deleted tag. That a token of the project expires
 * is always worth hearing.
 */
export function wishesOf(rules: readonly CompiledRule[] | undefined, projects: readonly Project[]): Wishes {
  const inForce = (rules ?? []).filter((rule) => rule.rule.mode !== "off");
  const isKnown = inForce.length > 0;
  const active = inForce.filter((rule) => projects.some((project) => rule.concernsProject(project) !== "no"));
  if (active.length === 0) return { needs: new Set(), uses: anything, isKnown };
  const needs = new Set(
    (["job", "pipeline", "deployment"] as const).filter((kind) => active.some((rule) => rule.concerns(kind))),
  );
  const does = (isMeant: (action: string) => boolean) => active.some(({ rule }) => isMeant(rule.do.action));
  const plays = does((action) => action === "play");
  const keeps = does((action) => keeping.has(action));
  const uses = [
    ...needs,
    ...(plays ? ["job", "deployment"] : []),
    ...(keeps ? ["pipeline", "releases", "tag_push"] : []),
    "resource_access_token",
  ];
  return { needs, uses: new Set(uses), isKnown };
}
