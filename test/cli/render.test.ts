import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { holdLine } from "../../lib/cli/holdLine.ts";
import { entryLines, ruleLine, taskLine } from "../../lib/cli/render.ts";
import { stopLine } from "../../lib/cli/stops.ts";
import { cardLines } from "../../lib/cli/taskCard.ts";
import type { Entry } from "../../lib/core/journal.ts";
import type { Task } from "../../lib/core/task.ts";
import { byHandEntry, deliveryEntry, fullTask, noon, rulesEntry, runEntry, switchEntry } from "../contract/samples.ts";

const plain = (lines: readonly string[]) => lines.map(stripVTControlCharacters);

test("the journal shows who moved the switch, and why", () => {
  const entry = switchEntry(noon, { reason: "the release waits", stops: ["everything", "verb:play"] });
  assert.deepEqual(plain(entryLines(entry)), [
    "2025-10-09T08:53:20Z  switch  stop verb:play  stopped now: everything, verb:play",
    `${" ".repeat(22)}by      arn:aws:iam::123456789012:user/alice`,
    `${" ".repeat(22)}reason  the release waits`,
  ]);
  const [resumed] = plain(entryLines(switchEntry(noon, { step: "resume", stops: [] })));
  assert.match(resumed ?? "", /resume verb:play {2}stopped now: nothing$/);
});

test("the journal shows who applied rules", () => {
  assert.deepEqual(plain(entryLines(rulesEntry(noon, { version: 3, rules: 1 }))), [
    `2025-10-09T08:53:20Z  rules   version 3 is active: 1 rule  ${"0123456789abcdef".repeat(4)}`,
    `${" ".repeat(22)}by      arn:aws:iam::123456789012:user/alice`,
  ]);
});

test("the journal shows every step of rules on their way, who took it and why, and what came of nothing", () => {
  const told = (changes: Parameters<typeof rulesEntry>[1]) =>
    plain(entryLines(rulesEntry(noon, { hash: "h", who: "bob", version: 3, ...changes }))).map((one) =>
      one.slice(22).trim().replace(/ +/g, " "),
    );
  assert.deepEqual(told({ step: "propose", proposal: 7, needs: ["tidy", "play"], reason: "less waste" }), [
    "rules proposal 7 for version 3: 2 rules, waits for a second person h",
    "by bob",
    "needs a second person: tidy, play",
    "reason less waste",
  ]);
  assert.deepEqual(told({ step: "approve", proposal: 7, by: "ann" }), [
    "rules version 3 is active: 2 rules, proposal 7 approved h",
    "by bob",
    "for ann",
  ]);
  assert.deepEqual(told({ step: "approve", proposal: 7, by: "bob", refused: "it is his own" }), [
    "rules approve of proposal 7 refused: nothing is changed h",
    "by bob",
    "for bob",
    "refused it is his own",
  ]);
  assert.match(
    told({ step: "reject", proposal: 7, by: "ann" })[0] ?? "",
    /proposal 7 rejected: version 2 stays active/,
  );
  assert.match(told({ step: "rollback", of: 1 })[0] ?? "", /version 3 is active: the 2 rules of version 1 again/);
});

test("the journal shows who spoke at a gate, as GitLab and AWS know them, and why nothing came of it", () => {
  const person = { userId: 7, username: "maya" };
  const spoken = { step: "approve", what: "gitlab/7/job:1001/play", person, from: "api", who: "local" } as const;
  assert.deepEqual(
    plain(entryLines(byHandEntry(noon, { ...spoken, reason: "", refused: "nobody approves their own" }))),
    [
      "2025-10-09T08:53:20Z  by hand approve gitlab/7/job:1001/play",
      `${" ".repeat(22)}by      @maya (api, local)`,
      `${" ".repeat(22)}refused nobody approves their own`,
    ],
  );
});

test("the journal names the plan behind a delete that a person agreed to", () => {
  const [, plan] = plain(entryLines(runEntry(noon, { verb: "deleteArtifacts", plan: "p-20251009-1" })));
  assert.equal(plan, `${" ".repeat(22)}plan    p-20251009-1`);
});

test("nothing that people wrote steers the terminal", () => {
  const hostile = ["\u001b[2J", "\u0007", "\u202e", "\n", "\u2028"];
  const text = hostile.join("");
  const lines = [
    ...entryLines(switchEntry(noon, { what: text, who: text, reason: text, stops: [text] })),
    ruleLine({ id: text, mode: { enforce: text }, do: { action: text }, description: text }),
    ...entryLines(byHandEntry(noon, { what: text, who: text, reason: text })),
    ...entryLines(byHandEntry(noon, { person: { userId: 7, username: text }, from: "api", who: text, refused: text })),
    ...entryLines(byHandEntry(noon, { step: "hold", what: text, who: text, reason: text, projectPath: text })),
    ...cardLines({ task: hostileTask(text), entries: [hostileRun(text)] }),
    ...cardLines({ task: hostileTask(text, "attention"), entries: [hostileRun(text)] }),
    ...entryLines(hostileDelivery(text)),
    ...entryLines(rulesEntry(noon, { hash: text, who: text, reason: text, by: text, needs: [text], refused: text })),
    taskLine(hostileTask(text)),
    stopLine({ what: text, who: text, at: noon, reason: text }),
    ...(["person", "keep", "release"] as const).map((by) =>
      holdLine({ project: 7, on: text, by, who: text, reason: text }),
    ),
  ];
  for (const line of lines) for (const one of hostile) assert.ok(!line.includes(one), JSON.stringify(line));
});

function hostileRun(text: string): Entry {
  return runEntry(noon, { call: text, reason: text, task: text, rules: [text], plan: text });
}

function hostileDelivery(text: string): Entry {
  const verdicts = [{ rule: text, answer: "yes", because: text, job: text }] as const;
  return { ...deliveryEntry(noon), about: text, verdicts, tasks: [{ id: text, step: "planned" }] };
}

/** A task in whose every text that others chose stands something that could steer a terminal. */
function hostileTask(text: string, state: Task["state"] = "waiting"): Task {
  const about = { name: text, ref: text };
  const wants = [{ rule: text, action: text, params: {}, event: text }];
  return { ...fullTask(), id: text, state, about, wants, reason: text, remedy: text, project: { id: 7, path: text } };
}
