import { startDatabase } from "../../../infra/local/database.ts";
import { doorSecret } from "../door/penstock.ts";
import { openBooks, wrongIn } from "./books.ts";
import type { Sample } from "./judge.ts";
import { deliver, openTown, rules } from "./load.ts";
import { startSubject } from "./subject.ts";

export interface Soak {
  /** Before any load, then in equal steps, and last when all had come to rest. */
  readonly samples: readonly Sample[];
  readonly deliveries: number;
  readonly effects: number;
  /** What did not happen once, as its task says. */
  readonly wrong: readonly string[];
}

export interface SoakOptions {
  readonly minutes: number;
  readonly onSample: (sample: Sample) => void;
}

const apiToken = "a-token-of-twenty-letters";
const beatMillis = 2_000;
const deliveryMillis = 100;
const askMillis = 5_000;
const patrolMillis = 120_000;
/** How often what it takes is looked at: each minute, in a short run ten times. */
const sampleMillis = (minutes: number) => Math.min(60_000, (minutes * 60_000) / 10);
/** By then all that is planned has happened. */
const restMillis = 180_000;

/**
 * Half an hour of everything: pipelines whose jobs are retried, kept and played, deliveries that nobody wants, questions to the
 * API, `tick` each second and patrols, in real time. Only Penstock's own process is weighed.
 */
export async function soak({ minutes, onSample }: SoakOptions): Promise<Soak> {
  const endings: (() => unknown)[] = [];
  try {
    const database = await startDatabase();
    endings.push(() => database.stop());
    const town = await openTown();
    endings.push(() => town.close());
    const wish = { database: database.endpoint, gitlab: town.gitlab, secret: doorSecret, apiToken, rules };
    const subject = await startSubject(wish);
    endings.push(() => subject.close());
    const books = openBooks(database.endpoint);
    endings.push(() => books.close());
    town.connect(subject.hookUrl, doorSecret);

    const began = performance.now();
    const samples: Sample[] = [];
    const weigh = async () => {
      const sample = { ...(await subject.weigh()), atMillis: performance.now() - began };
      samples.push(sample);
      onSample(sample);
    };
    await weigh();
    let sent = 0;
    const errors: unknown[] = [];
    const every = (millis: number, deed: () => unknown) => {
      const timer = setInterval(() => {
        void (async () => await deed())().catch((error: unknown) => errors.push(error));
      }, millis);
      const stop = () => clearInterval(timer);
      endings.push(stop);
      return stop;
    };
    const stops = [
      every(beatMillis, () => town.beat()),
      every(deliveryMillis, () => deliver(sent++, { hookUrl: subject.hookUrl, secret: doorSecret })),
      every(askMillis, () => ask(subject.url)),
      every(patrolMillis, () => subject.patrol()),
    ];
    const step = sampleMillis(minutes);
    for (let at = step; at <= minutes * 60_000 + 1; at += step) {
      await pause(began + at - performance.now());
      await weigh();
      if (errors.length > 0) throw errors[0];
    }
    for (const stop of stops) stop();
    const until = performance.now() + restMillis;
    while (performance.now() < until && (town.goOn() > 0 || (await books.open()) > 0)) await pause(500);
    await weigh();
    const effects = town.effects();
    const missing = town.expected() - effects.length;
    return {
      samples,
      deliveries: sent + town.hooks(),
      effects: effects.length,
      wrong: [
        ...wrongIn(effects, await books.done()),
        ...(missing === 0 ? [] : [`${missing} of ${town.expected()} effects did not happen`]),
      ],
    };
  } finally {
    for (const end of endings.toReversed()) await end();
  }
}

/** The newest tasks and entries, as people look at them. @throws Error where it is not answered */
async function ask(url: string): Promise<void> {
  for (const path of ["tasks", "journal"]) {
    const answer = await fetch(`${url}/api/gitlab/${path}`, { headers: { authorization: `Bearer ${apiToken}` } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    await answer.arrayBuffer();
  }
}

async function pause(millis: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, millis)));
}
