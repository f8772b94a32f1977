import assert from "node:assert/strict";
import { test } from "node:test";
import { hook as confidential } from "../../fixtures/hooks/2018/confidentialNote.ts";
import { hook } from "../../fixtures/hooks/2026/note.ts";
import { reason, told } from "../heard.ts";

const attributes = (changes: object) => ({ ...hook, object_attributes: { ...hook.object_attributes, ...changes } });
const note = (value: unknown) => told("note", value).note;

for (const [given, action] of [
  ["create", "create"],
  ["update", "update"],
  [undefined, "create"],
  [null, "create"],
  ["ponder", "other"],
  [7, "other"],
] as const)
  test(`a note whose action is ${given} is one of ${action}`, () =>
    assert.equal(note(attributes({ action: given })).action, action));

test("a note that may not be read by everybody says so in any of four places", () => {
  assert.equal(note(confidential).isConfidential, true);
  for (const said of [
    { ...hook, event_type: "confidential_note" },
    attributes({ internal: true }),
    attributes({ confidential: true }),
    { ...confidential, event_type: undefined },
  ])
    assert.equal(note(said).isConfidential, true);
  assert.equal(note(hook).isConfidential, false);
});

for (const [why, changes, isFromFork] of [
  ["within its project", {}, false],
  ["from a fork", { source_project_id: 31 }, true],
  ["from a fork that is gone", { source_project_id: null }, undefined],
  ["from nobody knows where", { source_project_id: "12", target_project_id: 12 }, undefined],
] as const)
  test(`a merge request ${why} is from a fork: ${isFromFork ?? "unknown"}`, () =>
    assert.equal(note({ ...hook, merge_request: { ...hook.merge_request, ...changes } }).on.isFromFork, isFromFork));

test("a note on something new, or on nothing, is on something else", () => {
  assert.deepEqual(note(attributes({ noteable_type: "WorkItem", noteable_id: 7 })).on, { type: "other", id: 7 });
  assert.deepEqual(note(attributes({ noteable_type: 7, noteable_id: null })).on, { type: "other" });
});

test("a note on a merge request that the hook does not describe is still a note on that", () => {
  assert.deepEqual(note({ ...hook, merge_request: [] }).on, { type: "mergeRequest", id: 93 });
});

test("a commit's empty name is none", () => {
  const on = attributes({ noteable_type: "Commit", noteable_id: null, commit_id: "" });
  assert.deepEqual(note(on).on, { type: "commit" });
});

test("a note is kept to its last letter, and of a very long one the beginning", () => {
  assert.equal(note(attributes({ note: "" })).text, "");
  assert.equal(note(attributes({ note: "é\n".repeat(10_000) })).text.length, 20_000);
  assert.equal(note(attributes({ note: `${"x".repeat(65_535)}🚀 and more` })).text, `${"x".repeat(65_535)}\ufffd`);
});

for (const [changes, expected] of [
  [{ id: null }, /object_attributes\.id/],
  [{ note: null }, /object_attributes\.note/],
  [{ note: "\ud800" }, /object_attributes\.note/],
] as const)
  test(`a note hook with ${JSON.stringify(changes)} is ignored`, () =>
    assert.match(reason(attributes(changes)), expected));

test("a note hook that names two projects is ignored", () => {
  assert.equal(reason({ ...hook, project_id: 13 }), "a Note Hook that names no project, or two");
});
