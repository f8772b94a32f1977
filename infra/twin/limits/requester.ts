import { authenticate } from "../api/auth.ts";
import type { Incoming } from "../api/call.ts";
import { job } from "../api/route.ts";
import type { Person } from "../state/person.ts";
import type { World } from "../state/world.ts";

/** A route that takes every kind of token. */
const open = `GET ${job}/artifacts`;

/** Whose token a request carries; `undefined`: nobody's who is known. Whether it may do what it asks is not looked at. */
export function requesterOf(world: World, incoming: Incoming): Person | undefined {
  const query = queryOf(incoming);
  // as if it only read, or a token of scope `read_api` would be turned away before it is known
  const sender = authenticate(world, { incoming: { ...incoming, method: "GET" }, query, route: open });
  return "status" in sender || sender.token.person.id === 0 ? undefined : sender.token.person;
}

/** Whether a token's text is in any of the places where GitLab looks for one. */
export function carriesToken(incoming: Incoming, token: string): boolean {
  const { headers } = incoming;
  const query = queryOf(incoming);
  const bearer = headers.authorization?.replace(/^Bearer +/i, "").trim();
  const named = ["private_token", "access_token", "job_token"].map((name) => query.get(name));
  return [headers["private-token"], headers["job-token"], bearer, ...named].includes(token);
}

function queryOf({ target }: Incoming): URLSearchParams {
  return new URLSearchParams(target.split("?").slice(1).join("?"));
}
