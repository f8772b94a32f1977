import type { Clock, Instant } from "../core/time.ts";
import { errorFields, type Log, silent } from "./log.ts";
import { once } from "./once.ts";
import type { AskParameters } from "./parameters.ts";
import { fitLines, readLines, type SecretLine, tellOnce } from "./secretLines.ts";
import { createSeldom } from "./seldom.ts";

/** Secrets by their names. */
export interface Secrets {
  /**
   * The lines of some parameters, at most 5 minutes old; up to a day old while they cannot be asked for. All of them are
   * live but those that are over.
   *
   * @throws Error when they cannot be loaded; names the parameters, never a value
   */
  lines(names: readonly string[]): Promise<ReadonlyMap<string, readonly SecretLine[]>>;
  /** The values of those lines that are live and can be read. @throws Error as `lines`, and where lines can all not be read */
  load(names: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /**
   * Asks for parameters before their time, since something was refused that may be newer than they are: at most once in 10
   * seconds, whoever wants it how often. Never throws.
   *
   * @returns whether they were read
   */
  renew(names: readonly string[]): Promise<boolean>;
}

const freshMillis = 5 * 60_000;
const staleMillis = 24 * 3_600_000;
/** What failed is not asked for again sooner, nor is anything asked for before its time: SSM counts requests of the whole account. */
const renewMillis = 10_000;
/** Nor sooner than so what nobody can do without: a flood at the door must not become one of requests to SSM. */
const missingMillis = 1_000;
/** A failure that took longer leaves no time for another try. */
const quickMillis = 500;

/** What a parameter held when it was asked for. */
interface Held {
  readonly lines: readonly SecretLine[];
  readonly askedAt: Instant;
}

/** Why it could not be asked for. */
interface Failed {
  readonly cause: unknown;
}

/** When it was asked for last, and how that failed. */
interface Tried {
  readonly at: Instant;
  readonly failed?: Failed;
}

/**
 * Secrets from SSM.
 *
 * @param options.spread 0 to 1: refreshes up to a fifth earlier, so that functions do not ask at once
 * @param options.log told when old values serve, and which lines are set aside
 */
export function createSecrets({
  clock,
  spread,
  ask = askSsm,
  log = silent,
}: {
  clock: Clock;
  spread: number;
  ask?: AskParameters;
  log?: Log;
}): Secrets {
  const fresh = freshMillis * (1 - spread / 5);
  const held = new Map<string, Held>();
  const tried = new Map<string, Tried>();
  const asking = new Map<string, Promise<Failed | undefined>>();
  const seldom = createSeldom(clock, 1);
  const setAside = tellOnce(log);
  const since = (at = Number.NEGATIVE_INFINITY) => clock() - at;
  const age = (name: string) => since(held.get(name)?.askedAt);
  const isMissing = (name: string) => age(name) > staleMillis;
  const mayBeAsked = (name: string, waitMillis: number) => asking.has(name) || since(tried.get(name)?.at) >= waitMillis;

  /** A request that fails at once, as one that SSM throttles does, is sent once more: somebody waits for what it brings. */
  async function askTwice(names: readonly string[], askedAt: Instant): ReturnType<AskParameters> {
    try {
      return await ask(names);
    } catch (error) {
      if (since(askedAt) > quickMillis) throw error;
      return await ask(names);
    }
  }

  async function read(names: readonly string[], askedAt: Instant): Promise<Failed | undefined> {
    try {
      const texts = await askTwice(names, askedAt);
      for (const name of names) {
        const text = texts.get(name);
        // A parameter that an answer leaves out was deleted.
        if (text === undefined) held.delete(name);
        else held.set(name, { lines: readLines(name, text), askedAt });
      }
      return undefined;
    } catch (cause) {
      for (const name of names) tried.set(name, { at: askedAt, failed: { cause } });
      return { cause };
    } finally {
      for (const name of names) asking.delete(name);
    }
  }

  /** Whoever wants what is being asked for waits for that. */
  async function refresh(names: readonly string[]): Promise<Failed | undefined> {
    const mine = [...new Set(names)].filter((name) => !asking.has(name));
    const now = clock();
    for (const name of mine) tried.set(name, { at: now });
    if (mine.length > 0) {
      const reading = read(mine, now);
      for (const name of mine) asking.set(name, reading);
    }
    const ends = await Promise.all(names.map((name) => asking.get(name)));
    return ends.find((end) => end !== undefined);
  }

  async function lines(names: readonly string[]): Promise<ReadonlyMap<string, readonly SecretLine[]>> {
    const isDue = (name: string) =>
      age(name) >= fresh && mayBeAsked(name, isMissing(name) ? missingMillis : renewMillis);
    const due = names.filter(isDue);
    const failed = due.length > 0 ? await refresh(due) : undefined;
    const missing = names.filter(isMissing);
    if (missing.length > 0) {
      const what = `these SSM parameters cannot be read: ${missing.join(", ")}. Create them, or give the role the right`;
      const known = missing.map((name) => tried.get(name)?.failed).find((one) => one !== undefined);
      throw new Error(what, { cause: known?.cause });
    }
    if (failed) {
      const ageSeconds = Math.round(Math.max(...due.map(age)) / 1000);
      const fields = { parameters: due.join(", "), ageSeconds, ...errorFields(failed.cause) };
      seldom(() => log.error("secrets stale", fields));
    }
    const now = clock();
    const asOf = (line: SecretLine): SecretLine =>
      line.notAfter !== undefined && now > line.notAfter ? { ...line, isOver: true } : line;
    return new Map(names.map((name) => [name, (held.get(name)?.lines ?? []).map(asOf)]));
  }

  return {
    lines,
    async load(names) {
      const found = await lines(names);
      return new Map([...found].map(([name, all]) => [name, readable(all, setAside)]));
    },
    async renew(names) {
      const old = names.filter((name) => mayBeAsked(name, renewMillis));
      return old.length > 0 && (await refresh(old)) === undefined;
    },
  };
}

function readable(lines: readonly SecretLine[], setAside: (says: string) => void): readonly string[] {
  const { fit, faults } = fitLines(lines, (value) => ({ value }));
  for (const { says } of faults) setAside(says);
  if (fit.length === 0 && faults.length > 0) throw new Error(faults.map(({ says }) => says).join("; "));
  return fit.map(({ value }) => value);
}

/** SSM's client is large, and a function has started before it asks for anything. */
const ssm = once(async () => (await import("./parameters.ts")).askParameters());
const askSsm: AskParameters = async (names) => await (await ssm())(names);
