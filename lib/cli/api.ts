import { request } from "undici";
import * as z from "zod";
import { SettingsError } from "../core/errors.ts";
import { systemClock } from "../edge/clock.ts";
import { environment, readSettings } from "../edge/config.ts";
import { direct } from "./direct.ts";
import { createIamSigner, regionOf } from "./iam.ts";
import { findRunning } from "./local.ts";
import { safe } from "./render.ts";

/** The API said no, or could not be asked. `message` is for the person who called, with the cure. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: string;
  /** The whole answer, where there was one. */
  readonly body: unknown;

  constructor(code: string, message: string, options: { body?: unknown; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.body = options.body;
  }
}

interface Call {
  readonly method?: "GET" | "PUT" | "POST" | "DELETE";
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Asks one route below `/api/{source}/`: its parts, each escaped, and what the answer must hold. @throws ApiError */
export type Api = <T>(path: readonly string[], schema: z.ZodType<T>, call?: Call) => Promise<T>;

const timeoutMillis = 35_000;

/**
 * The API that the settings name, or that of the Penstock that runs on this machine.
 *
 * @throws SettingsError when there is none
 */
export function openApi(): Api {
  const env = environment();
  const { PENSTOCK_API_URL: url, PENSTOCK_API_TOKEN: token } = readSettings(env, ["api"]);
  if (url === undefined) {
    const { api, source } = findRunning();
    return createApi({ ...api, source });
  }
  const { PENSTOCK_SOURCE: source } = readSettings(env, ["source"]);
  if (token !== undefined) return createApi({ url, token, source });
  const region = regionOf(new URL(url).hostname) ?? env.AWS_REGION;
  if (region === undefined)
    throw new SettingsError(
      "- AWS_REGION is missing: the address in PENSTOCK_API_URL does not tell the region (or set PENSTOCK_API_TOKEN, for an API with a token)",
    );
  return createApi({ url, sign: createIamSigner({ region, clock: systemClock }), source });
}

type Sign = ReturnType<typeof createIamSigner>;

/** How the API knows us: a token, or AWS credentials. */
type Identity = { readonly token: string } | { readonly sign: Sign };

/** The client of one source's API. It sends each request once and follows no redirect. */
export function createApi({ url, source, ...identity }: { url: string; source: string } & Identity): Api {
  const sign: Sign =
    "sign" in identity
      ? identity.sign
      : async ({ headers }) => ({ ...headers, authorization: `Bearer ${identity.token}` });
  return async (path, schema, { method = "GET", query = {}, headers = {}, body } = {}) => {
    const nothing = path.find((part) => /^\.{0,2}$/.test(part));
    if (nothing !== undefined)
      throw new ApiError("noName", `${JSON.stringify(nothing)} names nothing: write it as a list shows it`);
    const route = ["api", source, ...path].map(encodeURIComponent).join("/");
    const target = new URL(`${url.replace(/\/+$/, "")}/${route}`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) target.searchParams.set(name, String(value));
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const plain = { method, target, headers: { ...headers, "content-type": "application/json" }, ...content };
    const { status, text } = await send(target, { method, headers: await sign(plain), ...content });
    const found = json(text);
    if (status !== 200 && status !== 202) throw refusal(status, found, target);
    const read = schema.safeParse(found);
    if (read.success) return read.data;
    throw new ApiError("oddAnswer", `${target.origin} gave an answer that this version does not know`, { body: found });
  };
}

async function send(target: URL, options: Parameters<typeof request>[1] & object) {
  try {
    const timeouts = { headersTimeout: timeoutMillis, bodyTimeout: timeoutMillis };
    const response = await request(target, { ...timeouts, ...options, dispatcher: direct });
    return { status: response.statusCode, text: await response.body.text() };
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unreachable";
    throw new ApiError(code, `nothing answers at ${target.origin} (${code}): is Penstock running there?`, { cause });
  }
}

const Refusal = z.object({ error: z.object({ code: z.string(), message: z.string(), cure: z.string() }) });

function refusal(status: number, body: unknown, { origin }: URL): ApiError {
  const read = Refusal.safeParse(body);
  if (!read.success) return new ApiError("oddAnswer", `${origin} answered ${status}: is it Penstock's API?`, { body });
  const { code, message, cure } = read.data.error;
  // It may name branches, jobs and environments.
  const lines = `${message}. ${cure}`.split("\n").map(safe);
  return new ApiError(code, lines.join("\n"), { body });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
