import type { LambdaFunctionURLEvent } from "aws-lambda";
import { serveFunctions } from "../../infra/local/server.ts";
import { everyMinute } from "../functions/awsEvents.ts";
import type { FunctionName } from "./bundles.ts";
import type { CheckGround } from "./check.ts";
import { alice, answerOf, apiGet } from "./checks/answers.ts";
import { jobHook, reasons, signed } from "./hooks.ts";

/** What a function is given again and again while it is measured. */
export interface Load {
  /** In words. */
  readonly says: string;
  /** Of a start. */
  cold(): Promise<unknown>;
  /** Of a process that has worked before; as for a start where it is missing. */
  readonly warm?: () => Promise<unknown>;
  /** Whether what a start was given was really done. */
  readonly isDone?: () => boolean;
}

/** The load of each function, in a world that is its own. */
export const loads: Readonly<Record<FunctionName | "empty", (on: CheckGround) => Promise<Load>>> = {
  empty: async () => ({ says: "anything", cold: async () => ({}) }),
  webhook: async (on) => {
    const hook = await jobHook(on);
    let serial = 0;
    return { says: "a hook that a rule wants: stored", cold: async () => signed(on, { ...hook, build_id: ++serial }) };
  },
  work: async (on) => {
    const patrol = await on.start("patrol");
    let [job, serial] = [0, 0];
    const streamed = async () => await on.streamed(job);
    return {
      says: "a task: performed (cold), ended already (warm)",
      async cold() {
        job = on.failJob(reasons[serial++ % reasons.length]);
        answerOf(await patrol.invoke(everyMinute));
        return await streamed();
      },
      warm: streamed,
      isDone: () => on.effects(job) === 1,
    };
  },
  tick: async () => ({ says: "its minute, nothing due", cold: async () => everyMinute }),
  patrol: async (on) => {
    on.failJob();
    return { says: "its ten minutes, one project", cold: async () => everyMinute };
  },
  api: async () => ({ says: "GET tasks", cold: async () => apiGet("/api/gitlab/tasks", alice) }),
  chat: async (on) => {
    const command = await commands(on);
    return { says: "a command: taken", cold: command };
  },
};

/** Commands as Mattermost sends them, each a new one. */
async function commands({ chat, mattermost, after }: CheckGround): Promise<() => Promise<LambdaFunctionURLEvent>> {
  const heard: LambdaFunctionURLEvent[] = [];
  const server = await serveFunctions(
    { chat: async (event) => ({ statusCode: heard.push(event) > 0 ? 200 : 500 }) },
    0,
  );
  after(() => server.close());
  chat.command(`${server.url}/chat/mattermost`);
  return async () => {
    await mattermost.say({ user: chat.alice, channel: chat.channel, text: "/penstock help" });
    const event = heard.pop();
    if (!event) throw new Error("Mattermost sent no command");
    return event;
  };
}
