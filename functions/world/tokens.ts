import { GitLabError } from "../../lib/core/errors.ts";
import type { GitLab } from "../../lib/core/ports.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import type { Secrets } from "../../lib/edge/secrets.ts";
import type { Source } from "../../lib/edge/sources.ts";
import { createGitLab } from "../../lib/gitlab/client.ts";

type Client = ReturnType<typeof createGitLab>;

/** A deployed source, and what it takes to reach it. */
export interface Reachable {
  readonly source: Source;
  readonly stage: string;
  readonly secrets: Secrets;
  readonly callTimeoutSeconds: number;
}

/** A client with one token. */
export function clientFor(baseUrl: string, token: string, callTimeoutSeconds: number): Client {
  return createGitLab({ baseUrl, token, callTimeoutSeconds, clock: systemClock, userAgent: "Penstock" });
}

/** Clients by their tokens, so that a token that was exchanged takes effect and the others keep their connections. */
function clientsOf(source: Source, callTimeoutSeconds: number): (token: string) => Client {
  const known = new Map<string, Client>();
  return (token) => {
    const client = known.get(token) ?? clientFor(source.url, token, callTimeoutSeconds);
    known.set(token, client);
    return client;
  };
}

/**
 * The client of a worker: it acts and looks with the token `act`, and deletes with `clean`. Both are in SSM, below
 * `/penstock/STAGE/gitlab/`.
 */
export function workerGitLab({ source, stage, secrets, callTimeoutSeconds }: Reachable) {
  const nameOf = (parameter: string) => `/penstock/${stage}/gitlab/${parameter}`;
  const act = nameOf(source.tokens.act);
  const clean = nameOf(source.tokens.clean ?? source.tokens.act);
  const client = clientsOf(source, callTimeoutSeconds);
  return async (): Promise<GitLab> => {
    const [actor, cleaner] = await clientsFor(secrets, [act, clean], client);
    return {
      reads: actor.reads,
      writes: { ...actor.writes, deleteArtifacts: cleaner.writes.deleteArtifacts },
    };
  };
}

/** The looks of a function that never acts, with a token below `/penstock/STAGE/gitlab-read/`. */
export function readerGitLab({ source, stage, secrets, callTimeoutSeconds }: Reachable) {
  const read = `/penstock/${stage}/gitlab-read/${source.tokens.read ?? source.tokens.act}`;
  const client = clientsOf(source, callTimeoutSeconds);
  return async (): Promise<GitLab["reads"]> => (await clientsFor(secrets, [read], client))[0].reads;
}

/** @throws GitLabError `unauthorized`: without its token GitLab cannot be asked, and the task is looked at again later */
async function clientsFor<const Names extends readonly string[]>(
  secrets: Secrets,
  names: Names,
  client: (token: string) => Client,
): Promise<{ readonly [At in keyof Names]: Client }> {
  try {
    const values = await secrets.load(names);
    const clients = names.map((name) => {
      const [token] = values.get(name) ?? [];
      if (token === undefined) throw new Error(`the SSM parameter ${name} is empty`);
      return client(token);
    });
    return clients as { readonly [At in keyof Names]: Client };
  } catch (cause) {
    throw new GitLabError("unauthorized", cause instanceof Error ? cause.message : "no token", {
      advice: "Put the access token into the SSM parameter that penstock.yaml names.",
      cause,
    });
  }
}
