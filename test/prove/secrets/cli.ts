import { spawn } from "node:child_process";
import { join } from "node:path";
import { serveFunctions } from "../../../infra/local/server.ts";
import type { Canaries } from "./canaries.ts";
import type { Deployment } from "./deployment.ts";
import type { Told } from "./walk.ts";

const root = join(import.meta.dirname, "../../..");

/** All that the commands print, with the tokens of a person and of the API in their environment. */
export async function cliAsked(canaries: Canaries, at: Deployment): Promise<Told[]> {
  const api = (event: unknown) => at.run("api", event).then((answer) => answer ?? { statusCode: 502 });
  const server = await serveFunctions({ gitlab: async () => ({ statusCode: 404 }), api }, 0);
  const env = {
    PATH: process.env.PATH ?? "",
    PENSTOCK_API_URL: server.url,
    PENSTOCK_API_TOKEN: canaries.apiToken,
    PENSTOCK_GITLAB_URL: at.gitlab.url,
    PENSTOCK_GITLAB_TOKEN: canaries.personToken,
    AWS_ACCESS_KEY_ID: canaries.accessKeyId,
    AWS_SECRET_ACCESS_KEY: canaries.secretAccessKey,
    AWS_SESSION_TOKEN: canaries.sessionToken,
  };
  const printed = [
    await ran(env, "tasks", "list", "--json"),
    await ran(env, "journal", "query"),
    await ran({ ...env, PENSTOCK_API_TOKEN: `${canaries.apiToken} x` }, "tasks", "list"),
    await ran({ ...env, PENSTOCK_API_TOKEN: `${canaries.apiToken}x` }, "outages", "--json"),
  ];
  at.gitlab.always = "json";
  printed.push(await ran(env, "jobs", "list", "--project", "shop/api", "--json"));
  at.gitlab.always = "redirect";
  printed.push(await ran(env, "jobs", "list", "--project", "shop/api"));
  at.gitlab.always = undefined;
  await server.close();
  return printed;
}

async function ran(env: Readonly<Record<string, string>>, ...args: string[]): Promise<Told> {
  const command = spawn(process.execPath, [join(root, "lib/cli/penstock.ts"), ...args], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const out of [command.stdout, command.stderr]) out.on("data", (piece) => (said += piece));
  await new Promise((resolve) => command.once("close", resolve));
  return { at: `penstock ${args.join(" ")}`, text: said };
}
