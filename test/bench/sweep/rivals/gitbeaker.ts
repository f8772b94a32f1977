import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { TwinProcess } from "../twin.ts";
import { jobsOnPage, openField, start, type Walked } from "./walk.ts";

interface Peer {
  /** @throws Error where it gives up */
  walk(field: {
    readonly url: string;
    readonly token: string;
    readonly projects: readonly number[];
    readonly perPage: number;
    readonly limitSeconds?: number;
    readonly onJobs: (count: number) => void;
  }): Promise<void>;
}

const peers = join(import.meta.dirname, "../../peers");
/** Its timers are real. Where it waits for whole minutes the twin's clock goes so much faster, and its own minute is as much shorter. */
const hurry = 10;
const beatMillis = 20;
const minute = 60;

/** Both ways to use it; none where it is not installed. */
export async function walkByGitbeaker(pages: number): Promise<readonly Walked[]> {
  if (!existsSync(join(peers, "node_modules/@gitbeaker/rest"))) return [];
  const peer: Peer = await import(pathToFileURL(join(peers, "sweep.mjs")).href);
  const name = "@gitbeaker/rest, 10 at once";
  return [
    await walkInScale(peer, {
      name: `${name}, with a limit of its own`,
      pages,
      speed: hurry,
      limitSeconds: minute / hurry,
    }),
    await walkInScale(peer, { name: `${name}, with its retry alone`, pages, speed: 1 }),
  ];
}

interface Use {
  readonly name: string;
  readonly pages: number;
  readonly speed: number;
  readonly limitSeconds?: number;
}

async function walkInScale(peer: Peer, { name, pages, speed, ...limit }: Use): Promise<Walked> {
  const twin = await openField(pages);
  const projects = [...(await twin.left()).keys()];
  const stop = keepTime(twin, speed);
  const began = performance.now();
  let jobs = 0;
  const onJobs = (count: number) => {
    jobs += count;
  };
  try {
    const { url, token } = twin;
    const gaveUp = await peer.walk({ url, token, projects, perPage: jobsOnPage, ...limit, onJobs }).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const seconds = ((performance.now() - began) / 1000) * speed;
    const { requests, refused } = await twin.served();
    const walked = { name, seconds, pages: jobs / jobsOnPage, requests, refused };
    return gaveUp === undefined ? walked : { ...walked, gaveUp };
  } finally {
    await stop();
    await twin.close();
  }
}

/** Moves the twin's clock on. @returns what ends that, once the twin has heard the last of it */
function keepTime(twin: TwinProcess, speed: number): () => Promise<void> {
  const began = performance.now();
  const now = () => start + Math.round((performance.now() - began) * speed);
  let told = Promise.resolve();
  const beat = setInterval(() => {
    told = twin.setTime(now());
  }, beatMillis);
  return async () => {
    clearInterval(beat);
    await told;
  };
}
