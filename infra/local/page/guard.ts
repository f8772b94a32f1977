import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Request } from "../../../lib/edge/request.ts";

/** A browser that came back, or a new one. */
interface Visit {
  readonly session: string;
  /** Proves that a form was written for this browser. */
  readonly token: string;
  /** To be set in a browser that has none yet. */
  readonly cookie?: string;
}

/** Who may look at the page and who may do something on it. */
export interface Guard {
  /** Only this machine's own names lead here: a name that an attacker has pointed at it (DNS rebinding) does not. */
  readonly isAtHome: boolean;
  readonly visit: Visit;
  /** Whether a form comes from our own page, shown to the same browser. Any origin may send a form to anyone. */
  isOurs(form: URLSearchParams): boolean;
}

interface Watched {
  readonly request: Request;
  /** Each as `name=value`. */
  readonly cookies: readonly string[];
  /** Where the page is served, e.g. `127.0.0.1:7500`. */
  readonly address: string;
}

/** @param key makes the forms' tokens, and is known to nobody else */
export function guardOf({ request, cookies, address }: Watched, key: Uint8Array): Guard {
  const { port } = new URL(`http://${address}`);
  const hosts = ["127.0.0.1", "localhost"].map((name) => (port === "" ? name : `${name}:${port}`));
  // all ports of a machine share their cookies
  const name = `penstock-page-${port}`;
  const tokenOf = (session: string) => createHmac("sha256", key).update(session).digest("base64url");
  const given = cookies.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
  const known = /^[\w-]{32}$/.test(given) ? given : undefined;
  const session = known ?? randomBytes(24).toString("base64url");
  const cookie = `${name}=${session}; Path=/; HttpOnly; SameSite=Strict`;
  const { host = "", origin } = request.headers;
  return {
    isAtHome: hosts.includes(host),
    visit: { session, token: tokenOf(session), ...(known === undefined && { cookie }) },
    isOurs: (form) =>
      known !== undefined && origin === `http://${host}` && isSame(form.get("token") ?? "", tokenOf(known)),
  };
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * Nothing is loaded but our own style, script and icon; nobody may frame the page. Forms of a page without a referrer would
 * have the origin `null`, so it has one for ourselves.
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};
