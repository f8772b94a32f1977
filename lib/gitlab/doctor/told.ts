import type { Told, Untold } from "../../core/doctorLooks.ts";
import { GitLabError } from "../../core/errors.ts";
import { nameOf } from "../http/errors.ts";
import type { Lacking } from "../lacking.ts";

/** A look as a value: what is gone, hidden or lacking, or cannot be asked, says why. Our own mistakes are thrown on. */
export async function told<T extends object>(
  look: () => Promise<T | Lacking | undefined>,
  hidden: { readonly words: string; readonly cure: string } = gone,
): Promise<Told<T>> {
  try {
    const answer = await look();
    if (answer === undefined) return { untold: { why: "missing", ...hidden } };
    if ("lacking" in answer) return { untold: { why: "lacking", words: answer.lacking, cure: upgrade } };
    return { told: answer };
  } catch (error) {
    if (error instanceof GitLabError) return { untold: untoldOf(error) };
    throw error;
  }
}

const gone = {
  words: "GitLab says that it is not there, or that this token may not see it",
  cure: "check its name, and make the token's user a member",
};
const upgrade = "do without it, or upgrade GitLab";

/** An error as the doctor tells it, with a cure of its own for what never became a connection. */
export function untoldOf(error: GitLabError): Untold {
  const words = error.message;
  const wait = error.retryAfterSeconds === undefined ? "" : ` in ${error.retryAfterSeconds} s`;
  switch (error.code) {
    case "refusedConnection":
    case "unreachable":
      return { words, ...unconnected(nameOf(error.cause), error) };
    case "timeout":
      return {
        why: "timeout",
        words,
        cure: "look whether GitLab or a proxy before it is slow or down, then ask again",
      };
    case "throttled":
      return { why: "throttled", words, cure: `GitLab asks for patience: run this again${wait}` };
    case "unauthorized":
      return { why: "unauthorized", words, cure: error.advice };
    case "forbidden":
      return { why: "forbidden", words, cure: error.advice };
    case "notFound":
      return { why: "missing", words, cure: error.advice };
    case "server":
      return { why: "broken", words, cure: "look at GitLab's own logs and status page, then ask again" };
    default:
      return { why: "odd", words, cure: error.advice };
  }
}

/** Source: nodejs.org/api/errors.html, "Common system errors", and nodejs.org/api/tls.html, "X509 certificate error codes" (read 2026-11). */
function unconnected(name: string, { advice }: GitLabError): Pick<Untold, "why" | "cure"> {
  if (/^(ENOTFOUND|EAI_)/.test(name))
    return {
      why: "noName",
      cure: "the name service does not know the host: check the spelling of the URL, and the resolver",
    };
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE/.test(name))
    return { why: "certificate", cure: certificateCure(name) };
  if (/TIMEOUT|ETIMEDOUT|TimeoutError/.test(name))
    return { why: "timeout", cure: "nobody answers there: check the firewall, and the VPC's way to GitLab" };
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)/.test(name))
    return {
      why: "refused",
      cure: "the host lets nobody in at that port: check the URL's port, the firewall and that GitLab runs",
    };
  return { why: "broken", cure: advice };
}

function certificateCure(name: string): string {
  if (/EXPIRED/.test(name)) return "GitLab's certificate has expired: renew it there";
  if (/ALTNAME|HOSTNAME/.test(name))
    return "GitLab's certificate is for another name: set the URL to the name that it is for, or renew it there";
  if (/SELF_SIGNED|UNABLE_TO_|CERT_UNTRUSTED|INVALID_CA/.test(name))
    return "nobody that we trust vouches for GitLab's certificate: give its private CA as `connect.ca`";
  return "what answers there speaks no TLS 1.2 or newer, or no TLS at all: check the URL's port and the proxies";
}
