import assert from "node:assert/strict";
import { test } from "node:test";
import type { Write } from "../../../lib/core/ports.ts";
import { approveAgainstChange } from "./approve.ts";
import { explore } from "./explore.ts";
import { waitingGate } from "./gate.ts";

const ground = await waitingGate(1);
const alone = { approvers: ["carol"], workers: ["worker"] };
const isGate = (write: Write) => "note" in write;
const isTask = (write: Write) => "put" in write;

test("a mark that does not ask for the gate plays what somebody has rejected", async () => {
  const without = (write: Write, actor: string) => actor === "worker" && isGate(write);
  const { broken, violations } = await explore(
    approveAgainstChange(ground, { ...alone, rejects: true, runs: 1, isLate: true, without }),
  );
  assert.ok(broken > 0);
  assert.match(violations[0] ?? "", /it was marked although it had been rejected/);
});

test("an approval that wakes nobody is lost, unless a worker happens to look", async () => {
  const without = (write: Write, actor: string) => actor === "carol" && isTask(write);
  const { interleavings, broken, violations } = await explore(approveAgainstChange(ground, { ...alone, without }));
  assert.ok(broken > 0 && broken < interleavings);
  assert.match(violations[0] ?? "", /everybody said yes, and nobody looks any more/);
});
