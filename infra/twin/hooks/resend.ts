import type { World } from "../state/world.ts";
import { noteFired } from "./chain.ts";
import { noteOutcome } from "./disabling.ts";
import type { Delivery, Hook, Letter } from "./hook.ts";
import { post } from "./post.ts";

/** Sends one event once, to a hook that gets events or not, and writes down how it went. Never throws. */
export async function send(world: World, letter: Letter): Promise<Delivery> {
  noteFired(world, letter.eventUuid, letter.hook);
  const delivery = await post(world, letter);
  world.deliveries.push(delivery);
  noteOutcome(world, letter.hook, delivery);
  return delivery;
}

/** Sends an event again: the same body and key, another delivery at another time. */
export function resend(world: World, hook: Hook, { event, body, headers }: Delivery): Promise<Delivery> {
  const idempotencyKey = headers["Idempotency-Key"] ?? world.ids.uuid("idempotency");
  return send(world, { hook, event, body, eventUuid: world.ids.uuid("event"), idempotencyKey });
}
