import type { Content } from "../../actions/action.ts";
import { type GateContent, gateDigest } from "../../core/gate.ts";
import { textHash } from "../../core/planHash.ts";
import { spanSeconds } from "../../core/span.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import { usualWait } from "../../rules/require.ts";
import type { Live } from "../live.ts";

/** Whether these rules make a manual job a gate: they require people or a calendar. */
export function isGate(rules: readonly CompiledRule[]): boolean {
  return rules.some(({ rule: { require } }) => require?.approvals !== undefined || require?.calendar !== undefined);
}

/** What rules would let through. */
export function contentOfGate(
  { held, facts }: Pick<Live, "held" | "facts">,
  { content, rules }: { readonly content: Content; readonly rules: readonly CompiledRule[] },
): GateContent {
  const { project, job } = facts;
  return {
    source: held.source,
    project: project.id,
    job: job.id,
    name: job.name,
    sha: job.sha ?? null,
    variables: content.variables ?? {},
    inputs: content.inputs ?? {},
    rules: Object.fromEntries(rules.map(({ rule }) => [rule.id, ruleHash(rule)])),
  };
}

/** SHA-256 of a rule's stored text: another version of the rulebook with the very same rule is the same to an approval. */
export function ruleHash(rule: CompiledRule["rule"]): string {
  return textHash(JSON.stringify(rule));
}

export function digestOf(live: Pick<Live, "held" | "facts">, judged: Parameters<typeof contentOfGate>[1]): string {
  return gateDigest(contentOfGate(live, judged));
}

/** How long a gate of these rules waits, in seconds; `undefined`: as long as it takes. The shortest holds. */
export function waitSeconds(rules: readonly CompiledRule[]): number | undefined {
  const spans = rules.flatMap(({ rule: { require } }) => {
    const text = require?.expires ?? (require?.approvals ? usualWait : undefined);
    return text === undefined ? [] : [spanSeconds(text) ?? 0];
  });
  return spans.length === 0 ? undefined : Math.min(...spans);
}
