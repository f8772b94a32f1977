import assert from "node:assert/strict";
import type { Event, JobEvent, PipelineEvent } from "../../lib/core/event.ts";
import type { Ignored } from "../../lib/gitlab/hook/ignored.ts";
import { toEvent } from "../../lib/gitlab/hook.ts";

// What becomes of a hook's parsed body, each with the assertion that it is what the test is about.

export const receivedAt = Date.UTC(2026, 7, 2, 8, 0, 0);
export const delivery = { id: "d1", source: "main", receivedAt };

export const heard = (value: unknown): Event | Ignored => toEvent({ value, delivery });

export function told<K extends Event["kind"]>(kind: K, value: unknown): Extract<Event, { kind: K }> {
  const event = heard(value);
  assert.ok(isOf(kind, event), JSON.stringify(event));
  return event;
}

function isOf<K extends Event["kind"]>(kind: K, event: Event | Ignored): event is Extract<Event, { kind: K }> {
  return "kind" in event && event.kind === kind;
}

export const job = (value: unknown): JobEvent => told("job", value);

export const pipeline = (value: unknown): PipelineEvent => told("pipeline", value);

export function reason(value: unknown): string {
  const event = heard(value);
  assert.ok("ignored" in event, JSON.stringify(event));
  return event.ignored;
}
