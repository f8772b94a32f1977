import { type AttributeValue, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent, ScheduledEvent } from "aws-lambda";
import type { Clock, Instant } from "../../lib/core/time.ts";
import { dueShards } from "../../lib/store/taskItem.ts";

/** What AWS does for the deployed functions: hands the stream to `work` and wakes `tick` and `patrol`. */
export interface Driven {
  readonly client: DynamoDBDocumentClient;
  readonly prefix: string;
  readonly clock: Clock;
  readonly work: (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;
  readonly tick: (event: ScheduledEvent, context: Context) => Promise<void>;
  readonly patrol?: (event: ScheduledEvent, context: Context) => Promise<void>;
  /** Answers and tells what people talk about. */
  readonly chat?: () => Promise<void>;
  /** How long a function may run; the patrol ten times as long. */
  readonly functionSeconds: number;
  /** Told when a function failed as a whole. */
  readonly onError: (error: unknown) => void;
}

export interface Driver {
  /**
   * One round: what is marked for the stream goes to `work`, then `tick`, then `patrol` where its 10 minutes are over.
   * Returns how many tasks were handed over.
   */
  step(): Promise<number>;
  /** Lets `patrol` run once, now. */
  patrol(): Promise<void>;
  /** Rounds by themselves: the stream four times a second, `tick` every second, `patrol` beside them every 10 minutes. */
  start(): void;
  stop(): Promise<void>;
}

const streamMillis = 250;
const tickMillis = 1_000;
const patrolMillis = 10 * 60_000;

/**
 * Drives the workers on one machine. The database has no stream that the SDK could read, so the due index, which knows
 * the same tasks, is asked several times a second, and each becomes a record as the stream would bring it.
 */
export function createDriver(driven: Driven): Driver {
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<unknown> = Promise.resolve();
  let patrolled: Promise<unknown> = Promise.resolve();
  let nextTickAt = 0;
  let nextPatrolAt = 0;
  let isStopping = false;

  async function step(withTick: boolean): Promise<number> {
    const images = await hinted(driven);
    if (images.length > 0) await driven.work(streamEvent(images), context(driven));
    if (withTick) await driven.tick({} as ScheduledEvent, untilStopped());
    await driven.chat?.();
    return images.length;
  }

  /** A function's context that has no time left once the driver shall stop. */
  function untilStopped(times = 1): Context {
    const whole = context({ ...driven, functionSeconds: times * driven.functionSeconds });
    return { getRemainingTimeInMillis: () => (isStopping ? 0 : whole.getRemainingTimeInMillis()) } as Context;
  }

  async function patrol(): Promise<void> {
    nextPatrolAt = driven.clock() + patrolMillis;
    await driven.patrol?.({} as ScheduledEvent, untilStopped(10));
  }

  function schedule(): void {
    timer = setTimeout(() => {
      const now = driven.clock();
      const withTick = now >= nextTickAt;
      if (withTick) nextTickAt = now + tickMillis;
      if (now >= nextPatrolAt) patrolled = patrol().catch(driven.onError);
      round = step(withTick)
        .catch(driven.onError)
        .finally(() => timer && schedule());
    }, streamMillis);
  }

  return {
    async step() {
      const handed = await step(true);
      if (driven.clock() >= nextPatrolAt) await patrol();
      return handed;
    },
    patrol,
    start: schedule,
    async stop() {
      isStopping = true;
      clearTimeout(timer);
      timer = undefined;
      await Promise.all([round, patrolled]);
    },
  };
}

/**
 * Due tasks with the mark that the stream is filtered on, in DynamoDB's own form. What was marked last comes first, as
 * in the stream: what is behind very many others `tick` finds.
 */
async function hinted({ client, prefix, clock }: Driven): Promise<Record<string, AttributeValue>[]> {
  const pages = await Promise.all(
    Array.from({ length: dueShards }, (_, shard) =>
      client.send(
        new QueryCommand({
          TableName: `${prefix}tasks`,
          IndexName: "due",
          KeyConditionExpression: "dueShard = :shard AND due <= :now",
          FilterExpression: "hint = :now_mark",
          ExpressionAttributeValues: {
            ":shard": { S: String(shard) },
            ":now": { N: String(clock()) },
            ":now_mark": { S: "now" },
          },
          ScanIndexForward: false,
          Limit: 100,
        }),
      ),
    ),
  );
  return pages.flatMap(({ Items = [] }) => Items);
}

function streamEvent(images: readonly Record<string, AttributeValue>[]): DynamoDBStreamEvent {
  return {
    Records: images.map((image, at) => ({
      eventID: String(at),
      eventName: "MODIFY",
      eventSource: "aws:dynamodb",
      dynamodb: { NewImage: image as never, SequenceNumber: String(at), StreamViewType: "NEW_IMAGE" },
    })),
  };
}

/** A function's context: its time runs by the driver's clock. */
function context({ clock, functionSeconds }: Driven): Context {
  const endsAt: Instant = clock() + functionSeconds * 1000;
  return { getRemainingTimeInMillis: () => endsAt - clock() } as Context;
}
