import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { Clock, Instant } from "../core/time.ts";

/** Secrets by their names. */
export interface Secrets {
  /**
   * The values of some parameters, at most 5 minutes old; up to a day old while they cannot be asked for.
   * A value may hold several secrets, one a line: all of them are live.
   *
   * @throws Error when they cannot be loaded; names the parameters, never a value
   */
  load(names: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
}

const freshMillis = 5 * 60_000;
const staleMillis = 24 * 3_600_000;
/** Source: docs.aws.amazon.com/systems-manager, GetParameters (read 2026-11). */
const mostNames = 10;

/** Secrets from SSM, decrypted. @param spread 0 to 1: refreshes up to a fifth earlier, so that functions do not ask at once */
export function createSecrets({
  clock,
  spread,
  client = new SSMClient({
    maxAttempts: 1,
    // The door must answer in time; the next delivery asks again. Source: @smithy/types, NodeHttpHandlerOptions (read 2026-11).
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_500, throwOnRequestTimeout: true },
  }),
}: {
  clock: Clock;
  spread: number;
  client?: SSMClient;
}): Secrets {
  const known = new Map<string, { values: readonly string[]; readAt: Instant }>();
  const fresh = freshMillis * (1 - spread / 5);

  async function refresh(names: readonly string[]): Promise<void> {
    for (let at = 0; at < names.length; at += mostNames) {
      const command = new GetParametersCommand({ Names: names.slice(at, at + mostNames), WithDecryption: true });
      const { Parameters = [] } = await client.send(command);
      // A parameter that an answer leaves out was deleted.
      for (const name of names.slice(at, at + mostNames)) known.delete(name);
      for (const { Name, Value = "" } of Parameters)
        if (Name !== undefined) known.set(Name, { values: linesOf(Value), readAt: clock() });
    }
  }

  return {
    async load(names) {
      const now = clock();
      const age = (name: string) => now - (known.get(name)?.readAt ?? Number.NEGATIVE_INFINITY);
      const old = names.filter((name) => age(name) >= fresh);
      let cause: unknown;
      if (old.length > 0) await refresh(old).catch((error: unknown) => (cause = error));
      const missing = names.filter(
        (name) => clock() - (known.get(name)?.readAt ?? Number.NEGATIVE_INFINITY) > staleMillis,
      );
      if (missing.length > 0)
        throw new Error(
          `these SSM parameters cannot be read: ${missing.join(", ")}. Create them, or give the role the right`,
          {
            cause,
          },
        );
      return new Map(names.map((name) => [name, known.get(name)?.values ?? []]));
    },
  };
}

function linesOf(value: string): string[] {
  return value
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
