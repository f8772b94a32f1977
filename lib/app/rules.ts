import type { ActionSpec } from "../core/action.ts";
import { StoreError } from "../core/errors.ts";
import type { Store, StoredRulebook } from "../core/ports.ts";
import type { Clock, Instant } from "../core/time.ts";
import { compileRule } from "../rules/compile.ts";
import { openRulebook, ruleReader } from "../rules/opened.ts";
import { type ActiveRules, activeRules, noRules } from "./activeRules.ts";
import { loadTools } from "./ruleTools.ts";

export type { ActiveRules } from "./activeRules.ts";

/** Reads active rulebooks, each version opened once. */
export interface RulesReader {
  /** As they are now: one consistent read. */
  live(source: string): Promise<ActiveRules>;
  /** As they were at most 10 s ago: for the door, where a rule's first minute may be missed by seconds. */
  recent(source: string): Promise<ActiveRules>;
}

/** What reading rules needs of the world. */
export interface RulesDesk {
  readonly store: Pick<Store, "rulebook">;
  readonly actions: readonly ActionSpec[];
  readonly clock: Clock;
  /** It decides only whether to plan: see `loadTools`. Default: false. */
  readonly isDoor?: boolean;
  /** Told, for a person to look at, of a rulebook that is refused and of a rule that is set aside. */
  readonly log: { error(what: string, fields: Readonly<Record<string, string | number>>): void };
}

interface Known {
  readonly hash: string;
  readonly active: ActiveRules;
  readonly readAt: Instant;
}

const cacheMillis = 10_000;
const tellMillis = 60_000;
const mendInvariant =
  "Mend the invariant and apply the rules again; until then all that it is against is refused, whichever rule wants it.";

export function createRulesReader({ store, actions, clock, log, isDoor = false }: RulesDesk): RulesReader {
  const readRule = ruleReader(actions);
  const known = new Map<string, Known>();
  const toldAt = new Map<string, Instant>();
  const asked = new Map<string, { readonly at: Instant; readonly answer: Promise<ActiveRules> }>();

  async function live(source: string): Promise<ActiveRules> {
    const before = known.get(source);
    // What was found out may be as old as the question, however late its answer came.
    const readAt = clock();
    try {
      const stored = await store.rulebook(source);
      const hash = stored?.hash ?? "none";
      // Rules that were rolled back are the same text in a new version.
      const isKnown = before?.hash === hash && before.active.version === (stored?.version ?? 0);
      const active = isKnown ? before.active : stored ? await open(source, stored) : noRules;
      keep(source, { hash, active, readAt });
      return active;
    } catch (error) {
      // A version that is not what its head promises is refused; the last good one stays.
      if (!(error instanceof StoreError) || error.code !== "corrupt") throw error;
      const last = known.get(source);
      return refuse(source, error, last && { ...last, readAt });
    }
  }

  /** Told once a minute: whoever watches must see that it still is so. */
  function refuse(source: string, error: StoreError, before: Known | undefined): ActiveRules {
    const now = clock();
    if (now - (toldAt.get(source) ?? Number.NEGATIVE_INFINITY) >= tellMillis) {
      toldAt.set(source, now);
      const kept = before ? `version ${before.active.version} stays in force` : "no rules are in force";
      const advice = "Apply the rules again: a new version takes the place of the one that is refused.";
      log.error("rulebook refused", { code: "rulebookRefused", source, reason: error.message, kept, advice });
    }
    if (!before) throw error;
    keep(source, before);
    return before.active;
  }

  /** An answer that was overtaken by one to a later question is no news. */
  function keep(source: string, found: Known): void {
    if ((known.get(source)?.readAt ?? found.readAt) <= found.readAt) known.set(source, found);
  }

  async function open(source: string, stored: StoredRulebook): Promise<ActiveRules> {
    const opened = openRulebook(stored, readRule);
    const told = new Set<string>();
    const onBreak = (rule: string, reason: string) => {
      if (told.has(rule)) return;
      told.add(rule);
      const advice = "Mend the rule and apply the rules again; until then it says no to everything that it breaks at.";
      log.error("rule set aside", { code: "ruleSetAside", source, rule, reason, advice });
    };
    const tools = { ...(await loadTools(stored.rules, opened.beside, isDoor)), onBreak };
    const { version } = stored;
    const onBrokenInvariant = (invariant: string, reason: string) => {
      if (told.has(`invariant ${invariant}`)) return;
      told.add(`invariant ${invariant}`);
      log.error("invariant broken", { code: "invariantBroken", source, invariant, reason, advice: mendInvariant });
    };
    for (const one of opened.invariants) if ("reason" in one) onBrokenInvariant(`${one.id}@${version}`, one.reason);
    const asking = { ...tools, onBreak: onBrokenInvariant };
    return activeRules({ ...opened, tools: asking }, version, (position) =>
      compileRule(opened.read(position), version, tools),
    );
  }

  /**
   * A crowd that comes at once is answered by one read: each would unpack and open the whole rulebook. Where it fails, those
   * who joined it ask once more, together: it may be of an invocation that was frozen meanwhile.
   */
  async function readTogether(source: string, isAgain = false): Promise<ActiveRules> {
    const now = clock();
    const underWay = asked.get(source);
    if (underWay && now - underWay.at < cacheMillis)
      return await underWay.answer.catch((error: unknown) => {
        if (isAgain) throw error;
        return readTogether(source, true);
      });
    const own = { at: now, answer: live(source) };
    asked.set(source, own);
    try {
      return await own.answer;
    } finally {
      if (asked.get(source) === own) asked.delete(source);
    }
  }

  return {
    live,
    async recent(source) {
      const cached = known.get(source);
      return cached && clock() - cached.readAt < cacheMillis ? cached.active : await readTogether(source);
    },
  };
}
