import { randomOf, seedFrom } from "../../simulation/random.ts";
import { rulebookOf } from "./rulebooks.ts";
import { openWatch } from "./watch.ts";

interface Size {
  readonly projects: number;
  readonly perMinute: number;
}

/** From small to large: the last ones take minutes. */
export const sizes: readonly Size[] = [
  ...[60, 600, 2_000].map((perMinute) => ({ projects: 1, perMinute })),
  ...[60, 600, 2_000].map((perMinute) => ({ projects: 100, perMinute })),
  ...[2_000, 600, 60].map((perMinute) => ({ projects: 412, perMinute })),
  ...[2_000, 600, 60].map((perMinute) => ({ projects: 2_000, perMinute })),
  ...[2_000, 600, 60].map((perMinute) => ({ projects: 10_000, perMinute })),
];

/**
 * In each project a job fails right after the patrol has looked there, again and again: nothing waits for longer than that.
 *
 * @returns how long the latest waited, and how many waited for longer than the bound when all was over
 */
export async function lastInLine(
  { projects, perMinute }: Size,
  seed: number,
): Promise<{ latestSeconds: number; boundSeconds: number; unfound: number }> {
  const random = randomOf(seedFrom(seed, `${projects} ${perMinute}`));
  const waiting = new Map<number, { readonly job: number; readonly from: number }>();
  let latest = 0;
  const watch = openWatch({
    projects,
    perMinute,
    luck: () => random.next(),
    onAnswer(what, member, { fleet, now, found }) {
      const last = waiting.get(member.id);
      const foundAt = last && found.get(last.job);
      if (last && foundAt !== undefined) latest = Math.max(latest, foundAt - last.from);
      if (what !== "ended jobs" || (last && foundAt === undefined)) return;
      const pipeline = fleet.addPipeline(member, now() + 1);
      const job = fleet.addJob(member, pipeline, { status: "failed", name: "build", at: now() + 1 });
      waiting.set(member.id, { job, from: now() + 1 });
    },
  });
  await watch.apply(rulebookOf(["failed", "stuck"]));
  let boundSeconds = 0;
  for (const begun = watch.now(); watch.now() - begun <= 2.1 * boundSeconds * 1000; ) {
    await watch.run();
    boundSeconds = Math.max(boundSeconds, (await watch.standing()).boundSeconds);
  }
  const unfound = [...waiting.values()].filter(
    ({ job, from }) => !watch.found.has(job) && watch.now() - from > boundSeconds * 1000,
  ).length;
  return { latestSeconds: Math.round(latest / 1000), boundSeconds, unfound };
}
