import type { TestContext } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { make } from "../../functions/api.ts";
import type { ApiWorld } from "../../functions/world/api.ts";
import { serveFunctions } from "../../infra/local/server.ts";
import { actions } from "../../lib/actions/index.ts";
import { createApi } from "../../lib/cli/api.ts";
import { fail } from "../../lib/cli/print.ts";
import { program, whyFailed } from "../../lib/cli/program.ts";
import type { Task } from "../../lib/core/task.ts";
import { silent } from "../../lib/edge/log.ts";
import { createMemoryStore } from "../../lib/store/memory.ts";
import { run } from "../flows/process.ts";

export const now = Date.UTC(2026, 10, 20, 9);
const token = "a-token-of-twenty-letters";

/** The API over an in-memory store, behind a real server, and the command as a person uses it. */
export async function apiHouse(t: TestContext, tasks: readonly Task[] = []) {
  const store = createMemoryStore();
  for (const put of tasks) await store.commit([{ put, seen: "absent" }]);
  let serial = 0;
  const world: ApiWorld = {
    store,
    actions,
    hasSource: (id) => id === "gitlab",
    gitlabUrl: () => "https://gitlab.example.com",
    token: { text: token, who: "ann" },
    clock: () => now,
    random: () => `s${++serial}`,
    giveWay: async () => {},
    log: silent,
  };
  const server = await serveFunctions({ gitlab: async () => ({ statusCode: 404 }), api: make(world) }, 0);
  t.after(() => server.close());
  const env = { PENSTOCK_API_URL: server.url, PENSTOCK_API_TOKEN: token };
  return {
    store,
    /** The same command in this process, much sooner: for all but what only a process has. */
    here: (...args: string[]) => ranHere(args, env),
    api: createApi({ url: server.url, token, source: "gitlab" }),
    async penstock(...args: string[]) {
      const command = run(t, ["lib/cli/penstock.ts", ...args], env);
      return { code: await command.ended, text: command.lines.join("\n") };
    },
  };
}

/** What a command prints on either channel, line after line, `out` the result alone, and how it would end. */
export async function ranHere(args: readonly string[], env: Readonly<Record<string, string>>) {
  const [printed, said]: [string[], string[]] = [[], []];
  const { log, error } = console;
  const print = (text: string) => printed.push(text);
  Object.assign(console, { log: (text: string) => said.push(text) && print(text), error: print });
  Object.assign(process.env, env);
  try {
    await program().parseAsync([...args], { from: "user" });
  } catch (thrown) {
    fail(whyFailed(thrown));
  } finally {
    Object.assign(console, { log, error });
    for (const name of Object.keys(env)) delete process.env[name];
  }
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  return { code, text: stripVTControlCharacters(printed.join("\n")), out: said.join("\n") };
}
