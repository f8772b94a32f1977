import type { World } from "../state/world.ts";
import type { Hook, Letter, Queued } from "./hook.ts";
import { render, TemplateError } from "./template.ts";

type Told = Pick<Queued, "hook" | "event" | "eventUuid" | "idempotencyKey">;

/** What a hook is sent of a payload: GitLab's own body or the hook's, or the reason why there is none. */
export function letterOf(world: World, { hook, event, eventUuid, idempotencyKey }: Told, payload: object): Letter {
  const told = { hook, event, eventUuid, idempotencyKey };
  try {
    const body = bodyOf(hook, payload);
    const isTooLarge = Buffer.byteLength(body) > world.settings.largestHookBytes;
    return { ...told, body, ...(isTooLarge && { error: "the body is too large" }) };
  } catch (error) {
    if (error instanceof TemplateError) return { ...told, body: "{}", error: error.message };
    throw error;
  }
}

function bodyOf({ template }: Hook, payload: object): string {
  const body = JSON.stringify(payload);
  return template === undefined ? body : render(template, JSON.parse(body));
}
