import type { Instant } from "../../../lib/core/time.ts";
import { below, type Random } from "../../fuzz/random.ts";
import type { Parameters } from "./parameters.ts";

export type Kind = "signing" | "token";

/** A new value is put into the parameter every so often. */
export const rotateMillis = 5_000;
/** Whoever changes a hook does so 12 to 30 s after the parameter: docs/rotate.md says 20. */
const leastDelayMillis = 12_000;
const mostDelayMillis = 30_000;
/** Lines that a parameter holds: the oldest goes after 40 s, when no hook signs with it any more. */
const mostLines = 8;

/** One parameter, and the hooks that have its values. */
export interface Rotated {
  /** Puts a new value into the parameter; each hook is changed some time after. */
  rotate(now: Instant): void;
  /** What one of its hooks signs with now. */
  valueOf(hook: number, now: Instant): string;
  readonly hooks: number;
  readonly first: string;
  readonly rotations: () => number;
}

export function openRotated(
  kind: Kind,
  name: string,
  { parameters, random }: { parameters: Parameters; random: Random },
): Rotated {
  const hooks = 2;
  const value = (serial: number) =>
    kind === "signing"
      ? `whsec_${Buffer.from(`${name} ${serial}`.padEnd(32, ".")).subarray(-32).toString("base64")}`
      : `token ${serial} of ${name}`;
  let newest = 0;
  const put = () => {
    const serials = Array.from({ length: Math.min(mostLines, newest + 1) }, (_, at) => newest - at);
    // The order of the lines says nothing, nor does what stands between them.
    const lines = serials.toSorted(() => random() - 0.5).map((serial) => value(serial));
    parameters.values.set(name, `# ${newest}\n${lines.join("\n\n")}\n`);
  };
  const changes = Array.from({ length: hooks }, () => [{ at: 0, serial: 0 }]);
  put();
  return {
    hooks,
    first: value(0),
    rotations: () => newest,
    rotate(now) {
      newest++;
      put();
      for (const all of changes) {
        const at = now + leastDelayMillis + below(random, mostDelayMillis - leastDelayMillis);
        all.push({ at, serial: newest });
        if (all.length > 2 * mostLines) all.shift();
      }
    },
    valueOf(hook, now) {
      const done = (changes[hook] ?? []).filter(({ at }) => at <= now);
      return value(Math.max(...done.map(({ serial }) => serial)));
    },
  };
}
