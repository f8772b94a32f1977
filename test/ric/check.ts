import type { Bundles } from "./bundles.ts";
import { type Ground, openGround } from "./ground.ts";
import type { Sandbox } from "./sandbox.ts";

/** Something that must be so in the real runtime. */
export interface Check {
  /** A sentence about the product. */
  readonly says: string;
  /** @throws when it is not so */
  run(on: CheckGround): Promise<void>;
}

/** A world of the check's own. */
export interface CheckGround extends Ground {
  readonly bundles: Bundles;
  /** A function in the real runtime, ended with the check. */
  start(...start: Parameters<Bundles["start"]>): Promise<Sandbox>;
  /** Whatever else shall be ended with the check. */
  after(end: () => unknown): void;
}

/** What a check came to; `problem` is missing when it is as it must be. */
export interface Checked {
  readonly says: string;
  readonly problem?: string;
}

export async function runCheck({ says, run }: Check, bundles: Bundles): Promise<Checked> {
  const ground = await openCheckGround(bundles);
  let problem: string | undefined;
  try {
    await run(ground);
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  try {
    await ground.close();
  } catch (error) {
    problem ??= error instanceof Error ? error.message : String(error);
  }
  return { says, ...(problem !== undefined && { problem }) };
}

export async function openCheckGround(bundles: Bundles): Promise<CheckGround> {
  const ground = await openGround();
  const ends: (() => unknown)[] = [() => ground.close()];
  const after = (end: () => unknown) => void ends.push(end);
  return {
    ...ground,
    bundles,
    after,
    async start(name, options) {
      const sandbox = await bundles.start(name, { env: ground.settings(), ...options });
      after(() => sandbox.close());
      return sandbox;
    },
    async close() {
      const wrong: unknown[] = [];
      for (const end of ends.toReversed())
        try {
          await end();
        } catch (error) {
          wrong.push(error);
        }
      if (wrong.length > 0) throw wrong[0];
    },
  };
}
