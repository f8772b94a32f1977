import type { ActionSpec } from "../../core/action.ts";
import type { Instant } from "../../core/time.ts";
import { conflictsOf } from "../invariants/conflicts.ts";
import { actsSomewhere } from "../mode.ts";
import type { Rulebook } from "../rulebook.ts";
import { overlapProof } from "../space/overlap.ts";
import { against } from "./against.ts";
import { careless } from "./careless.ts";
import type { Finding } from "./finding.ts";
import { gates } from "./gates.ts";
import { lintedOf } from "./linted.ts";
import { neverMatches } from "./neverMatches.ts";
import { shadowed } from "./shadowed.ts";

/** What is odd about rules that can be read, in their order. Only what is certain: what cannot be told is no finding. */
export function lintRulebook(rulebook: Rulebook, actions: readonly ActionSpec[], now: Instant): readonly Finding[] {
  const all = lintedOf(rulebook, actions);
  const single = all.map((one) => ({ one, findings: neverMatches(one, rulebook, now) }));
  // What never means any job stands in nobody's way.
  const dead = new Set(single.filter(({ findings }) => findings.some(isError)).map(({ one }) => one));
  const living = all.filter((one) => !dead.has(one));
  const findings = [
    ...idleInvariants(rulebook),
    ...single.flatMap((each) => each.findings),
    ...forbidden(rulebook, actions),
    ...shadowed(living),
    ...against(living),
    ...living.flatMap(careless),
    ...living.flatMap(gates),
  ];
  return findings.toSorted((one, other) => placeOf(one) - placeOf(other));
}

function isError({ severity }: Finding): boolean {
  return severity === "error";
}

/** Invariants first; the order of findings about one rule stays. */
function placeOf({ path: [list, position] }: Finding): number {
  return list === "invariants" ? -1 : Number(position);
}

/** What acts would be refused as it is applied; what reports, as soon as it is to act. */
function forbidden(rulebook: Rulebook, actions: readonly ActionSpec[]): Finding[] {
  return conflictsOf(rulebook, actions, ({ mode }) => mode !== "off").map(({ rule, position, invariant, message }) => ({
    severity: actsSomewhere(rule) ? "error" : "warning",
    code: "forbidden",
    rules: [rule.id, invariant.id],
    path: ["rules", position, "do"],
    message: actsSomewhere(rule) ? message : `the rule only reports, and cannot act as it is: ${message}`,
  }));
}

function idleInvariants({ invariants = [] }: Rulebook): Finding[] {
  return invariants.flatMap(({ id, projects, when }, position) => {
    const proof = overlapProof([{ ...(projects && { projects }), ...(when && { when }) }]);
    if (proof.kind !== "none") return [];
    const message = `the invariant forbids nothing: no job can be like this, its conditions leave nothing for ${proof.facts.join(" or ")}`;
    return [{ severity: "error", code: "neverMatches", rules: [id], path: ["invariants", position, "when"], message }];
  });
}
