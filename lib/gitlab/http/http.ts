import { buildConnector, Pool } from "undici";
import { GitLabError, SettingsError } from "../../core/errors.ts";
import type { Clock } from "../../core/time.ts";
import { millis } from "../../core/time.ts";
import type { Headers } from "../signature.ts";
import type { Answer } from "./answerbody.ts";
import { type Base, readBase } from "./base.ts";
import { failure, nameOf, statusFailure, transportCode } from "./errors.ts";

export interface HttpOptions {
  /** E.g. `https://gitlab.com`; https, or http to this machine. */
  readonly baseUrl: string;
  readonly token: string;
  readonly userAgent: string;
  readonly clock: Clock;
  /** From the first byte sent to the last byte read; default 12. */
  readonly callTimeoutSeconds?: number;
  /** A private CA, instead of the public ones. */
  readonly caPem?: string;
}

/** One request. */
export interface Call {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below `/api/v4`, with its query. */
  readonly path: string;
  readonly json?: unknown;
  /** What no message may repeat, beside the token. */
  readonly veiled?: readonly string[];
}

export interface Http extends Base {
  /**
   * Sends one request, once, to the one origin. Redirects are not followed, nothing is repeated, packed answers are refused.
   *
   * @returns a 2xx answer
   * @throws GitLabError `refusedConnection` only if nothing was sent; `status` is set as soon as GitLab gave one
   */
  send(call: Call): Promise<Answer>;
  close(): Promise<void>;
}

const connectSeconds = 3;
const waitSeconds = 10;
const answerBytes = 5 * 1024 * 1024;

/** @throws SettingsError on a base URL or a token that cannot be used */
export function createHttp(options: HttpOptions): Http {
  const base = readBase(options.baseUrl);
  const { token, clock, callTimeoutSeconds = 12 } = options;
  if (!/^[\x21-\x7e]+$/.test(token)) throw new SettingsError("the GitLab token is blank or malformed: paste it again");
  const { pool, unsent } = openPool(base, options, callTimeoutSeconds);
  const headers = {
    authorization: `Bearer ${token}`,
    accept: "application/json",
    "accept-encoding": "identity",
    "user-agent": options.userAgent,
  };

  async function exchange({ method, path, json }: Call, where: string): Promise<Answer> {
    let status: number | undefined;
    try {
      const response = await pool.request({
        method,
        path: base.apiPath + path,
        headers: json === undefined ? headers : { ...headers, "content-type": "application/json" },
        body: json === undefined ? null : JSON.stringify(json),
        idempotent: method === "GET",
        signal: AbortSignal.timeout(millis(callTimeoutSeconds)),
      });
      status = response.statusCode;
      const heads = flatten(response.headers);
      if (isPacked(heads)) {
        response.body.on("error", () => {}).destroy();
        throw failure({ code: "oddAnswer", where, what: "the answer is packed though we asked for none", status });
      }
      return { status, headers: heads, body: await response.body.bytes() };
    } catch (error) {
      if (error instanceof GitLabError) throw error;
      if (error instanceof Error && unsent.has(error))
        throw failure({ code: "refusedConnection", where, what: `no connection (${nameOf(error)})`, cause: error });
      throw failure({ ...transportCode(error), where, status, cause: error });
    }
  }

  return {
    ...base,
    async send(call) {
      const where = `${call.method} ${call.path.split("?")[0]}`;
      const answer = await exchange(call, where);
      if (answer.status >= 200 && answer.status < 300) return answer;
      throw statusFailure(answer, { where, veiled: [token, ...(call.veiled ?? [])], now: clock() });
    },
    close: () => pool.close(),
  };
}

/** The connections to one origin, and the errors after which certainly nothing was sent, because there was none. */
function openPool({ origin }: Base, { caPem }: HttpOptions, callTimeoutSeconds: number) {
  const atMost = (seconds: number) => millis(Math.min(seconds, callTimeoutSeconds));
  const unsent = new WeakSet<Error>();
  const connect = buildConnector({
    timeout: atMost(connectSeconds),
    allowH2: false,
    minVersion: "TLSv1.2",
    ...(caPem !== undefined && { ca: caPem }),
  });
  const pool = new Pool(origin, {
    connect: (target, callback) =>
      connect(target, (...[error, socket]) => {
        if (error) unsent.add(error);
        if (error) callback(error, null);
        else callback(null, socket);
      }),
    connections: 16,
    pipelining: 1,
    allowH2: false,
    headersTimeout: atMost(waitSeconds),
    bodyTimeout: atMost(waitSeconds),
    maxResponseSize: answerBytes,
  });
  return { pool, unsent };
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Headers {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]));
}

function isPacked(headers: Headers): boolean {
  return !/^(identity)?$/i.test(headers["content-encoding"] ?? "");
}
