import { type Gate, gateText } from "../../core/gate.ts";
import type { Store } from "../../core/ports.ts";
import type { Task } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import type { Also } from "../byHand.ts";
import { gateOf } from "./stored.ts";

/**
 * What opens the gate of a task anew: nobody has said yes or no, and it begins to wait. Who armed the job did so until a
 * moment of their own, and is left. What this version cannot read is dropped.
 *
 * @throws StoreError
 */
export async function emptiedGate(task: Task, store: Pick<Store, "note">, now: Instant): Promise<Also> {
  const stored = await gateOf(task, store);
  if (stored?.text === undefined) return { writes: [] };
  const { key, text: seen, gate } = stored;
  if (!gate) return { writes: [{ drop: key, seen }] };
  return { writes: [{ note: key, value: gateText(emptied(gate, now)), seen }], digest: gate.digest };
}

function emptied(gate: Gate, now: Instant): Gate {
  const { override: _, closed: _c, parkedUntil: _p, reminded: _r, escalatedAt: _e, expiresAt: _x, ...left } = gate;
  return { ...left, approvals: [], openedAt: now, waitsFor: "" };
}
