import { Command } from "commander";
import { instantText } from "../../core/time.ts";
import type { Capabilities } from "../../gitlab/probe.ts";
import { say } from "../print.ts";
import { safe } from "../render.ts";
import { withClient } from "./client.ts";
import { jsonOf, jsonText } from "./json.ts";

/** `penstock probe` */
export function probeCommand(): Command {
  return new Command("probe")
    .description("what a GitLab can do, what its token may, and what is lacking")
    .option("--json", "as one JSON value")
    .action(async ({ json }: { json?: true }) => {
      await withClient(async ({ api, baseUrl }) => {
        const found = await api.probe();
        say(json ? jsonText(jsonOf(found)) : probeLines(found, baseUrl).map(safe).join("\n"));
      });
    });
}

/** A line for each fact; at the end what is lacking. */
function probeLines(found: Capabilities, baseUrl: string): string[] {
  const { version, enterprise, user, token, lacking } = found;
  const edition = enterprise === undefined ? "" : enterprise ? ", Enterprise Edition" : ", Community Edition";
  return [
    `GitLab     ${version ?? "a version that the token may not know"}${edition}, at ${baseUrl}`,
    `you are    ${user ? `${user.username} (${user.id})` : "nobody that GitLab names"}`,
    `token      ${token ? tokenText(token) : "GitLab does not tell about it"}`,
    `pages      ${found.paging === "keyset" ? "by keyset: however many jobs" : "by number: slow in a large project"}`,
    `play takes ${found.playWith}`,
    `hooks      are proved by a ${found.hooksProve}`,
    `GraphQL    ${found.graphql ? "answers" : "does not answer"}`,
    ...(lacking.length === 0 ? ["nothing is lacking"] : lacking.map((sentence) => `lacking    ${sentence}`)),
  ];
}

function tokenText({ name, scopes, expiresAt }: NonNullable<Capabilities["token"]>): string {
  const until =
    expiresAt === null ? ", never expires" : expiresAt === undefined ? "" : `, until ${instantText(expiresAt)}`;
  return `${name === undefined ? "" : `${JSON.stringify(name)}, `}scopes ${scopes.join(", ")}${until}`;
}
