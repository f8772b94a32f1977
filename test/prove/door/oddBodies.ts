import { below, pick, type Random } from "../../fuzz/random.ts";

/** A body of one kind, with no word about what should become of it: whatever it holds, it is answered 202. */
export type Body = (random: Random) => string | Uint8Array;

/** A hook of a watched project with one thing that is odd: each would be a job to act on if it were read carelessly. */
export function jobHook(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    object_kind: "build",
    ref: "main",
    tag: false,
    sha: "2293ada6b400935a1378653304eaf6221e0fdb8f",
    build_id: 1001,
    build_name: "weld",
    build_stage: "build",
    build_status: "failed",
    build_failure_reason: "runner_system_failure",
    build_finished_at: "2026-11-20T08:59:00Z",
    retries_count: 0,
    pipeline_id: 501,
    project_id: 7,
    project: { id: 7, path_with_namespace: "harbour/crane" },
    user: { id: 3, username: "ada" },
    ...changes,
  };
}

/** The hook of any job with raw JSON in the place of one field's value. */
function withRaw(random: Random, field: string, json: string): string {
  return JSON.stringify(jobHook({ build_id: 10_000 + below(random, 1e6), [field]: "@@" })).replace('"@@"', () => json);
}

const fields = Object.keys(jobHook());
const numbers = [
  ...["1e400", "-1e400", "-0", "1e-400", "1E400", "9007199254740993", "18446744073709551617", "-1", "0", "0.5", "1e15"],
  ...['"1001"', '"9007199254740993"', "1e308", "123456789012345678901234567890"],
];
const strays = [
  ...[[0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xff], [0xf0, 0x9f, 0x92], [0x80], [0xfe, 0xff]].map((bytes) =>
    Buffer.from(bytes),
  ),
];

/** Section by section what no parser likes. */
export const oddBodies: Readonly<Record<string, Body>> = {
  "no JSON": (random) =>
    pick(random, ["", "hello", "<html>", "{", "}", "[1,]", "{'a':1}", "a=1&payload=%7B%7D", "null null", "\u0000"]),
  "JSON of another shape": (random) =>
    pick(random, ["[]", "null", "7", '"x"', "true", "[[]]", "{}", "[{}]", `[${JSON.stringify(jobHook())}]`, " \n[]\t"]),
  "no JSON's words": (random) =>
    withRaw(random, pick(random, fields), pick(random, ["NaN", "Infinity", "-Infinity", "01"])),
  "a byte order mark": () => Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), Buffer.from(JSON.stringify(jobHook()))]),
  "UTF-16": () => Buffer.from(JSON.stringify(jobHook()), "utf16le"),
  "invalid UTF-8": (random) => {
    const bytes = Buffer.from(JSON.stringify(jobHook()));
    const at = below(random, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), pick(random, strays), bytes.subarray(at)]);
  },
  "a key twice": (random) => {
    const field = pick(random, ["build_id", "project_id", "build_status", "project", "object_kind"]);
    const value = pick(random, ["7", '"failed"', "null", '{"id":8,"path_with_namespace":"foreign/one"}', '"push"']);
    return `{${JSON.stringify(field)}:${value},${JSON.stringify(jobHook()).slice(1, -1)},${JSON.stringify(field)}:${value}}`;
  },
  prototypes: (random) =>
    withRaw(
      random,
      pick(random, ["user", "project", "commit", "build_name"]),
      pick(random, [
        '{"__proto__":{"id":7,"path_with_namespace":"harbour/crane","username":"root"}}',
        '{"constructor":{"prototype":{"id":7}}}',
        '{"toString":1,"valueOf":null,"then":{}}',
        '{"length":{"toString":1,"valueOf":2}}',
        '{"id":3,"username":{"length":{"toString":1,"valueOf":2}},"path_with_namespace":"harbour/crane"}',
      ]),
    ).replace("{", '{"__proto__":{"project_id":7},'),
  surrogates: (random) =>
    withRaw(random, pick(random, fields), pick(random, ['"\\ud800"', '"x\\udfffx"', '"\\udc00\\ud800"'])),
  NUL: (random) => withRaw(random, pick(random, fields), pick(random, ['"\\u0000"', '"a\\u0000b"', '"\u0000"'])),
  "numbers beyond reason": (random) => withRaw(random, pick(random, fields), pick(random, numbers)),
  "long strings": (random) =>
    withRaw(random, pick(random, fields), JSON.stringify("x".repeat(pick(random, [1025, 5000])))),
  nested: (random) => {
    const depth = pick(random, [62, 63, 64, 65, 66, 500]);
    return withRaw(
      random,
      "commit",
      random() < 0.5 ? "[".repeat(depth) + "]".repeat(depth) : `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`,
    );
  },
  "many keys": (random) => {
    const count = pick(random, [1999, 2000, 2001]);
    return withRaw(random, "commit", `{${Array.from({ length: count }, (_, at) => `"k${at}":1`).join()}}`);
  },
};

/** Some megabytes each, so only now and then. */
export const bigBodies: Readonly<Record<string, Body>> = {
  "a hundred thousand brackets": () => "[".repeat(100_000),
  "five million brackets": () => "[".repeat(5_000_000),
  "a million keys": () => `{${'"":1,'.repeat(1_000_000)}`,
  "a string of four million": (random) => withRaw(random, "commit", `{"message":"${"x".repeat(4_194_304)}"}`),
  "a longer one": (random) => withRaw(random, "build_name", `"${"x".repeat(4_194_305)}"`),
  "exactly 5 MiB": () => JSON.stringify(jobHook()).padEnd(5 * 1024 * 1024, " "),
};
