import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { everyMinute } from "../../functions/awsEvents.ts";
import type { Check, CheckGround } from "../check.ts";
import { answerOf } from "./answers.ts";

/** No call is begun that need not end before the function does: only a process that stands still is killed in one. */
const timeoutSeconds = 6;
const callTimeoutSeconds = "1";
const settleSeconds = "1";
/** Until the lease of a killed process, 5 s longer than its time, and the settling are over. */
const passedMillis = 6_500;

const isEffect = ({ method, url }: IncomingMessage) => method === "POST" && url !== "/api/graphql";

/** Stands between the function and GitLab: looks pass; an effect is executed or not, told of, and never answered. */
async function wire(on: CheckGround, isExecuted: boolean) {
  const seen = Promise.withResolvers<void>();
  const server = createServer((from, to) => {
    if (isEffect(from) && !isExecuted) return seen.resolve();
    const onward = request(
      `${on.twin.world.url}${from.url}`,
      { method: from.method, headers: from.headers },
      (answer) => {
        if (isEffect(from)) return void answer.resume().on("end", seen.resolve);
        to.writeHead(answer.statusCode ?? 502, answer.headers);
        return void answer.pipe(to);
      },
    );
    return void from.pipe(onward);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  on.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen: seen.promise };
}

function killedWhile(what: string, isExecuted: boolean): Check {
  return {
    says: `a process that stands still while its call is under way, which GitLab ${what}, is killed when its time is over, and the next one finds out: one effect`,
    async run(on) {
      const job = on.failJob();
      answerOf(await (await on.start("patrol")).invoke(everyMinute));
      const times = { PENSTOCK_SETTLE_SECONDS: settleSeconds, PENSTOCK_CALL_TIMEOUT_SECONDS: callTimeoutSeconds };
      const { url: gitlabUrl, seen } = await wire(on, isExecuted);
      const env = { ...on.settings({ gitlabUrl }), ...times };
      const first = await on.start("work", { env, timeoutSeconds });
      void seen.then(() => first.freeze());
      const outcome = await first.invoke(await on.streamed(job));
      assert.equal(outcome.kind, "killed", `${JSON.stringify(outcome)}${first.said()}`);
      assert.equal((await on.store.task(on.retryOf(job)))?.state, "calling");
      assert.equal(on.effects(job), isExecuted ? 1 : 0);
      await new Promise((resolve) => setTimeout(resolve, passedMillis));
      const next = await on.start("tick", { env: { ...on.settings(), ...times } });
      answerOf(await next.invoke(everyMinute));
      assert.equal((await on.store.task(on.retryOf(job)))?.state, "done", next.said());
      assert.equal(on.effects(job), 1);
    },
  };
}

/** Lambda ends a process whose time is over, whatever it does. */
export const killed: readonly Check[] = [killedWhile("executed", true), killedWhile("never got", false)];
