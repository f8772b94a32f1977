import { actions } from "../../lib/actions/index.ts";
import { createRulesReader } from "../../lib/app/rules.ts";
import type { Facts } from "../../lib/core/event.ts";
import type { Store } from "../../lib/core/ports.ts";
import { silent } from "../../lib/edge/log.ts";

/** Chance of its own: every version of Penstock must draw the same. */
function drawer(seed: number): (most: number) => number {
  let state = seed >>> 0;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

const hour = 3_600_000;
const begin = Date.UTC(2026, 10, 16);

/** Jobs of all kinds that a golden rulebook tells apart, and moments over two months. */
function drawFacts(draw: (most: number) => number): { readonly facts: Facts; readonly now: number } {
  const one = <T>(...of: readonly T[]): T => of[draw(of.length)] as T;
  const maybe = <T extends object>(part: () => T): T | object => (draw(4) > 0 ? part() : {});
  const now = begin + draw(60 * 24) * hour;
  const status = one("pending", "running", "success", "failed", "failed", "failed", "manual", "manual", "canceled");
  const word = one("build", "late", "once", "stuck", "open", "test", "seen", "redundant", "deploy:production", "other");
  const job = {
    id: 1000 + draw(1000),
    name: one(word, `${word} ${draw(3)}`),
    status,
    ...maybe(() => ({ stage: one("build", "test", "deploy") })),
    ...maybe(() => ({ allowFailure: draw(2) === 0 })),
    ...(status === "failed" &&
      maybe(() => ({
        failureReason: one("script_failure", "runner_system_failure", "stuck_or_timeout_failure", "api_failure"),
      }))),
    ...maybe(() => ({ environment: one(null, { name: one("production", "staging", "production/eu") }) })),
    ...maybe(() => ({ createdAt: now - draw(300 * 24) * hour })),
    ...maybe(() => ({ finishedAt: now - draw(300 * 24) * hour })),
    ...maybe(() => ({
      artifacts: {
        files: [{ type: "archive", sizeBytes: draw(10_000) }],
        expireAt: one(null, now - draw(200 * 24) * hour),
      },
    })),
  };
  const pipeline = {
    id: 10 + draw(100),
    ...maybe(() => ({ ref: one("main", "master", "feature", "v1.2.3"), tag: draw(3) === 0 })),
    ...maybe(() => ({ source: one("push", "merge_request_event", "schedule") })),
  };
  const project = { id: 7, path: one("shop/web", "shop/api", "platform/core") };
  return { facts: { project, job, pipeline } as Facts, now };
}

const letters = { yes: "y", no: "n", unknown: "u" } as const;

/**
 * What the active rules of a store say to drawn jobs: a line each, with the places of the rules that do not say no, and what
 * they say: `0y 4u`.
 */
export async function decisions(store: Store, count: number, seed: number): Promise<string[]> {
  const draw = drawer(seed);
  const { live } = createRulesReader({ store, actions, clock: () => begin, log: silent });
  const { rules } = await live("gitlab");
  return Array.from({ length: count }, () => {
    const { facts, now } = drawFacts(draw);
    const said = rules.map((rule, at) => ({ at, answer: rule.decide(facts, now).answer }));
    return said.flatMap(({ at, answer }) => (answer === "no" ? [] : [`${at}${letters[answer]}`])).join(" ");
  });
}
