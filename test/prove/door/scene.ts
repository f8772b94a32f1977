import { below, pick, type Random } from "../../fuzz/random.ts";
import type { Town } from "./town.ts";

const infrastructure = ["runner_system_failure", "api_failure", "scheduler_failure"];

/** Rules for every verb that answers a hook, and two that want the same. */
export function rulesOf(mode: "enforce" | "report", more = ""): string {
  return `
version: 1
defaults: { mode: ${mode} }
rules:
  - id: retry-failed
    projects: ["shop/**"]
    on: [job, pipeline]
    when: { status: failed, failureReason: [runner_system_failure, api_failure] }
    do: { retry: { after: 30s } }
  - id: retry-more
    projects: ["**"]
    on: job
    when: { status: failed, failureReason: [runner_system_failure, scheduler_failure] }
    do: { retry: { after: 30s } }
  - id: restart-stuck
    projects: ["**"]
    on: [job, pipeline]
    when: { status: pending }
    for: 15m
    do: restart
  - { id: promote, projects: ["**"], on: pipeline, do: { play: { job: deploy } } }
  - id: keep-reports
    projects: ["**"]
    on: [job, pipeline]
    when: { status: success, artifacts: present, name: [build, unit, lint] }
    do: keep
${more}`;
}

const names = ["build", "unit", "lint", "scan"];
const others = ["runs", "fails", "fails otherwise", "succeeds", "leaves nothing", "is canceled", "waits"] as const;
type Fate = (typeof others)[number];

/**
 * A pipeline, often two, of which one job waits, one fails, one succeeds and one does anything; the hooks about it lie
 * unsent afterwards. All are of one stage: what is done to one job changes nothing for the others.
 */
export function playScene(town: Town, random: Random): void {
  for (let left = random() < 0.3 ? 2 : 1; left > 0; left--) {
    const jobs = [...names.map((name) => ({ name })), { name: "deploy", when: "manual" as const }];
    const { id } = town.twin.addPipeline(town.project.id, { jobs });
    const fates: Fate[] = ["waits", "fails", "succeeds", pick(random, others)];
    for (const name of names) {
      town.pass(below(random, 20));
      const [fate = "waits"] = fates.splice(below(random, fates.length), 1);
      playJob(town, { jobId: town.twin.jobNamed(id, name).id, fate, reason: pick(random, infrastructure) });
    }
    town.pass(below(random, 20));
  }
}

function playJob({ twin }: Town, { jobId, fate, reason }: { jobId: number; fate: Fate; reason: string }): void {
  if (fate === "waits") return;
  if (fate === "is canceled") {
    twin.cancel(jobId);
    return;
  }
  twin.run(jobId);
  if (fate === "fails") twin.fail(jobId, reason);
  if (fate === "fails otherwise") twin.fail(jobId, "script_failure");
  if (fate === "succeeds") twin.succeed(jobId);
  if (fate === "leaves nothing") twin.succeed(jobId, { artifacts: { files: [] } });
}
