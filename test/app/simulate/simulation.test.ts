import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../../lib/actions/index.ts";
import { noRules } from "../../../lib/app/activeRules.ts";
import type { Recorded } from "../../../lib/app/simulate/entry.ts";
import { createSimulation, type SimulationReport } from "../../../lib/app/simulate/simulation.ts";
import { heard, minute, seen, start } from "./events.ts";
import { rulesOf } from "./story.ts";

const rule = (id: string, body: string) => `  - { id: ${id}, projects: ["**"], on: job, ${body} }\n`;
const again = rule("again", "when: { status: failed }, do: retry, limit: { perJob: 9 }");

/** What a candidate comes to, beside the rules that are active. */
async function asked(
  events: readonly Recorded[],
  { active, candidate, until }: { active?: string; candidate: string; until?: number },
): Promise<SimulationReport> {
  const simulation = createSimulation({
    active: active === undefined ? noRules : await rulesOf(active, 1),
    candidate: await rulesOf(candidate, 2),
    actions,
    source: "gitlab",
    examples: 100,
    until: start + (until ?? 600) * minute,
  });
  for (const one of events) simulation.take(one);
  return simulation.report();
}

/** The effects that differ: `+ retry 1`. */
function diff({ examples }: SimulationReport): string[] {
  const signs = { added: "+", removed: "-", changed: "~" };
  return examples.map(({ change, action, job, what }) => [signs[change], action, job.id, ...(what ?? [])].join(" "));
}

test("what only the candidate does is added, what only the active rules do is removed, what both do alike is the same", async () => {
  const events = [heard(0, { id: 1 }), heard(1, { id: 2, ref: "side" }), heard(2, { id: 3, name: "lint" })];
  const report = await asked(events, {
    active: rule("again", "when: { status: failed, name: build }, do: retry"),
    candidate: rule("again", "when: { status: failed, ref: main }, do: retry"),
  });
  assert.deepEqual(diff(report), ["+ retry 3", "- retry 2"]);
  assert.deepEqual([report.added, report.removed, report.changed, report.same], [1, 1, 0, 1]);
  assert.deepEqual(report.byRule, [{ rule: "again", added: 1, removed: 1, changed: 0, same: 1 }]);
  const [added, removed] = report.examples;
  assert.equal(added?.because, "status failed, ref main");
  assert.equal(added?.whyNot, "when.name: wanted build, saw lint");
  assert.equal(removed?.whyNot, "when.ref: wanted main, saw side");
});

test("the same effect with another verb, other variables or at another time is changed", async () => {
  const gate = (channel: string) =>
    rule("gate", `when: { status: manual }, do: { play: { job: deploy, variables: { CHANNEL: ${channel} } } }`);
  const stuck = (verb: string, span = "15m") => rule("stuck", `when: { status: pending }, for: ${span}, do: ${verb}`);
  const events = [heard(0, { id: 1, status: "pending" }), heard(0, { id: 2, name: "deploy", status: "manual" })];
  const both = (channel: string, verb: string, span?: string) => gate(channel) + stuck(verb, span);
  const ask = async (candidate: string) => diff(await asked(events, { active: both("stable", "restart"), candidate }));
  assert.deepEqual(await ask(both("stable", "restart")), []);
  assert.deepEqual(await ask(both("beta", "restart")), ["~ play 2 content"]);
  assert.deepEqual(await ask(both("stable", "cancel")), ["~ cancel 1 action"]);
  assert.deepEqual(await ask(both("stable", "restart", "30m")), ["~ restart 1 time"]);
});

test("an effect counts once, however many events and rules want it, and a delivery that came twice counts once", async () => {
  const events = [heard(0, {}, "one"), heard(1, {}, "two"), heard(2, {}, "one"), heard(3, {}, "one")];
  const report = await asked(events, {
    candidate: again + rule("also", "when: { status: failed }, do: retry, limit: { perJob: 1 }"),
  });
  assert.deepEqual([diff(report), report.events, report.repeated], [["+ retry 1"], 2, 2]);
  assert.deepEqual(report.examples[0]?.rules, ["again", "also"]);
});

test("what was done once takes its limit once, whoever looked at it meanwhile and however often it is heard of", async () => {
  const two = (more: string) => `limit: { perJob: 9, perProjectPerHour: 2 }${more}`;
  const soon = rule("soon", `when: { status: failed }, do: retry, ${two("")}`);
  const later = rule("later", `when: { status: failed, ref: main }, do: { retry: { after: 5m } }, ${two("")}`);
  const side = { ref: "side" };
  const events = [
    heard(0, { id: 1 }),
    seen(0.005, { id: 1 }),
    heard(2, { id: 1 }),
    seen(3, { id: 1 }),
    heard(9, { id: 2, ...side }),
  ];
  for (const candidate of [soon, later + rule("side", `when: { status: failed, ref: side }, do: retry, ${two("")}`)]) {
    const report = await asked(events, { candidate });
    assert.deepEqual([diff(report), report.heldByLimit], [["+ retry 1", "+ retry 2"], []]);
  }
  // What shall be done later is done at once when another rule wants it.
  const both = rule("later", `when: { status: failed }, do: { retry: { after: 5m } }, ${two("")}`).replace(
    "on: job",
    "on: pipeline",
  );
  const hurried = events.map((one) => (one.kind === "event" ? { ...one, isFinding: true as const } : one));
  const report = await asked(hurried, { candidate: both + soon });
  assert.deepEqual([diff(report), report.heldByLimit], [["+ retry 1", "+ retry 2"], []]);
});

test("a state must last: what left it before its time is left alone, and what had not come due at the end is told", async () => {
  const stuck = rule("stuck", "when: { status: pending }, for: 15m, do: restart");
  const events = [
    heard(0, { id: 1, status: "pending" }),
    heard(0, { id: 2, status: "pending" }),
    heard(10, { id: 2, status: "running" }),
    heard(20, { id: 3, status: "pending" }),
  ];
  const report = await asked(events, { candidate: stuck, until: 25 });
  assert.deepEqual([diff(report), report.stillWaiting.candidate], [["+ restart 1"], 1]);
});

test("an event that was late changes nothing: the job had gone on before", async () => {
  const stuck = rule("stuck", "when: { status: pending }, for: 15m, do: restart");
  const events = [heard(1, { status: "running" }), heard(2, { status: "pending" })];
  assert.deepEqual(diff(await asked(events, { candidate: stuck })), []);
});

test("what is told out of order by seconds is put into order", async () => {
  const stuck = rule("stuck", "when: { status: pending }, for: 1m, do: restart");
  const events = [
    heard(0, { status: "pending" }),
    heard(1.5, { id: 7, status: "success" }),
    heard(0.5, { status: "running" }),
  ];
  assert.deepEqual(diff(await asked(events, { candidate: stuck })), []);
});

test("limits hold as in earnest, and it is told whose they were: of an hour later, of a pipeline never", async () => {
  const events = [1, 2, 3].map((id) => heard(0, { id, name: `job-${id}` }));
  const few = rule("few", "when: { status: failed }, do: retry, limit: { perJob: 9, perProjectPerHour: 2 }");
  const hourly = await asked(events, { candidate: few });
  assert.deepEqual(diff(hourly), ["+ retry 1", "+ retry 2", "+ retry 3"]);
  assert.equal(hourly.examples[2]?.at, start + 60 * minute + 1_000);
  assert.deepEqual(hourly.heldByLimit, [{ side: "candidate", rule: "few", limit: "perProjectPerHour", count: 1 }]);
  const two = rule("two", "when: { status: failed }, do: retry, limit: { perJob: 9, perPipeline: 2 }");
  const tight = await asked(events, { active: again, candidate: two });
  assert.deepEqual(diff(tight), ["- retry 3"]);
  assert.equal(tight.examples[0]?.whyNot, "the limit perPipeline is used up");
});

test("runs by anybody count against perJob", async () => {
  const once = rule("once", "when: { status: failed }, do: retry, limit: { perJob: 1 }");
  const report = await asked([heard(0, { id: 1 }), heard(5, { id: 2 })], { candidate: once });
  assert.deepEqual(diff(report), ["+ retry 1"]);
  assert.deepEqual(report.heldByLimit, [{ side: "candidate", rule: "once", limit: "perJob", count: 1 }]);
});

test("a job that GitLab or a person ran again by itself is not run again; one that we ran is no reason", async () => {
  const later = rule("later", "when: { status: failed }, do: { retry: { after: 5m } }, limit: { perJob: 1 }");
  const events = [heard(0, { id: 1 }), heard(1, { id: 2, status: "pending" })];
  assert.deepEqual(diff(await asked(events, { candidate: later })), []);
  const ours = seen(0.5, { id: 1 }, { made: 2 });
  assert.deepEqual(diff(await asked([...events, ours], { candidate: later })), ["+ retry 1"]);
  const atOnce = [heard(0, { id: 1 }), heard(0.01, { id: 2, status: "pending" })];
  assert.deepEqual(diff(await asked(atOnce, { candidate: again })), [], "GitLab's own retry comes within a second");
});

test("what only reports is counted apart, and a rule that acts in a share of the projects acts there only", async () => {
  const quiet = (mode: string) =>
    `version: 1\nrules:\n${rule("again", `when: { status: failed }, do: retry, mode: ${mode}`)}`;
  const report = await asked([heard(0, {}), heard(1, {})], { active: again, candidate: quiet("report") });
  assert.deepEqual(diff(report), ["- retry 1"]);
  assert.deepEqual(report.reported, [{ side: "candidate", rule: "again", count: 1 }]);
  assert.equal(report.examples[0]?.whyNot, "again@2 would have acted, but only reports");
  const all = Array.from({ length: 50 }, (_, at): Recorded => {
    const one = heard(at, { id: at + 1, pipelineId: at });
    return one.kind === "event"
      ? { ...one, event: { ...one.event, project: { id: at + 1, path: `shop/p${at}` } } }
      : one;
  });
  const share = await asked(all, { candidate: quiet("{ enforce: 30% }") });
  assert.ok(share.added > 5 && share.added < 30, `${share.added} of 50`);
  assert.equal(share.added + (share.reported[0]?.count ?? 0), 50);
});

test("what a calendar keeps shut waits until it opens", async () => {
  const rules = `version: 1\ndefaults: { mode: enforce }\ncalendars: { noon: { zone: UTC, open: "Mon-Fri 12:00-13:00" } }\nrules:\n${rule("gate", "when: { status: manual }, require: { calendar: noon }, do: { play: { job: build } }")}`;
  const report = await asked([heard(0, { status: "manual" })], { candidate: rules });
  assert.deepEqual([diff(report), report.waitedForCalendar.candidate], [["+ play 1"], 1]);
  assert.equal(report.examples[0]?.at, start + 180 * minute + 1_000);
  const left = [heard(0, { status: "manual" }), heard(60, { status: "success" })];
  const whatever = rules.replace("when: { status: manual }, ", "");
  for (const candidate of [rules, whatever]) assert.deepEqual(diff(await asked(left, { candidate })), []);
});

test("what people must approve waits at its gate, once, and is never counted as done, whatever its calendar says", async () => {
  const gate = (require: string) =>
    `version: 1\ndefaults: { mode: enforce }\ncalendars: { noon: { zone: UTC, open: "Mon-Fri 12:00-13:00" } }\nrules:\n${rule("gate", `when: { status: manual }, require: ${require}, do: { play: { job: build } }`)}`;
  const events = [heard(0, { status: "manual" }), heard(300, { status: "manual" })];
  for (const require of ["{ approvals: { count: 1 } }", "{ approvals: { count: 1 }, calendar: noon, expires: 30d }"]) {
    const report = await asked(events, { candidate: gate(require) });
    assert.deepEqual([diff(report), report.actions.candidate, report.stillWaiting.candidate], [[], 0, 0]);
    assert.deepEqual(report.waitsAtGate, [{ side: "candidate", rule: "gate", count: 1 }]);
  }
  const open = gate("{ calendar: noon }");
  const report = await asked([heard(200, { status: "manual" })], {
    active: open,
    candidate: gate("{ approvals: { count: 1 } }"),
  });
  assert.deepEqual(diff(report), ["- play 1"]);
  assert.equal(report.examples[0]?.whyNot, "it waits at its gate: gate asks people");
});

test("what nothing tells is unknown, by rule and condition; a look of that time tells it", async () => {
  const first = rule("first", "when: { status: failed, attempt: 1, by: { role: maintainer } }, do: retry");
  const blind = await asked([heard(0, {})], { candidate: first });
  assert.deepEqual([diff(blind), blind.undecided.candidate], [[], 1]);
  const side = "candidate" as const;
  assert.deepEqual(blind.unknown, [
    { side, rule: "first", condition: "attempt", ask: "attempt", count: 1 },
    { side, rule: "first", condition: "by.role", ask: "by", count: 1 },
  ]);
  const look = (attempt: number) => seen(2, {}, { looked: { attempt, by: { userId: 7, level: 40 } } });
  const told = await asked([heard(0, {}), look(1)], { candidate: first });
  assert.deepEqual([diff(told), told.looked.candidate, told.unknown], [["+ retry 1"], 1, []]);
  assert.deepEqual(diff(await asked([heard(0, {}), look(2)], { candidate: first })), []);
});

test("what was unknown then is answered for then, though the job went on", async () => {
  const stuck = rule("stuck", "when: { status: pending, attempt: 1 }, for: 1m, do: restart");
  const events = [heard(0, { status: "pending" }), heard(2, { status: "running" })];
  const look = seen(3, { status: "pending" }, { looked: { attempt: 1 } });
  assert.deepEqual(diff(await asked([...events, look], { candidate: stuck })), ["+ restart 1"]);
});

test("an older look tells only what does not change: newest then may not be newest now", async () => {
  const newest = rule("newest", "when: { status: failed, newest: true }, do: retry");
  const look = (minutes: number) => seen(minutes, { status: "running" }, { looked: { isNewest: true } });
  assert.deepEqual(diff(await asked([look(0), heard(1, {})], { candidate: newest })), []);
  assert.deepEqual(diff(await asked([heard(1, {}), look(2)], { candidate: newest })), ["+ retry 1"]);
});

test("a class of failures is known where a look asked for it, and a team's own words for it are not trusted", async () => {
  const network = rule("network", "when: { status: failed, failureClass: infra.network }, do: retry");
  const events = [heard(0, { failureReason: "script_failure" })];
  const unknown = await asked(events, { candidate: network });
  assert.deepEqual(unknown.unknown, [
    { side: "candidate", rule: "network", condition: "failureClass", ask: "log", count: 1 },
  ]);
  const look = seen(1, { failureReason: "script_failure" }, { classes: { "infra.network": true } });
  assert.deepEqual(diff(await asked([...events, look], { candidate: network })), ["+ retry 1"]);
  const own = `version: 1\ndefaults: { mode: enforce }\nfailureClasses: { infra.network: [{ log: { matches: tea } }] }\nrules:\n${network}`;
  assert.deepEqual(diff(await asked([...events, look], { candidate: own })), []);
});

test("rules that no recorded event causes are listed, in whole or in part", async () => {
  const rules = `${rule("timed", "when: { status: running, ranFor: { over: 1h } }, do: cancel")}  - { id: chat, projects: ["**"], on: { command: play }, when: { by: { role: maintainer } }, do: play }\n  - { id: night, projects: ["**"], on: [job, { schedule: { every: 1d, at: "03:00" } }], when: { status: success }, do: keep }\n`;
  const { notSimulated } = await asked([heard(0, {})], { candidate: rules });
  assert.deepEqual(
    notSimulated.map(({ rule: id, partly, why }) => `${id} ${partly ?? false} ${why.split(":")[0]}`),
    ["timed true `ranFor` comes true between events", "chat false by command", "night true by schedule"],
  );
});

test("rules that want different things of one job: nothing is done, and it is told", async () => {
  const gate = (id: string, channel: string) =>
    rule(id, `when: { status: manual }, do: { play: { job: build, variables: { CHANNEL: ${channel} } } }`);
  const report = await asked([heard(0, { status: "manual" })], { candidate: gate("one", "a") + gate("two", "b") });
  assert.deepEqual([diff(report), report.disputed.candidate], [[], 1]);
});

test("no events: nothing is said about a period", async () => {
  const report = await asked([], { candidate: again });
  assert.deepEqual([report.period, report.events, report.added], [undefined, 0, 0]);
});
