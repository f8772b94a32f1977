import { marshall } from "@aws-sdk/util-dynamodb";
import type { Context, DynamoDBStreamEvent, LambdaFunctionURLEvent, ScheduledEvent } from "aws-lambda";
import { make as makePatrol } from "../../../functions/patrol.ts";
import { make as makeTick } from "../../../functions/tick.ts";
import { make as makeWebhook } from "../../../functions/webhook.ts";
import { make as makeWork } from "../../../functions/work.ts";
import { patienceSeconds, prepareSecrets } from "../../../functions/world/door.ts";
import { plainSource } from "../../../functions/world/sources.ts";
import type { Store, Write } from "../../../lib/core/ports.ts";
import type { Task } from "../../../lib/core/task.ts";
import { taskItem } from "../../../lib/store/taskItem.ts";
import { around, end as endLife } from "../../bench/sweep/life.ts";
import { secret } from "../door/letter.ts";
import { type Container, distant, type Ground, openContainer, source } from "./containers.ts";

// Penstock as AWS runs it: `work` on the stream, `tick` every minute, the patrol every ten, the webhook's door.

type Name = "work" | "tick" | "patrol";

/** As in `serverless.yml`. */
const functionSeconds = { work: 60, tick: 120, patrol: 300 };
const mostAtOnce = { work: 10, tick: 2, patrol: 1 };
const mostRecords = 10;
const streamMillis = 200;
const minute = 60_000;

export interface Crew {
  /** Starts `tick` every minute and the patrol every ten; `isOff` says when one of them does not come. */
  beat(isOff: (name: "tick" | "patrol") => boolean): void;
  /** A delivery at the door. @returns the answer's body */
  hear(letter: LambdaFunctionURLEvent): Promise<string>;
  /** Nothing runs, and nothing waits to be brought by the stream. */
  isIdle(): boolean;
}

export interface CrewGround extends Ground {
  /** Whether the stream brings what is written now. */
  readonly streams: () => boolean;
}

export function openCrew(given: CrewGround): Crew {
  const { timeline } = given;
  const stream: Task[] = [];
  const idle: Record<Name, Container[]> = { work: [], tick: [], patrol: [] };
  const busy = { work: 0, tick: 0, patrol: 0 };
  let [late, opened, hearing] = [0, 0, 0];
  const ground = { ...given, store: streaming(distant(given.store, given), bring) };
  const door = openDoor(ground);

  function bring(tasks: readonly Task[]): void {
    if (tasks.length === 0 || !given.streams()) return;
    late++;
    timeline.at(timeline.now() + streamMillis, () => {
      late--;
      stream.push(...tasks);
      handOut();
    });
  }

  function handOut(): void {
    while (stream.length > 0 && busy.work < mostAtOnce.work) {
      const event = streamEvent(stream.splice(0, mostRecords));
      invoke("work", ({ world }, context) => makeWork(world)(event, context));
    }
  }

  function invoke(name: Name, run: (container: Container, context: Context) => Promise<unknown>): void {
    if (busy[name] >= mostAtOnce[name]) return;
    const container = idle[name].pop() ?? openContainer(`${name}${++opened}`, ground);
    const endsAt = timeline.now() + functionSeconds[name] * 1000;
    let hasEnded = false;
    const end = () => {
      if (hasEnded) return;
      hasEnded = true;
      busy[name]--;
      if (!container.life.isOver) idle[name].push(container);
      handOut();
    };
    busy[name]++;
    timeline.at(endsAt, () => {
      if (hasEnded) return;
      given.onError(`${name} ran into its time`, {});
      void endLife(container.life);
      end();
    });
    const context = { getRemainingTimeInMillis: () => endsAt - timeline.now() } as Context;
    run(container, context).then(end, (error: unknown) => {
      given.onError(`${name} failed`, { message: error instanceof Error ? error.message : String(error) });
      end();
    });
  }

  function beat(isOff: (name: "tick" | "patrol") => boolean): void {
    every(minute, () => {
      if (!isOff("tick")) invoke("tick", ({ world }, context) => makeTick(world)({} as ScheduledEvent, context));
    });
    every(10 * minute, () => {
      if (!isOff("patrol")) invoke("patrol", ({ world }, context) => makePatrol(world)({} as ScheduledEvent, context));
    });
  }

  function every(millis: number, deed: () => void): void {
    const go = () => {
      timeline.at(timeline.now() + millis, go);
      deed();
    };
    timeline.at(timeline.now() + Math.round(given.random.next() * millis), go);
  }

  return {
    beat,
    async hear(letter) {
      hearing++;
      try {
        const answer = await door(letter);
        return typeof answer === "string" ? answer : `${answer.statusCode} ${answer.body}`;
      } finally {
        hearing--;
      }
    },
    isIdle: () => busy.work + busy.tick + busy.patrol + stream.length + late + hearing === 0,
  };
}

function openDoor(ground: Ground): (letter: LambdaFunctionURLEvent) => ReturnType<ReturnType<typeof makeWebhook>> {
  const { world } = openContainer("webhook", ground);
  const only = plainSource(source, prepareSecrets([secret]), ["**"]);
  const log = { info: () => {}, error: () => {} };
  return makeWebhook({ ...world, record: "wanted", source: () => only, patienceSeconds, log });
}

/** The store, with a word about every task that the stream would show to `work`. */
function streaming(bare: Store, bring: (tasks: readonly Task[]) => void): Store {
  return around(bare, (name, method) => async (...given) => {
    const answer = await method(...given);
    if (name === "commit" && answer === "written") bring((given[0] as readonly Write[]).flatMap(hinted));
    return answer;
  });
}

function hinted(write: Write): Task[] {
  return "put" in write && write.put.hint === "now" ? [write.put] : [];
}

function streamEvent(tasks: readonly Task[]): DynamoDBStreamEvent {
  return {
    Records: tasks.map((task, at) => ({
      dynamodb: {
        NewImage: marshall(taskItem(task), { removeUndefinedValues: true }) as never,
        SequenceNumber: String(at),
      },
    })),
  };
}
