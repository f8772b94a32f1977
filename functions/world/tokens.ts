import type { TokenName } from "../../lib/app/throttle.ts";
import { GitLabError } from "../../lib/core/errors.ts";
import type { Hooks } from "../../lib/core/hooks.ts";
import type { GitLab } from "../../lib/core/ports.ts";
import type { RateAnswer } from "../../lib/core/throttleHeard.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import type { Secrets } from "../../lib/edge/secrets.ts";
import type { Source } from "../../lib/edge/sources.ts";
import { createGitLab } from "../../lib/gitlab/client.ts";
import type { HttpOptions } from "../../lib/gitlab/http/http.ts";

type Client = ReturnType<typeof createGitLab>;

/** A deployed source, and what it takes to reach it. */
export interface Reachable {
  readonly source: Source;
  readonly stage: string;
  readonly secrets: Secrets;
  readonly callTimeoutSeconds: number;
  /** Told what each answer to a token says about rates. */
  readonly onAnswer?: (token: TokenName, answer: RateAnswer) => void;
}

/** A client with one token. */
export function clientFor(
  baseUrl: string,
  token: string,
  options: Pick<HttpOptions, "callTimeoutSeconds" | "onAnswer">,
): Client {
  return createGitLab({ baseUrl, token, ...options, clock: systemClock, userAgent: "Penstock" });
}

/** Clients by their tokens, so that a token that was exchanged takes effect and the others keep their connections. */
function clientsOf({ source, callTimeoutSeconds, onAnswer }: Reachable, name: TokenName): (token: string) => Client {
  const known = new Map<string, Client>();
  const heard = (answer: RateAnswer) => onAnswer?.(name, answer);
  return (token) => {
    const client = known.get(token) ?? clientFor(source.url, token, { callTimeoutSeconds, onAnswer: heard });
    known.set(token, client);
    return client;
  };
}

/**
 * The client of a worker: it acts and looks with the token `act`, and deletes with `clean`. Both are in SSM, below
 * `/penstock/STAGE/gitlab/`.
 */
export function workerGitLab(way: Reachable) {
  const { source, stage, secrets } = way;
  const nameOf = (parameter: string) => `/penstock/${stage}/gitlab/${parameter}`;
  const act = nameOf(source.tokens.act);
  const clean = nameOf(source.tokens.clean ?? source.tokens.act);
  const acting = clientsOf(way, "act");
  const cleaning = clean === act ? acting : clientsOf(way, "clean");
  return async (): Promise<GitLab> => {
    const [actor, cleaner] = await clientsFor(secrets, [
      [act, acting],
      [clean, cleaning],
    ]);
    return {
      reads: actor.reads,
      writes: {
        ...actor.writes,
        deleteArtifacts: cleaner.writes.deleteArtifacts,
        erase: cleaner.writes.erase,
      },
    };
  };
}

/** The looks of a function that never acts, with a token below `/penstock/STAGE/gitlab-read/`. */
export function readerGitLab(way: Reachable) {
  const { source, stage, secrets } = way;
  const read = `/penstock/${stage}/gitlab-read/${source.tokens.read ?? source.tokens.act}`;
  const reading = clientsOf(way, "read");
  return async (): Promise<GitLab["reads"]> => (await clientsFor(secrets, [[read, reading]]))[0].reads;
}

/**
 * The webhooks as the token `hooks` sees them, below `/penstock/STAGE/gitlab-hooks/`: who holds it needs no other. `undefined`
 * where the source names none.
 */
export function hooksGitLab(way: Reachable) {
  const { source, stage, secrets } = way;
  const parameter = source.tokens.hooks;
  const tending = clientsOf(way, "hooks");
  return async (): Promise<Hooks | undefined> => {
    if (parameter === undefined) return undefined;
    const name = `/penstock/${stage}/gitlab-hooks/${parameter}`;
    return (await clientsFor(secrets, [[name, tending]]))[0].hooks;
  };
}

/** @throws GitLabError `unauthorized`: without its token GitLab cannot be asked, and the task is looked at again later */
async function clientsFor<const Wanted extends readonly (readonly [string, (token: string) => Client])[]>(
  secrets: Secrets,
  wanted: Wanted,
): Promise<{ readonly [At in keyof Wanted]: Client }> {
  try {
    const values = await secrets.load(wanted.map(([name]) => name));
    const clients = wanted.map(([name, client]) => {
      const [token] = values.get(name) ?? [];
      if (token === undefined) throw new Error(`the SSM parameter ${name} is empty`);
      return client(token);
    });
    return clients as { readonly [At in keyof Wanted]: Client };
  } catch (cause) {
    throw new GitLabError("unauthorized", cause instanceof Error ? cause.message : "no token", {
      advice: "Put the access token into the SSM parameter that penstock.yaml names.",
      cause,
    });
  }
}
