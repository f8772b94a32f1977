import type { ActiveRules } from "../../lib/app/activeRules.ts";
import type { GitLabError } from "../../lib/core/errors.ts";
import { refuse } from "./refusal.ts";

/** An address of another GitLab would name some other project's job here. */
export function whyElsewhere(host: string, url: string | undefined): Response | undefined {
  const own = URL.parse(url ?? "")?.host;
  if (own === undefined || own === host) return undefined;
  const message = `the address is of ${JSON.stringify(host)}, but this source is ${own}`;
  return refuse("noJob", { message, cure: "Ask the API of that GitLab's source (PENSTOCK_SOURCE)." });
}

/** The answer to who names a rule that is not among those that are asked. */
export function noRule(id: string, { rules }: ActiveRules): Response {
  const ids = rules.slice(0, 20).map(({ rule }) => rule.id);
  return refuse("nothingToExplain", {
    message: `there is no rule ${JSON.stringify(id)}`,
    cure:
      ids.length === 0
        ? "No rules are applied."
        : `There are ${ids.join(", ")}${rules.length > ids.length ? " …" : ""}.`,
  });
}

/** GitLab said no, or there is no room to ask it: then when to come back. */
export function gitLabRefusal({ code, message, advice, retryAfterSeconds }: GitLabError): Response {
  const headers = retryAfterSeconds === undefined ? {} : { headers: { "retry-after": String(retryAfterSeconds) } };
  return refuse(code === "throttled" ? "noRoom" : "noGitLab", { message, cure: `${advice}.`, ...headers });
}
