import type { Job } from "../../../lib/core/job.ts";
import { type Outage, outageId } from "../../../lib/core/outage.ts";
import { below, pick, type Random } from "../../fuzz/random.ts";
import { start } from "../site.ts";

const minute = 60_000;

/** A job that something may have happened to, with earlier and later runs of its name. */
export function drawJobs(random: Random): { readonly job: Job; readonly others: readonly Job[] } {
  const status = pick(random, [
    "failed",
    "failed",
    "failed",
    "failed",
    "failed",
    "pending",
    "running",
    "manual",
    "success",
  ] as const);
  const base: Job = { id: 1001, name: "build", status, ref: "side", tag: false, pipelineId: 501, userId: 7 };
  const job: Job = {
    ...base,
    since: start - below(random, 20) * minute,
    createdAt: start - 30 * minute,
    ...(status === "failed" && { failureReason: pick(random, ["script_failure", "api_failure"]) }),
    ...(status === "success" && {
      artifacts: {
        files: random() < 0.7 ? [{ type: "archive", sizeBytes: 10 }] : [],
        expireAt: random() < 0.7 ? start + minute : null,
      },
    }),
    ...(random() < 0.1 && { archived: true }),
    ...(random() < 0.1 && { pipelineStatus: "canceled" }),
  };
  const run = (id: number): Job => ({ ...base, id, status: "failed", userId: pick(random, [7, 900]) });
  const others = [
    ...(random() < 0.3 ? [run(900)] : []),
    ...(random() < 0.1 ? [run(901)] : []),
    ...(random() < 0.1 ? [run(1009)] : []),
  ];
  return { job, others };
}

const deeds: readonly (readonly [status: string, verb: string])[] = [
  ["failed", "retry"],
  ["failed", "retry"],
  ["failed", "retry"],
  ["failed", "retry: { after: 10m }"],
  ["failed", "retry: { inputs: { A: one } }"],
  ["[pending, running]", "restart"],
  ["[pending, running, manual]", "cancel"],
  ["success", "keep"],
  ["[success, running, pending]", "keep"],
  ["[failed, success]", 'notify: { to: journal, text: "{{ job.name }} of {{ command.X }}" }'],
  ["[failed, success]", 'notify: { to: journal, text: "{{ job.name }}" }'],
];

/** Up to three rules, as likely as not about the job. */
export function drawRules(random: Random): string {
  const maybe = (chance: number, text: string) => (random() < chance ? text : "");
  const rules = Array.from({ length: 1 + below(random, 3) }, (_, at) => {
    const [status, verb] = pick(random, deeds);
    const when = [
      `status: ${status}`,
      maybe(0.1, "failureReason: api_failure"),
      maybe(0.2, "newest: true"),
      maybe(0.05, "rank: 1"),
      maybe(0.05, "protected: false"),
      maybe(0.1, "ref: { matches: s.*e }"),
    ].filter(Boolean);
    const parts = [
      `id: r${at}, projects: [${pick(random, ["shop/**", "shop/**", "shop/**", "other/**"])}]`,
      `on: ${pick(random, ["job", "job", "pipeline", "[job, pipeline]"])}`,
      `when: { ${when.join(", ")} }`,
      `mode: ${pick(random, ["enforce", "enforce", "enforce", "enforce", "enforce", "report", "{ enforce: 50% }"])}`,
      maybe(0.1, "for: 5m"),
      maybe(0.15, `require: { calendar: ${pick(random, ["open", "shut"])} }`),
      maybe(
        0.3,
        `limit: { ${pick(random, ["perJob: 1", "perProjectPerHour: 1", "perPipeline: 1", "perRulePerDay: 1"])} }`,
      ),
      maybe(0.1, "until: 2026-01-01"),
      `do: ${verb.includes(":") ? `{ ${verb} }` : verb}`,
    ].filter(Boolean);
    return `  - { ${parts.join(", ")} }\n`;
  });
  const invariants = maybe(
    0.1,
    'invariants: [{ id: calm, never: [retry, keep], when: { name: { matches: "b.*d" } } }]\n',
  );
  return `version: 1
calendars:
  open: { zone: UTC, open: "daily 00:00-24:00" }
  shut: { zone: UTC, open: "Mon-Sun 20:00-21:00" }
${invariants}rules:
${rules.join("")}`;
}

/** An outage of the first rule, as likely as not over; some may have their canary now. */
export function drawOutage(random: Random, now: number): Outage | undefined {
  if (random() < 0.7) return undefined;
  const failure = pick(random, ["script_failure", "api_failure", "pending", "running"]);
  const about = { rule: "r0", failure, ...(random() < 0.8 && { project: 42 }) };
  return {
    ...about,
    id: outageId(about),
    openedAt: now - minute,
    retries: 20,
    withinSeconds: 600,
    parked: 0,
    canaries: 0,
    nextCanaryAt: now + pick(random, [-1, 1, 5]) * minute,
    ...(random() < 0.3 && { closedAt: now }),
  };
}

/** What is stopped, if anything. */
export function drawStops(random: Random): string | undefined {
  if (random() < 0.85) return undefined;
  return JSON.stringify([pick(random, ["everything", "verb:retry", "rule:r0", "project:42", "project:7"])]);
}
