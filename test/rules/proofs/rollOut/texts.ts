import { actions } from "../../../../lib/actions/index.ts";
import { readRuleFiles } from "../../../../lib/app/apply.ts";
import type { Random } from "../../../simulation/random.ts";

/** The jobs that fail, by name, and the one that waits to be played. */
export const names = ["a", "b", "c"] as const;
export const gate = "deploy";

type Mode = "enforce" | "report" | "off";

/** A drawn rule: what it means is said here a second time, and plainly. */
export interface Meaning {
  readonly id: string;
  readonly mode: Mode;
  readonly verb: "retry" | "play";
  readonly names: readonly string[];
}

/** A text that somebody may apply, and how it is stored. */
export interface Text {
  readonly yaml: string;
  readonly stored: string;
}

/** Rules that retry some jobs; now and then one that plays, for which a second person is needed if it acts. */
export function drawText(random: Random): Text {
  const rules = ["r1", "r2", "r3"].filter(() => random.chance(0.7)).map((id) => retryRule(id, random));
  const plays = random.chance(0.5)
    ? [
        `  - { id: g, projects: ["shop/**"], on: pipeline, when: { name: deploy }, do: { play: { job: deploy } }, mode: ${mode(random)} }`,
      ]
    : [];
  const last = `  - { id: z${random.whole(0, 9)}, projects: ["shop/**"], on: job, when: { status: success }, do: keep, mode: report }`;
  return textOf(["version: 1", "rules:", ...rules, ...plays, last, ""].join("\n"));
}

/** Nothing of it acts on the jobs of the schedule. */
export const quiet = textOf(
  'version: 1\nrules:\n  - { id: z, projects: ["shop/**"], on: job, when: { status: success }, do: keep, mode: report }\n',
);

function textOf(yaml: string): Text {
  const read = readRuleFiles([{ file: "rules.yaml", text: yaml }], actions);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  return { yaml, stored: JSON.stringify(read.rulebook) };
}

function retryRule(id: string, random: Random): string {
  const some = names.filter(() => random.chance(0.6));
  const named = some.length > 0 ? some : names;
  const how = random.chance(0.5) ? "retry" : "{ retry: { after: 20s } }";
  return `  - { id: ${id}, projects: ["shop/**"], on: job, when: { status: failed, name: [${named.join(", ")}] }, do: ${how}, mode: ${mode(random)}, limit: { perJob: 50 } }`;
}

function mode(random: Random): Mode {
  return random.pick(["enforce", "enforce", "report", "off"]);
}

/** What a stored text means, read without any of the code that rules are read with. */
export function meaningsOf(stored: string): readonly Meaning[] {
  const { rules } = JSON.parse(stored) as {
    rules: { id: string; mode: Mode; do: { action: string }; when: { name?: string[] } }[];
  };
  return rules.flatMap(({ id, mode, do: { action }, when }) =>
    action === "retry" || action === "play" ? [{ id, mode, verb: action, names: when.name ?? [] }] : [],
  );
}

/** The rules that say yes to a job. */
export function sayYes(stored: string, jobName: string): readonly Meaning[] {
  return meaningsOf(stored).filter((rule) => rule.mode !== "off" && rule.names.includes(jobName));
}
