/** What a drawn rulebook wants, by the rules' ids. */
export const ruleTexts = {
  failed: "on: job, when: { status: failed }, do: retry",
  stuck: "on: job, when: { status: pending }, do: restart",
  gate: 'on: pipeline, when: { status: manual }, do: { play: { job: "*" } }',
  aged: "on: job, when: { status: success, age: { over: 20m } }, do: keep",
} as const;
export type RuleId = keyof typeof ruleTexts;

export const agedMillis = 20 * 60_000;

export function rulebookOf(ids: readonly RuleId[]): string {
  const rules = ids.map((id) => `  - { id: ${id}, projects: ["**"], ${ruleTexts[id]} }\n`);
  return `version: 1\ndefaults: { mode: enforce }\nrules:\n${rules.join("")}`;
}
