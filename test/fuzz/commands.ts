import { below, pick, type Random } from "./random.ts";

/** Commands as people write them, which are read as they stand. */
export const golden: readonly string[] = [
  "retry https://git.example.com/shop/api/-/jobs/1001",
  "retry <https://git.example.com/shop/api/-/jobs/1001|git.example.com/shop> DEBUG=1",
  "play https://git.example.com/shop/sub/api/-/jobs/7#L12 REGION=eu",
  'play https://git.example.com/shop/api/-/pipelines/9 "deploy production" REGION=eu NOTE="two words"',
  "play “deploy production” REGION=us CHANNEL=stable —dry",
  "? play https://git.example.com/shop/api/jobs/1001 VERSION=v1.2.3 REGION=eu",
  "arm https://git.example.com/shop/api/-/jobs/1001 --for 8h REGION=eu VERSION='v2'",
  "arm deploy:staging --for=1h30m VERSION=v1",
  'approve https://git.example.com/shop/api/-/jobs/1001 --reason "looks good"',
  "reject https://git.example.com/shop/api/-/jobs/1001 it's too risky",
  "hold shop/api the audit asks for it",
  "stop everything the cluster is on fire --dry",
  "keep https://git.example.com/shop/api/-/jobs/1001?x=y",
  "why `rspec: [linux, 3.2]`",
  "status https://git.example.com/shop/api",
  "play https://git.example.com/shop/api/-/jobs/1001 CI_JOB_TOKEN=x PATH=y __proto__=z",
  "help play",
  "link",
];

const letters = [
  ..."abzAZ09_-.:/#?&=<>|@\"'`$%*\\ \t\n\r\0“”‘’«»„—–\u00a0\u200b\u200d\u202e\u2066\ufeffаеоСΑІѕſıK\uff30\u0301\ud800\udc00😀",
];
const words = [
  "retry",
  "play",
  "arm",
  "--dry",
  "--for",
  "8h",
  "--reason",
  "everything",
  "https://git.example.com/a/b/-/jobs/2",
  "shop/api",
  "REGION=eu",
  "REGION=",
  "VERSION=v1",
  "DEBUG=1",
  "CI_JOB_TOKEN=x",
  "ci_debug_trace=true",
  "PATH=/tmp",
  "DEPLOY_TOKEN=x",
  "__proto__=x",
  "constructor=x",
  "toString=x",
  "НOST=x",
  "A=$B",
  "A=%B%",
  "=",
  "==",
  '"',
  "“",
  "&amp;",
  "&lt;",
  "<https://x.example/a/b|y>",
];

type Change = (random: Random, text: string) => string;

const changes: readonly Change[] = [
  (random, text) => spliced(random, text, pick(random, letters)),
  (random, text) => spliced(random, text, pick(random, letters)),
  (random, text) => spliced(random, text, ""),
  (random, text) => spliced(random, text, ` ${pick(random, words)} `),
  (random, text) => `${text} ${pick(random, words)}`,
  (random, text) => `${text} ${nameOf(random)}=${pick(random, ["x", '"a b"', "$x", "", "eu"])}`,
  (random, text) => mixed(random, text.split(" ")).join(" "),
  (random, text) =>
    text
      .split(" ")
      .flatMap((one) => (random() < 0.2 ? [one, one] : [one]))
      .join(" "),
  (random, text) => (random() < 0.5 ? text.toUpperCase() : text.toLowerCase()),
  (random, text) => text.slice(0, below(random, text.length + 1)),
  (random, text) => text.repeat(1 + below(random, 3)),
  (random, text) => `${text} ${Array.from({ length: below(random, 60) }, (_, at) => `V${at}=x`).join(" ")}`,
  (random, text) => text + pick(random, letters).repeat(below(random, 5000)),
  (random, text) => `${pick(random, golden)} ${text}`,
];

/** A command that was changed in a few places; it follows from the seed and its index alone. */
export function mutated(random: Random): string {
  let text = pick(random, golden);
  for (let left = below(random, 4); left > 0; left--) text = pick(random, changes)(random, text);
  return text;
}

const parts = ["CI", "GIT", "REGION", "VERSION", "TOKEN", "LD", "PATH", "X", "_", "__", "А", "K", "1"];

/** A name of a few parts, some of which nobody may set. */
export function nameOf(random: Random): string {
  return Array.from({ length: 1 + below(random, 3) }, () => pick(random, parts)).join(pick(random, ["_", "", "-"]));
}

function spliced(random: Random, text: string, put: string): string {
  const at = below(random, text.length + 1);
  return text.slice(0, at) + put + text.slice(at + below(random, 3));
}

function mixed(random: Random, list: readonly string[]): string[] {
  const left = [...list];
  return list.map(() => left.splice(below(random, left.length), 1)[0] ?? "");
}
