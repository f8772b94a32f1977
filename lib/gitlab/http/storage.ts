import type { GitLabError } from "../../core/errors.ts";
import { type Answer, lineOf } from "./answerbody.ts";
import { type Base, isLoopback } from "./base.ts";
import { failure, nameOf, transportCode } from "./errors.ts";
import { isSignIn, movedAdvice, movedTo, signInAdvice } from "./moved.ts";
import { tellsToken } from "./token.ts";

/** A redirect that was answered. */
interface Redirect {
  readonly where: string;
  readonly status: number;
  readonly location: string | undefined;
  /** The address that answered so. */
  readonly from: URL;
  /** The token, in every form. */
  readonly veiled: readonly string[];
}

/**
 * Where a redirect of a download leads: to object storage, which a signed address opens and no token.
 *
 * @throws GitLabError `unauthorized` for GitLab's sign-in page, `redirected` for a renamed project and for every place that
 * is not safe to follow
 */
export function storagePlace({ where, status, location, from, veiled }: Redirect, base: Base): URL {
  const refused = (what: string, advice?: string) => failure({ code: "redirected", where, what, status, advice });
  const place = location === undefined ? null : URL.parse(location, from.href);
  if (place === null) throw refused(`${status} without an address to go to`);
  if (isSignIn(place))
    throw failure({ code: "unauthorized", where, what: "sent to the sign-in page", status, advice: signInAdvice });
  const moved = movedTo(place, base);
  if (moved !== undefined) throw refused(`${status}, the project is elsewhere`, movedAdvice(moved));
  if (place.username || place.password) throw refused(`${status} to an address with a user in it`);
  if (tellsToken(place, veiled)) throw refused(`${status} to an address with a token in it`);
  // only a GitLab that is itself on this machine may send to this machine in plain text
  const isLocal = base.origin.startsWith("http:") && isLoopback(place.hostname);
  if (place.protocol !== "https:" && !(place.protocol === "http:" && isLocal))
    throw refused(`${status} to an address without TLS`, "let GitLab's object storage be reached by https");
  return place;
}

/**
 * An object storage's no. The address is never told but for its host, since its query is a key to the file.
 * Source: docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses (read 2026-11); others answer alike.
 */
export function storageFailure(where: string, place: URL, { status, body }: Answer): GitLabError {
  const text = new TextDecoder().decode(body);
  const words = [/<Code>([^<]{1,200})</, /<Message>([^<]{1,1000})</].map((part) => part.exec(text)?.[1] ?? "");
  const said = lineOf(words.join(" "), keysOf(place));
  const what = `the object storage ${place.host} answered ${status} ${said}`.trimEnd();
  const by = (code: "forbidden" | "server" | "oddAnswer", advice: string) =>
    failure({ code, where, what, status, advice });
  // GitLab has found what was asked for: `notFound` would say that it has not
  if (status === 404) return by("oddAnswer", "GitLab knows the file, its storage has lost it: ask who runs GitLab");
  if (status >= 500 || status === 429) return by("server", "the storage has a problem: ask again later");
  if (status === 401 || status === 403)
    return by(
      "forbidden",
      "the address that GitLab gave is not accepted, it may be too old: ask again, check its clock",
    );
  return by("oddAnswer", "GitLab's storage or something before it does not do what GitLab says: ask who runs GitLab");
}

/** A storage that could not be asked, or whose answer broke off. */
export function storageTrouble(where: string, place: URL, error: unknown): GitLabError {
  const { code, what } = transportCode(error);
  const words = `the object storage ${place.host}: ${what}`;
  const advice = isCertificate(nameOf(error)) ? certificateAdvice : reachAdvice;
  return failure({ code, where, what: words, advice, cause: error });
}

const passAdvice = "who runs GitLab can let it pass on the files (proxy_download)";
const reachAdvice = `this machine must reach GitLab's object storage itself; ${passAdvice}`;
const certificateAdvice = `the storage's certificate is not trusted: add its CA to the private CA's PEM file, or ${passAdvice}`;

/** Source: nodejs.org/docs/latest-v24.x/api/tls.html, "X509 certificate error codes" (read 2026-11). */
function isCertificate(name: string): boolean {
  return /CERT|SIGNATURE|ISSUER|HOSTNAME_MISMATCH/.test(name);
}

/** What opens the file: the query and each of its values, as written and as meant. */
function keysOf({ search, searchParams }: URL): string[] {
  const written = search.split(/[?&]/).map((part) => part.slice(part.indexOf("=") + 1));
  return [search, ...written, ...searchParams.values()];
}
