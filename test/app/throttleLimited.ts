import type { RateAnswer } from "../../lib/core/throttleHeard.ts";
import { crowd, luckOf, second, start } from "./throttleCrowd.ts";

const minute = 60 * second;
const minutes = 20;
const firstMinutes = 5;

/** GitLab's own count of all that comes with one token, by the whole minute; it says no, and nothing else. */
function wordless(limit: number): (at: number) => RateAnswer {
  let [period, count] = [0, 0];
  return (at) => {
    const now = Math.floor(at / minute);
    [period, count] = now === period ? [period, count + 1] : [now, 1];
    return count <= limit ? { status: 200 } : { status: 429, limit: "instance" };
  };
}

/** Requests after the first minutes, and how many of them were refused, where GitLab allows less than is configured. */
export async function limited(
  seed: number,
): Promise<{ readonly sent: number; readonly refused: number; readonly limit: number }> {
  const luck = luckOf(seed);
  const perMinute = 300 + Math.floor(luck() * 900);
  const part = 0.2 + luck() * 0.7;
  const limit = Math.floor(perMinute * part);
  const { sent } = await crowd({
    workers: { keep: 5, retry: 15, sweep: 10 },
    perMinute,
    seconds: minutes * 60,
    luck,
    restMillis: 500,
    answer: wordless(limit),
  });
  const later = sent.filter(({ at }) => at >= start + firstMinutes * minute);
  return {
    sent: later.length,
    refused: later.filter(({ status }) => status === 429).length,
    limit: limit * (minutes - firstMinutes),
  };
}
