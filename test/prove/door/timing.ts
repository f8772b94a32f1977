import { prepareSecret, type Secret } from "../../../lib/gitlab/secret.ts";
import { isAuthentic } from "../../../lib/gitlab/signature.ts";
import { randomOf } from "../../fuzz/random.ts";
import { key, signedLetter, secret as value } from "./letter.ts";

const seconds = Date.UTC(2026, 10, 20, 9) / 1000;
/** The slowest part is the machine's doing. */
const keptShare = 0.9;

/**
 * How far apart two kinds of wrong signatures are by the time that refusing them takes: those that are wrong in their
 * first character and those that are wrong in their last. Beyond 4.5 a leak is likely.
 * Source: Reparaz, Balasch, Verbauwhede, "Dude, is my code constant time?", 2017.
 */
export function welchT(samples: number, seed: number): number {
  const secret = prepareSecret({ id: "1", value });
  if ("problem" in secret) throw new Error(secret.problem);
  const { headers, body } = signedLetter(key, "d1", seconds, Buffer.from('{"object_kind":"build"}'));
  const good = headers["webhook-signature"] ?? "";
  const wrong = [changedAt(good, 3), changedAt(good, good.length - 2)].map((signature) => ({
    headers: { ...headers, "webhook-signature": signature },
    body,
    secrets: [secret] as readonly Secret[],
    now: seconds * 1000,
  }));
  const times: [number[], number[]] = [[], []];
  const random = randomOf(seed);
  for (let at = 0; at < samples; at++) {
    const kind = random() < 0.5 ? 0 : 1;
    const letter = wrong[kind];
    if (!letter) continue;
    const begun = process.hrtime.bigint();
    isAuthentic(letter);
    times[kind].push(Number(process.hrtime.bigint() - begun));
  }
  const [first, last] = times.map(momentsOf);
  if (!first || !last) return Number.NaN;
  return (first.mean - last.mean) / Math.sqrt(first.variance / first.count + last.variance / last.count);
}

function changedAt(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
}

function momentsOf(times: readonly number[]) {
  const kept = times.toSorted((one, other) => one - other).slice(0, Math.floor(times.length * keptShare));
  const mean = kept.reduce((sum, time) => sum + time, 0) / kept.length;
  const variance = kept.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (kept.length - 1);
  return { mean, variance, count: kept.length };
}
