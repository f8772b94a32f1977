import type { ActionSpec } from "../../core/action.ts";
import type { Gate } from "../../core/gate.ts";
import type { Store, StoredRulebook } from "../../core/ports.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import type { ActiveRules } from "../activeRules.ts";
import { openStored } from "../explain/open.ts";
import { ruleHash } from "./needs.ts";

/** The active rules that a gate names, and in what they are others than when it was looked at. */
export interface GateRules {
  readonly rules: readonly CompiledRule[];
  readonly changed?: string;
}

interface RulesDesk {
  readonly store: Pick<Store, "rulebook" | "rulebookVersion">;
  readonly actions: readonly ActionSpec[];
}

/**
 * Reads the rules of gates, each rulebook once. A rule whose text is the same in a newer version is the same rule.
 *
 * @throws StoreError when the table cannot be read
 */
export function gateRules(source: string, { store, actions }: RulesDesk): (gate: Gate) => Promise<GateRules> {
  const opened = new Map<number | "active", Promise<ActiveRules>>();
  const open = (which: number | "active", stored: () => Promise<StoredRulebook | undefined>) => {
    const found = opened.get(which) ?? stored().then((one) => openStored(one, actions, "live"));
    opened.set(which, found);
    return found;
  };
  return async ({ rules }) => {
    const active = await open("active", () => store.rulebook(source));
    const found: CompiledRule[] = [];
    let changed: string | undefined;
    for (const name of rules) {
      const { id, version } = ruleOf(name);
      const now = active.rule(id);
      if (now) found.push(now);
      else changed = `the rule ${id} is not there any more`;
      if (!now || version === active.version) continue;
      const then = (await open(version, () => store.rulebookVersion(source, version))).rule(id);
      if (!then || ruleHash(then.rule) !== ruleHash(now.rule))
        changed = `the rule ${id} has changed since version ${version}`;
    }
    return { rules: found, ...(changed !== undefined && { changed }) };
  };
}

/** The parts of `rule@version`. */
function ruleOf(name: string): { readonly id: string; readonly version: number } {
  const at = name.lastIndexOf("@");
  return { id: name.slice(0, at), version: Number(name.slice(at + 1)) };
}
