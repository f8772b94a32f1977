import type { Hook } from "../hooks/hook.ts";
import { type HookEvent, hookKinds, hookWords, otherFlags } from "../hooks/kinds.ts";
import { letterOf } from "../hooks/letter.ts";
import { send } from "../hooks/resend.ts";
import { samplePayload, untestable } from "../hooks/samplePayload.ts";
import { countOne } from "../machine/throttle.ts";
import { type Answer, json, parameterError, refusal } from "./answer.ts";
import type { Call, Handled } from "./call.ts";
import { silent } from "./hookList.ts";
import { type Place, withHook } from "./hookPlace.ts";

const testsPerMinute = 5;

/**
 * The Test button: sends what there is newest in the project, at once, to a disabled hook too.
 * Source: gitlabhq lib/api/hooks/trigger_test.rb and app/services/test_hooks (read 2026-11).
 */
export function testHook(call: Call, place: Place): Handled {
  const { world, params, person } = call;
  const { trigger = "" } = params;
  const word = hookWords.find((one) => hookKinds[one].flag === trigger);
  if (!word && !otherFlags.includes(trigger)) return parameterError("trigger does not have a valid value");
  return withHook(call, place, (hook) => {
    const refused = countOne(world, `test in ${place.name} by ${person.id}`, testsPerMinute);
    if (refused) return refusal(refused);
    if (!word) return unprocessable(untestable);
    const sample = samplePayload(world, { word, projects: place.projects });
    if ("missing" in sample) return unprocessable(sample.missing);
    if (world.settings.isSilent) return refusal(silent);
    return press(call, hook, { event: hookKinds[word].event, payload: sample.payload });
  });
}

async function press({ world }: Call, hook: Hook, told: Told): Promise<Answer> {
  const idempotencyKey = world.ids.uuid("idempotency");
  const eventUuid = world.chains.current ?? world.ids.uuid("event");
  const letter = letterOf(world, { hook, event: told.event, eventUuid, idempotencyKey }, told.payload);
  const { status = 0, answer, error } = await send(world, letter);
  return status >= 200 && status < 300 ? json(201, { message: "201 Created" }) : unprocessable(error ?? answer ?? "");
}

interface Told {
  readonly event: HookEvent;
  readonly payload: object;
}

function unprocessable(message: string): Answer {
  return json(422, { message });
}
