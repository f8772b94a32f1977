import type { LambdaFunctionURLResult } from "aws-lambda";
import { admit } from "../../lib/app/talk/admit.ts";
import { hear } from "../../lib/app/talk/hear.ts";
import { talkOfLink } from "../../lib/app/talk/linkTalk.ts";
import { postWrite } from "../../lib/app/talk/posts.ts";
import { readCommand } from "../../lib/chat/grammar.ts";
import { helpMessage } from "../../lib/chat/help.ts";
import type { Knocked } from "../../lib/chat/provider.ts";
import { joinKey } from "../../lib/core/key.ts";
import { type Message, sentence } from "../../lib/core/message.ts";
import type { Ask } from "../../lib/core/talk.ts";
import { secretText } from "../../lib/edge/random.ts";
import { type Request, reply } from "../../lib/edge/request.ts";
import type { ChatWorld } from "./chatWorld.ts";

/** `POST /chat/slack` and `POST /chat/mattermost`: a slash command or a click. */
export async function knocked(
  request: Request,
  provider: "slack" | "mattermost",
  world: ChatWorld,
): Promise<LambdaFunctionURLResult> {
  const ear = await world.ear(provider);
  if (!ear) return reply(404, {});
  const heard = { headers: request.headers, body: request.body(), now: world.clock() };
  const first = ear.knock(heard);
  const isToRenew = "refused" in first && (await world.renewed?.(provider));
  const knock = (isToRenew ? (await world.ear(provider))?.knock(heard) : undefined) ?? first;
  if ("refused" in knock) {
    world.log.error("refused", { provider, reason: knock.why });
    return reply(knock.refused, {});
  }
  if ("nothing" in knock) return reply(200, knock.body ?? {});
  const message = await heardFrom(knock, world);
  if (message && knock.isAnswerUnseen) {
    await sayThere(message, knock, world);
    return reply(200, {});
  }
  return reply(200, message ? ear.answer(message) : {});
}

/** Says something to who spoke, once, where the chat shows no answer to the request itself. */
async function sayThere(message: Message, { id, source, speaker, place }: Knocked, world: ChatWorld): Promise<void> {
  const to = place.provider === "gitlab" ? place : { ...place, onlyFor: speaker.user };
  const post = { to, message, at: world.clock(), tries: 0 };
  await world.store.commit([postWrite(source, joinKey(speaker.provider, id, "heard"), post)]);
}

/** What is answered at once; nothing to what was heard before. */
async function heardFrom(knock: Knocked, world: ChatWorld): Promise<Message | undefined> {
  const said = await saidIn(knock, world);
  if ("wrong" in said) return (await isToBeTold(knock, world)) ? said.wrong : undefined;
  if ("said" in said && said.said.word === "help") return helpMessage(world.actions, said.said.about);
  const { id, source, speaker, place } = knock;
  const ask: Ask = {
    id,
    source,
    speaker,
    place,
    said: "press" in said ? { press: said.press } : said.said,
    at: world.clock(),
  };
  if ("said" in said && (said.said.word === "link" || said.said.word === "unlink"))
    return await talkOfLink(ask, { said: said.said, linkUrl: world.linkUrl(source), secrets: linkSecrets }, world);
  const heard = await hear(ask, world);
  if ("again" in heard) return undefined;
  if ("taken" in heard) return knock.isAnswerUnseen ? undefined : heard.taken;
  return knock.isAnswerUnseen && heard.how === "tooMany" ? undefined : heard.refused;
}

/** What would be a post of its own is counted like an ask: whoever clicks without end does not fill the channel's outbox. */
async function isToBeTold(knock: Knocked, world: ChatWorld): Promise<boolean> {
  return !knock.isAnswerUnseen || (await admit(knock, {}, world)) === "in";
}

function linkSecrets() {
  return { state: secretText(), verifier: secretText() };
}

async function saidIn({ said, source, place }: Knocked, world: ChatWorld) {
  if ("wrong" in said) return said;
  if ("text" in said) return readCommand(said.text);
  const press = await world.open(said.token, { source, place });
  return press ? { press } : { wrong: sentence("no", "That button is not mine, or not of this channel.") };
}
