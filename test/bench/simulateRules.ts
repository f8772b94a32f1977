import { actions } from "../../lib/actions/index.ts";
import { readRuleFiles } from "../../lib/app/apply.ts";
import type { Rulebook } from "../../lib/rules/rulebook.ts";

/** A hundred rules as a company has them: a few about everything, most about one team. */
export function simulatedRules(side: "active" | "candidate"): Rulebook {
  const isNew = side === "candidate";
  const everywhere = [
    rule("retry-infrastructure", {
      when: {
        status: "failed",
        failureReason: ["runner_system_failure", "stuck_or_timeout_failure", ...(isNew ? ["api_failure"] : [])],
      },
      do: { retry: { after: "30s" } },
      limit: { perJob: 2, perProjectPerHour: 50 },
    }),
    rule("restart-stuck", {
      when: { status: "pending" },
      for: isNew ? "20m" : "15m",
      do: "restart",
      limit: { perJob: 2, perPipeline: 10 },
    }),
    rule("flaky", {
      when: { status: "failed", name: "rspec**", attempt: { under: 2 } },
      do: "retry",
      limit: { perJob: 1, perRulePerDay: isNew ? 200 : 100 },
    }),
    rule("no-forks", {
      when: { status: "failed", not: { fork: true }, failureReason: "job_execution_timeout" },
      do: "retry",
    }),
    rule("promote", {
      on: "pipeline",
      when: { tag: true, ref: "v*", jobs: { where: { stage: "test", bridge: false }, all: { status: "success" } } },
      do: { play: { job: "deploy", variables: { CHANNEL: isNew ? "beta" : "stable" } } },
    }),
    rule("watch", { when: { status: "failed", ref: "main" }, do: "retry", mode: "report" }),
  ];
  const teams = Array.from({ length: 100 - everywhere.length }, (_, at) =>
    rule(`team-${at}`, {
      projects: [`group-${at % 20}/**`],
      when: {
        status: "failed",
        name: [`build-${at % 7}`, "lint"],
        failureReason: at % 2 === 0 ? "script_failure" : "runner_system_failure",
        ref: at % 3 === 0 ? "main" : "**",
      },
      do: { retry: { after: `${1 + (at % 5)}m` } },
      limit: { perJob: 1 },
      mode: isNew && at % 4 === 0 ? { enforce: "50%" } : "enforce",
    }),
  );
  const text = JSON.stringify({ version: 1, defaults: { mode: "enforce" }, rules: [...everywhere, ...teams] });
  const read = readRuleFiles([{ file: "bench.json", text }], actions);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems[0]));
  return read.rulebook;
}

function rule(id: string, more: object): object {
  return { id, projects: ["**"], on: "job", ...more };
}
