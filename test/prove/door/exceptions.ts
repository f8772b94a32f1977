import type { LambdaFunctionURLEvent } from "aws-lambda";
import { pick, type Random } from "../../fuzz/random.ts";
import { key, type Letter, sent, signedLetter, withHeader } from "./letter.ts";
import { jobHook } from "./oddBodies.ts";

const mostBytes = 5 * 1024 * 1024;

/** A request whose content is never read, or is read whatever its rim says; with all that decides which. */
export interface Unread {
  readonly event: LambdaFunctionURLEvent;
  readonly method: string;
  readonly path: string;
  readonly encoding: string | undefined;
  readonly bytes: number;
  readonly isSigned: boolean;
}

/** The answer that is promised: what is checked before the content, in this order. 202 for everything else. */
export function exceptionOf({ method, path, encoding, bytes, isSigned }: Unread): number {
  if (method !== "POST") return 405;
  if (!/^\/gitlab\/(gitlab|down)\/?$/.test(path)) return 404;
  if (!["", "identity"].includes(encoding?.toLowerCase() ?? "")) return 415;
  if (bytes > mostBytes) return 413;
  if (path.startsWith("/gitlab/down")) return 503;
  return isSigned ? 202 : 401;
}

const methods = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "post", ""];
const paths = [
  ...["/", "/gitlab", "/gitlab/", "/gitlab/other", "/gitlab/../gitlab/gitlab", "/gitlab/gitlab%2f", "/gitlab//gitlab"],
  ...[
    "/GitLab/gitlab",
    "/gitlab/GITLAB",
    "/gitlab/gitlab/x",
    "/gitlab/gitlab?x=1",
    "//gitlab/gitlab",
    "/gitlab/gitlab\n",
  ],
  ...["/gitlab/down", "/gitlab/gitlab/", "/gitlab/__proto__", "/gitlab/constructor"],
];
const encodings = ["gzip", "br", "deflate", "x-gzip", "identity", "Identity", "", "gzip, identity", "aws-chunked"];
const types = [
  undefined,
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "x".repeat(20_000),
];
const extras: Readonly<Record<string, string>> = {
  "transfer-encoding": "chunked",
  "x-long": "x".repeat(20_000),
  "x-crlf": "a\r\nwebhook-signature: v1,x",
  expect: "100-continue",
  "content-length": "7",
};

const small = Buffer.from(JSON.stringify(jobHook({ build_status: "created" })));
const tooLarge = " ".repeat(mostBytes + 1);

/** A request of any method, path, encoding, type and size; the rest of it is authentic, as a rule. */
export function unreadLetter(random: Random, id: string, seconds: number): Unread {
  const method = random() < 0.2 ? pick(random, methods) : "POST";
  const path = random() < 0.3 ? pick(random, paths) : "/gitlab/gitlab";
  const encoding = random() < 0.25 ? pick(random, encodings) : undefined;
  const isSigned = random() < 0.8;
  const isLarge = random() < 0.05;
  const letter = dressed(random, signedLetter(key, id, seconds, small), encoding);
  const plain = sent(isSigned ? letter : withHeader(letter, "webhook-signature", undefined), path);
  const event = {
    ...plain,
    requestContext: { ...plain.requestContext, http: { ...plain.requestContext.http, method } },
    ...(isLarge && { body: tooLarge, isBase64Encoded: false }),
  };
  return { event, method, path, encoding, bytes: isLarge ? tooLarge.length : small.length, isSigned };
}

function dressed(random: Random, letter: Letter, encoding: string | undefined): Letter {
  const typed =
    random() < 0.3
      ? withHeader(
          letter,
          "content-type",
          pick(
            random,
            types.map((is) => ({ is })),
          ).is,
        )
      : letter;
  const coded = encoding === undefined ? typed : withHeader(typed, "content-encoding", encoding);
  const [name, value] = pick(random, Object.entries(extras));
  return random() < 0.3 ? withHeader(coded, name, value) : coded;
}
