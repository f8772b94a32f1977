import { GitLabError } from "../../core/errors.ts";
import type { RateAnswer } from "../../core/throttleHeard.ts";
import type { Clock } from "../../core/time.ts";
import { millis } from "../../core/time.ts";
import { type Answer, lineOf } from "./answerbody.ts";
import { type Base, readBase } from "./base.ts";
import { createDownload } from "./download.ts";
import { failure, nameOf, statusFailure, transportCode } from "./errors.ts";
import { isPacked } from "./heads.ts";
import { openPool } from "./pool.ts";
import { noAnswer, rateAnswer } from "./rate.ts";
import { roundTrip } from "./roundtrip.ts";
import type { Download } from "./sink.ts";
import { showToken, type TokenAs } from "./token.ts";

export type { TokenAs } from "./token.ts";

export interface HttpOptions {
  /** E.g. `https://gitlab.com`; https, or http to this machine. */
  readonly baseUrl: string;
  readonly token: string;
  /** How the token is shown. Default: `bearer`. */
  readonly tokenAs?: TokenAs;
  readonly userAgent: string;
  readonly clock: Clock;
  /** From the call to the last byte read, a wait for a connection too; default 12. Downloads have bounds of their own. */
  readonly callTimeoutSeconds?: number;
  /** Told what became of every request but downloads: its status, if any, and what it says about rates. Must not throw. */
  readonly onAnswer?: (answer: RateAnswer) => void;
  /** A private CA: for GitLab instead of the public ones, for its object storage beside them. */
  readonly caPem?: string;
}

/** One request. */
interface Call {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below `/api/v4`, with its query. */
  readonly path: string;
  /** Below GitLab's own address instead of `/api/v4`: GraphQL is there. */
  readonly atRoot?: boolean;
  readonly json?: unknown;
}

export interface Http extends Base {
  /**
   * Sends one request, once, to the one origin. Redirects are not followed, nothing is repeated, what comes packed is not read.
   *
   * @returns a 2xx answer
   * @throws GitLabError `refusedConnection` only if nothing was sent; `status` is set as soon as GitLab gave one
   */
  send(call: Call): Promise<Answer>;
  /** Words of GitLab, from the middle of an answer, as one short clean line that does not repeat the token. */
  lineOf(words: string): string;
  readonly download: Download;
  close(): Promise<void>;
}

const connectSeconds = 3;
const waitSeconds = 10;
const answerBytes = 5 * 1024 * 1024;

/** @throws SettingsError on a base URL or a token that cannot be used */
export function createHttp(options: HttpOptions): Http {
  const base = readBase(options.baseUrl);
  const { clock, userAgent, callTimeoutSeconds = 12 } = options;
  const shown = showToken(options.token, options.tokenAs ?? "bearer");
  const atMost = (seconds: number) => Math.min(seconds, callTimeoutSeconds);
  const timeoutMillis = millis(callTimeoutSeconds);
  const { caPem } = options;
  const connections = openPool(base.origin, {
    ...(caPem !== undefined && { ca: caPem }),
    connectSeconds: atMost(connectSeconds),
    waitSeconds: atMost(waitSeconds),
    answerBytes,
    connections: 16,
  });
  const downloads = createDownload({ caPem, connectSeconds: atMost(connectSeconds), base, shown, userAgent, clock });
  const headers = {
    ...shown.headers,
    accept: "application/json",
    "accept-encoding": "identity",
    "user-agent": userAgent,
  };

  async function answerTo({ method, path, atRoot, json }: Call, where: string): Promise<Answer> {
    let status: number | undefined;
    const request = {
      method,
      path: (atRoot ? base.apiPath.replace(/\/api\/v4$/, "") : base.apiPath) + shown.onPath(path),
      headers: json === undefined ? headers : { ...headers, "content-type": "application/json" },
      body: json === undefined ? null : JSON.stringify(json),
      idempotent: method === "GET",
    };
    try {
      return await roundTrip(connections, request, {
        timeoutMillis,
        onHead(head) {
          status = head.status;
          if (isPacked(head.headers) && isDone(status))
            throw failure({ code: "oddAnswer", where, what: "the answer is packed though we asked for none", status });
        },
      });
    } catch (error) {
      const trouble = troubleOf(error, { where, status });
      options.onAnswer?.(noAnswer(trouble));
      throw trouble;
    }
  }

  function troubleOf(cause: unknown, asked: { where: string; status: number | undefined }): GitLabError {
    if (cause instanceof GitLabError) return cause;
    if (cause instanceof Error && connections.unsent.has(cause))
      return failure({ code: "refusedConnection", ...asked, what: `no connection (${nameOf(cause)})`, cause });
    return failure({ ...transportCode(cause), ...asked, cause });
  }

  return {
    ...base,
    async send(call) {
      const where = `${call.method} ${call.path.split("?")[0]}`;
      const answer = await answerTo(call, where);
      const error = isDone(answer.status)
        ? undefined
        : statusFailure(answer, { where, veiled: shown.veiled, now: clock(), base });
      options.onAnswer?.(rateAnswer(answer, where, error));
      if (error) throw error;
      return answer;
    },
    lineOf: (words) => lineOf(words, shown.veiled),
    download: downloads.download,
    close: async () => {
      await Promise.all([connections.pool.close(), downloads.close()]);
    },
  };
}

function isDone(status: number): boolean {
  return status >= 200 && status < 300;
}
