import { actions } from "../../../lib/actions/index.ts";
import { activationFaults } from "../../../lib/rules/activation.ts";
import { lintRulebook } from "../../../lib/rules/lint/lintRulebook.ts";
import type { Rule, Rulebook } from "../../../lib/rules/rulebook.ts";

// Looks at a large rulebook of one kind in a process of its own, which can be ended where it takes too long.

const shared = { projects: ["**"], mode: "enforce" as const, limit: { perJob: 2 } };
const onJob = { ...shared, on: ["job" as const] };

/** A rule that differs from all others of its kind, which is for the same projects. */
const kinds: Readonly<Record<string, (at: number) => Rule>> = {
  names: (at) => ({
    ...onJob,
    id: `r${at}`,
    when: { status: ["failed"], name: [`build-${at}-*`], not: { fork: true } },
    do: { action: "retry", params: {} },
  }),
  inputs: (at) => ({
    ...onJob,
    id: `r${at}`,
    when: { status: ["failed"], stage: [`s${at % 100}`] },
    do: { action: "retry", params: { inputs: { attempt: `v${at}` } } },
  }),
  plays: (at) => ({
    ...shared,
    id: `r${at}`,
    on: ["pipeline"],
    when: { ref: ["main"] },
    do: { action: "play", params: { job: `deploy:${at}`, variables: { RELEASE: `v${at}` } } },
  }),
};

const invariants: Rulebook["invariants"] = Array.from({ length: 50 }, (_, at) => ({
  id: `i${at}`,
  never: ["retry"],
  when: { protected: true, not: { any: [{ ref: [`v${at}.*`] }, { stage: ["lab"] }] } },
}));

const [kind = "", count = "0", what = ""] = process.argv.slice(2);
const rules = Array.from({ length: Number(count) }, (_, at) => kinds[kind]?.(at)).filter((rule) => rule !== undefined);
const found =
  what === "lint"
    ? lintRulebook({ version: 1, rules }, actions, Date.UTC(2026, 10, 20, 9))
    : activationFaults({ version: 1, invariants, rules }, actions);
process.send?.(found.length);
