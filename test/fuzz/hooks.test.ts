import assert from "node:assert/strict";
import { test } from "node:test";
import { aboutText } from "../../lib/app/about.ts";
import { type Event, factsOf } from "../../lib/core/event.ts";
import { toEvent } from "../../lib/gitlab/hook.ts";
import { readJson } from "../../lib/gitlab/json.ts";
import { hookFixtures } from "../fixtures/hooks/fixtures.ts";
import { each } from "./each.ts";
import { fuzz } from "./mutate.ts";

const delivery = { id: "d1", source: "main", receivedAt: Date.UTC(2026, 7, 2, 8) };
const samples = [
  ...(await hookFixtures()).map(({ hook }) => hook),
  { object_kind: "push", project_id: 7, ref: "refs/heads/main", commits: [] },
  { event_name: "project_create", project_id: 7, path_with_namespace: "harbour/crane" },
  { text: "Deployed to production", channel: "#ops" },
];

test("whatever a body holds, it is an event or ignored with a reason", (t) => {
  const tally = new Map<string, number>();
  each(t, samples, (body) => {
    const outcome = read(body);
    tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
  });
  t.diagnostic(JSON.stringify(Object.fromEntries(tally)));
  for (const outcome of ["job", "pipeline", "note", "accessToken", "ignored", "problem"])
    assert.ok((tally.get(outcome) ?? 0) > fuzz.bodies / 200, `too few are ${outcome} to prove anything`);
});

/** What became of a body: the kind of its event, `ignored`, or `problem` where it is not read at all. */
function read(body: Uint8Array): string {
  const json = readJson(body);
  if ("problem" in json) {
    assert.match(json.problem, problems);
    return "problem";
  }
  const heard = toEvent({ value: json.value, delivery });
  if (!("ignored" in heard)) {
    check(heard);
    return heard.kind;
  }
  assert.match(heard.ignored, reasons);
  checkValue(heard.project ?? {}, "project");
  return "ignored";
}

const problems =
  /^the body (is no JSON|is no UTF-8|is nested more than 64 deep|has a string of more than 4194304 bytes|has an object of more than 2000 keys)$/;

// Every reason is made of these words alone, so that none can hold a word of the body.
const hooks = "a (?:Job|Pipeline|Deployment|Release|Note|Tag Push) Hook|a hook about (?:an access|a deploy) token";
const others = "a System Hook|a push hook|a hook of a kind that Penstock does not know";
const types = "string|number|int|boolean|object|array|null|undefined";
const faults = [
  `missing, or no (?:${types})`,
  "empty or too small",
  "too large",
  "half a surrogate pair",
  "no tag",
].join("|");
const reasons = new RegExp(
  [
    "^(?:the body is JSON but no GitLab hook: (?:it is no object|object_kind is missing)",
    `(?:${others}) tells nothing about jobs`,
    `(?:${hooks}) that (?:names no project, or two|names no pipeline|names neither a deployment nor a job)`,
    `(?:${hooks}) that (?:names neither one project nor a group|tells of no expiry)`,
    `(?:${hooks}) that cannot be read: [a-z_.]+: (?:${faults}))$`,
  ].join("|"),
);

function check(event: Event): void {
  const { id, source, receivedAt } = event;
  assert.deepEqual({ id, source, receivedAt }, delivery);
  checkValue({ ...event, id: 1 }, event.kind);
  assert.ok(aboutText(event).length < 3000);
  if (event.kind === "note") assert.ok(event.note.text.length < 12 || !aboutText(event).includes(event.note.text));
  for (const { project, job } of factsOf(event))
    assert.ok(project.id > 0 && job.id > 0 && (job.isIdOnly || job.name.length > 0));
}

/** Ids are whole numbers above 0, times lie within reason, texts can be stored, and nothing is there without a value. */
function checkValue(value: unknown, path: string): void {
  if (typeof value === "object" && value !== null)
    for (const [key, part] of Object.entries(value)) checkValue(part, `${path}.${key}`);
  else if (/\.(\w*Id|i?id)$/.test(path) && typeof value !== "string")
    assert.ok(value === null || (Number.isSafeInteger(value) && Number(value) > 0), path);
  else if (/(At|since)$/.test(path)) assert.ok(value === null || isMoment(value), path);
  else if (/Seconds$/.test(path)) assert.ok(value === null || (Number.isFinite(value) && Number(value) >= 0), path);
  else if (typeof value === "string")
    assert.ok(value.isWellFormed() && [...value].length <= (path === "note.note.text" ? 65_536 : 1024), path);
  else assert.ok(value === null || typeof value === "boolean" || Number.isSafeInteger(value), path);
}

function isMoment(value: unknown): boolean {
  return (
    Number.isSafeInteger(value) && Number(value) >= Date.UTC(2000) - 14 * 3_600_000 && Number(value) < Date.UTC(3001)
  );
}
