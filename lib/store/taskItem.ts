import { createHash } from "node:crypto";
import * as z from "zod";
import { isPending } from "../core/byHand.ts";
import { joinKey } from "../core/key.ts";
import { type Task, taskStates } from "../core/task.ts";
import { understood, written } from "./format.ts";
import { checked, expirySeconds, type Item } from "./items.ts";

/** How many partitions the due index has: enough for the write rate of a burst, few enough to ask all of them. */
export const dueShards = 16;

/** Which part of the due index a task is in: `"0"` to `"15"`, by a hash of its id. */
export function dueShardOf(id: string): string {
  return String(createHash("sha256").update(id).digest().readUInt8(0) % dueShards);
}

/** Whether it is one of those parts. */
export function isDueShard(name: unknown): boolean {
  return typeof name === "string" && Number(name) < dueShards;
}

/** The part of the due index that nobody asks for what is due: the tasks of a source that wait for a person. */
export function attentionShardOf(source: string): string {
  return joinKey("attention", source);
}

/**
 * A task as the table holds it: in the due index only while it has a `due`, or waits for a person; then by when that began.
 * The stream tells chat of the end of one that a person asked for.
 */
export function taskItem(task: Task): Item {
  return written("task", {
    ...task,
    ...(task.due !== undefined && { dueShard: dueShardOf(task.id) }),
    ...(isPending(task) && { dueShard: attentionShardOf(task.source), due: task.endedAt ?? task.createdAt }),
    ...(task.forgetAt !== undefined && { expires: expirySeconds(task.forgetAt) }),
    ...(task.endedAt !== undefined && task.wants.some(({ given }) => given) && { asked: "ended" }),
  });
}

const Text = z.string();
const Moment = z.number();
const Count = z.int().min(0);

/** Loose: what a later version adds is kept through a read and a write by this one. Lazy: the door seldom reads a task. */
export const TaskItem = z.lazy(() =>
  z.looseObject({
    id: Text,
    source: Text,
    project: z.looseObject({ id: z.int(), path: Text.exactOptional() }),
    object: Text,
    verb: z.enum(["retry", "cancel", "play", "keep", "deleteArtifacts", "erase", "notify", "sweep"]),
    andThen: z.literal("retry").exactOptional(),
    state: z.enum(taskStates),
    due: Moment.exactOptional(),
    hint: z.literal("now").exactOptional(),
    version: Count,
    rev: Count,
    owner: Text.exactOptional(),
    runs: Count,
    calls: Count,
    wants: z.array(
      z.looseObject({
        rule: Text,
        action: Text,
        params: z.record(Text, z.unknown()),
        event: Text,
        since: Moment.exactOptional(),
        plan: Text.exactOptional(),
        listed: z.looseObject({ sizeBytes: Count, expireAt: Moment }).exactOptional(),
        given: z
          .looseObject({
            verb: Text,
            values: z.record(Text, Text),
            by: z.looseObject({ userId: z.int(), username: Text }),
          })
          .exactOptional(),
      }),
    ),
    about: z
      .looseObject({
        name: Text.exactOptional(),
        pipelineId: z.int().exactOptional(),
        ref: Text.exactOptional(),
        page: Text.exactOptional(),
        environment: z.looseObject({ name: Text, tier: Text.exactOptional() }).nullable().exactOptional(),
      })
      .exactOptional(),
    spent: z.array(z.looseObject({ scope: Text, key: Text, by: z.number().exactOptional() })).exactOptional(),
    paid: z.literal(true).exactOptional(),
    unsure: z.literal(true).exactOptional(),
    settleAt: Moment.exactOptional(),
    inflight: z.literal(true).exactOptional(),
    flights: z.array(Text).exactOptional(),
    backingOff: z.literal(true).exactOptional(),
    parked: Text.exactOptional(),
    unheld: z.literal(true).exactOptional(),
    setbacks: Count.exactOptional(),
    poke: Count,
    saw: z.looseObject({ at: Moment, hash: Text, byRules: z.literal(true).exactOptional() }).exactOptional(),
    snapshot: z.record(Text, z.union([Text, z.number(), z.boolean(), z.null()])).exactOptional(),
    cursor: Text.exactOptional(),
    counted: Count.exactOptional(),
    reason: Text.exactOptional(),
    remedy: Text.exactOptional(),
    result: z.looseObject({ jobId: z.int().exactOptional() }).exactOptional(),
    createdAt: Moment,
    endedAt: Moment.exactOptional(),
    forgetAt: Moment.exactOptional(),
  }),
);

/**
 * The task that an item holds.
 *
 * @throws StoreError `corrupt`, `newer`
 */
export function readTask(item: Item): Task {
  const { format: _, dueShard: _shard, expires: _expires, asked: _asked, due, ...task } = understood("task", item);
  const isDue = due !== undefined && task.state !== "attention";
  return checked(TaskItem, { ...task, ...(isDue && { due }) }, `task ${String(item.id)}`);
}
