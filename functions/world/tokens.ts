import type { TokenName } from "../../lib/app/throttle.ts";
import { GitLabError } from "../../lib/core/errors.ts";
import type { Hooks } from "../../lib/core/hooks.ts";
import type { GitLab } from "../../lib/core/ports.ts";
import type { RateAnswer } from "../../lib/core/throttleHeard.ts";
import type { Clock } from "../../lib/core/time.ts";
import { type Log, silent } from "../../lib/edge/log.ts";
import { fitLines, tellOnce } from "../../lib/edge/secretLines.ts";
import type { Secrets } from "../../lib/edge/secrets.ts";
import type { Source } from "../../lib/edge/sources.ts";
import type { Client } from "./client.ts";
import { createTokenWay, type TokenWay } from "./tokenWay.ts";

/** A deployed source, and what it takes to reach it. */
export interface Reachable {
  readonly source: Source;
  readonly stage: string;
  readonly secrets: Secrets;
  readonly callTimeoutSeconds: number;
  /** Told what each answer to a token says about rates. */
  readonly onAnswer?: (token: TokenName, answer: RateAnswer) => void;
  /** Told of values that GitLab refuses, and of lines that are no token. Default: silent. */
  readonly log?: Log;
  readonly clock: Clock;
}

/** The folders of SSM parameters below `/penstock/STAGE/`: each function may read some of them only. */
export type Folder = "gitlab" | "gitlab-read" | "gitlab-hooks";

/** The full name of a source's parameter. */
export function parameterOf({ stage }: Reachable, folder: Folder, parameter: string): string {
  return `/penstock/${stage}/${folder}/${parameter}`;
}

function wayOf(name: TokenName, [folder, parameter]: readonly [Folder, string], reachable: Reachable): TokenWay {
  const { log = silent } = reachable;
  return createTokenWay(name, parameterOf(reachable, folder, parameter), { ...reachable, log });
}

/**
 * The client of a worker: it acts and looks with the token `act`, and deletes with `clean`. Both are in SSM, below
 * `/penstock/STAGE/gitlab/`.
 */
export function workerGitLab(reachable: Reachable) {
  const { act, clean = act } = reachable.source.tokens;
  const acting = wayOf("act", ["gitlab", act], reachable);
  const cleaning = clean === act ? acting : wayOf("clean", ["gitlab", clean], reachable);
  const open = opener(reachable);
  return async (): Promise<GitLab> => {
    const [actor, cleaner] = await open([acting, cleaning]);
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
export function readerGitLab(reachable: Reachable) {
  const { act, read = act } = reachable.source.tokens;
  const reading = wayOf("read", ["gitlab-read", read], reachable);
  const open = opener(reachable);
  return async (): Promise<GitLab["reads"]> => (await open([reading]))[0].reads;
}

/**
 * The webhooks as the token `hooks` sees them, below `/penstock/STAGE/gitlab-hooks/`: who holds it needs no other. `undefined`
 * where the source names none.
 */
export function hooksGitLab(reachable: Reachable) {
  const { hooks } = reachable.source.tokens;
  const tending = hooks === undefined ? undefined : wayOf("hooks", ["gitlab-hooks", hooks], reachable);
  const open = opener(reachable);
  return async (): Promise<Hooks | undefined> => tending && (await open([tending]))[0].hooks;
}

type Clients<Wanted extends readonly TokenWay[]> = { readonly [At in keyof Wanted]: Client };

/** What opens ways with their live tokens. It throws GitLabError `unauthorized`, and the task is looked at again later. */
function opener(reachable: Reachable) {
  const setAside = tellOnce(reachable.log ?? silent);
  return async <const Wanted extends readonly TokenWay[]>(ways: Wanted): Promise<Clients<Wanted>> => {
    await renewDoubtful(ways, reachable.secrets);
    const clients: Client[] = [];
    for (const way of ways) {
      const values = await liveTokens(reachable, way.parameter, setAside);
      clients.push(await orUnauthorized(async () => way.client(way.pick(values))));
    }
    return clients as unknown as Clients<Wanted>;
  };
}

/**
 * The live tokens in a parameter, in the order in which they are used; at least one.
 *
 * @throws GitLabError `unauthorized`: without its token GitLab cannot be asked
 */
export async function liveTokens(
  { secrets }: Pick<Reachable, "secrets">,
  parameter: string,
  setAside: (says: string) => void = () => {},
): Promise<readonly [string, ...string[]]> {
  return await orUnauthorized(async () => {
    const lines = await secrets.lines([parameter]);
    const { fit, faults } = fitLines(lines.get(parameter) ?? [], asToken);
    for (const { says } of faults) setAside(says);
    const [first, ...others] = fit.map(({ value }) => value);
    if (first === undefined) throw new Error(faults[0]?.says ?? `the SSM parameter ${parameter} holds no live token`);
    return [first, ...others];
  });
}

async function orUnauthorized<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (cause) {
    throw new GitLabError("unauthorized", cause instanceof Error ? cause.message : "no token", {
      advice: "Put the access token into the SSM parameter that penstock.yaml names.",
      cause,
    });
  }
}

/** What GitLab has refused may have been exchanged. */
async function renewDoubtful(ways: readonly TokenWay[], secrets: Secrets): Promise<void> {
  const doubtful = ways.filter((way) => way.isDoubtful());
  if (doubtful.length === 0 || !(await secrets.renew(doubtful.map(({ parameter }) => parameter)))) return;
  for (const way of doubtful) way.calm();
}

function asToken(value: string): { readonly value: string } | { readonly problem: string } {
  return /^[\x21-\x7e]+$/.test(value) ? { value } : { problem: "it is no token: copy it again, without any space" };
}
