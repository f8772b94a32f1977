import { createHmac } from "node:crypto";
import type { Context, LambdaFunctionURLResult } from "aws-lambda";
import type { ChatWorld } from "../../../functions/chat/chatWorld.ts";
import { make as makeChat } from "../../../functions/chat.ts";
import { make as makeTick } from "../../../functions/tick.ts";
import { announcementOf } from "../../../infra/twin/hooks/announce.ts";
import { createTwin, type Twin } from "../../../infra/twin/twin.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { openStored } from "../../../lib/app/explain/open.ts";
import { receive } from "../../../lib/app/receive.ts";
import { remembered } from "../../../lib/app/remembered.ts";
import { createRulesReader } from "../../../lib/app/rules.ts";
import type { TalkDesk } from "../../../lib/app/talk/desk.ts";
import { linkKey } from "../../../lib/app/talk/links.ts";
import { unthrottled } from "../../../lib/app/throttle.ts";
import { oneToken } from "../../../lib/app/throttleShared.ts";
import { openPress, sealPress } from "../../../lib/chat/seal.ts";
import { slackEar } from "../../../lib/chat/slack/ear.ts";
import { gatesScope, readGate } from "../../../lib/core/gate.ts";
import type { Button } from "../../../lib/core/message.ts";
import { usualPerMinute } from "../../../lib/core/throttleSizes.ts";
import { silent } from "../../../lib/edge/log.ts";
import { toEvent } from "../../../lib/gitlab/hook.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import type { Operation } from "../../../lib/store/memoryFaults.ts";
import { everyMinute } from "../../functions/awsEvents.ts";
import { sent } from "../door/letter.ts";
import { gitlabOf } from "../door/twinHttp.ts";
import { addJobs, type Jobs, rules } from "./ground.ts";
import { chatIdOf, type Folk, people, settle } from "./people.ts";

const start = Date.UTC(2026, 10, 20, 9);
const source = "gitlab";
const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";
const buttonKey = "the key of the buttons, which nobody else has";
export const workspace = "T0HOME";
export const channel = "C0DEPLOYS";

/** One project, its people in GitLab and in Slack, and the real functions over tables in memory. */
export interface Village {
  readonly twin: Twin;
  readonly folk: Folk;
  readonly jobs: Jobs;
  now(): number;
  pass(seconds: number): void;
  /** How often GitLab was asked for anything. */
  asked(): number;
  /** Posts a form to Slack's door, signed as Slack does unless told otherwise. @param at when it was signed; default: now */
  knock(form: Readonly<Record<string, string>>, forged?: Forged, at?: number): Promise<LambdaFunctionURLResult>;
  /** Chat is woken: what was said is answered, and nothing is done yet. */
  answer(): Promise<void>;
  /** Chat is woken, and everything that it leads to is done. */
  wake(): Promise<void>;
  /** What was said where each request takes its answers, by that address. */
  readonly answers: ReadonlyMap<string, readonly string[]>;
  /** Whose yes stands at a gate. */
  yeses(): Promise<readonly { readonly userId: number; readonly at: number }[]>;
  /** The buttons that were shown last. */
  buttons(): readonly Button[];
}

/** What of a request is not as Slack makes it. */
export type Forged = "secret" | "old" | "unsigned" | "body";

const ample = { getRemainingTimeInMillis: () => 60_000 } as Context;

/** @param seen told of each thing that the tables are asked for */
export async function openVillage(seen: (operation: Operation) => void = () => {}): Promise<Village> {
  let now = start;
  let serial = 0;
  const clock = () => now;
  const store = createMemoryStore({ faults: (operation) => void seen(operation) });
  const twin = createTwin({ clock, firstId: 1001 });
  const project = twin.addProject({ id: 42, path: "shop/api", members: { [twin.bot.username]: "maintainer" } });
  const folk = settle(twin, project.id);
  const { gitlab, methods } = gitlabOf(twin);
  const hooks: (() => unknown)[] = [];
  twin.world.listeners.push((news) => {
    const told = announcementOf(twin.world, news);
    if (told?.word === "job" || told?.word === "pipeline") hooks.push(() => told.payload());
  });
  const ground = { store, actions, clock, random: () => `s${++serial}`, giveWay: async () => {}, log: silent };
  const reader = createRulesReader({ store, actions, clock, log: silent });
  const tick = makeTick({
    ...ground,
    rules: reader,
    sources: [{ id: source, projects: ["**"] }],
    gitlab: async () => gitlab,
    throttle: unthrottled,
    luck: () => 0,
    settleSeconds: 180,
    callTimeoutSeconds: 12,
  });
  const applied = await applyRules([{ file: "rules.yaml", text: rules }], source, { store, actions });
  if (typeof applied === "object" && "problems" in applied) throw new Error(JSON.stringify(applied.problems));
  for (const name of people) {
    const key = linkKey(source, { provider: "slack", team: workspace, user: chatIdOf(name) });
    await store.putNote(key, JSON.stringify({ userId: folk.idOf(name), username: name, at: start }), undefined);
  }
  let shown: readonly Button[] = [];
  const answers = new Map<string, string[]>();
  const settings: TalkDesk["settings"] = {
    channels: { deploys: { provider: "slack", team: workspace, channel } },
    routes: [{ source, to: "deploys", tell: ["gates"] }],
    operators: {},
    perMinute: 1_000,
  };
  const desk: TalkDesk = {
    ...ground,
    settings,
    rules: async (id) => await openStored(await store.rulebook(id), actions, "live"),
    source: (id) =>
      id === source
        ? {
            id,
            url: "https://gitlab.example.com",
            projects: ["**"],
            requestsPerMinute: usualPerMinute,
            budgets: oneToken,
            reads: async () => remembered(gitlab.reads),
          }
        : undefined,
    sources: [source],
    record: "wanted",
    seal: (press, where) => sealPress(press, where, buttonKey),
    noted: unthrottled.noted,
    async say(place, { title, lines, buttons }, ref) {
      if (buttons && buttons.length > 0) shown = buttons;
      const url = "reply" in place && place.reply?.url;
      if (url) answers.set(url, [...(answers.get(url) ?? []), JSON.stringify([title, lines])]);
      return { kind: "sent", ref: ref ?? `m${++serial}` };
    },
  };
  const world: ChatWorld = {
    ...ground,
    settings,
    ear: async (provider) =>
      provider === "slack" ? slackEar({ source, workspaces: [workspace], signingSecrets: [signingSecret] }) : undefined,
    open: async (token, where) => openPress(token, where, [buttonKey]),
    comment: async () => ({ statusCode: 404 }),
    link: async () => ({ statusCode: 404 }),
    desk: async () => desk,
    linkUrl: () => undefined,
    sources: [source],
  };
  const chat = makeChat(world);
  const jobs = addJobs(twin, project.id);

  async function settleAll(): Promise<void> {
    for (let round = 0; round < 6; round++) {
      await chat({}, ample);
      await tick(everyMinute, ample);
      for (const payload of hooks.splice(0)) {
        const event = toEvent({ value: payload(), delivery: { id: `d${++serial}`, source, receivedAt: now } });
        if (!("ignored" in event)) await receive(event, { ...ground, rules: reader, record: "wanted" });
      }
    }
  }
  await settleAll();
  return {
    twin,
    folk,
    jobs,
    now: clock,
    pass: (seconds) => {
      now += seconds * 1000;
    },
    asked: () => [...methods.values()].reduce((sum, count) => sum + count, 0),
    async knock(form, forged, signedAt = now) {
      const text = new URLSearchParams(form).toString();
      const at = Math.floor(signedAt / 1000) - (forged === "old" ? 301 : 0);
      const secret = forged === "secret" ? `${signingSecret}x` : signingSecret;
      const signature = `v0=${createHmac("sha256", secret).update(`v0:${at}:${text}`).digest("hex")}`;
      const headers = {
        "content-type": "application/x-www-form-urlencoded",
        ...(forged !== "unsigned" && { "x-slack-signature": signature, "x-slack-request-timestamp": String(at) }),
      };
      const body = forged === "body" ? `${text}&x=1` : text;
      return (await chat(sent({ headers, body: Buffer.from(body) }, "/chat/slack"), ample)) ?? { statusCode: 500 };
    },
    async answer() {
      await chat({}, ample);
    },
    wake: settleAll,
    answers,
    async yeses() {
      const gates = (await store.notes(gatesScope(source))).flatMap(({ value }) => readGate(value) ?? []);
      return gates.flatMap(({ approvals }) => approvals.map(({ userId, at }) => ({ userId, at })));
    },
    buttons: () => shown,
  };
}
