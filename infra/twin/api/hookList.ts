import type { Delivery, Hook } from "../hooks/hook.ts";
import { resend } from "../hooks/resend.ts";
import { noRecord } from "../machine/refusal.ts";
import { countOne } from "../machine/throttle.ts";
import type { World } from "../state/world.ts";
import { type Answer, json, parameterError, refusal } from "./answer.ts";
import type { Call, Handled } from "./call.ts";
import { eventEntity, hookEntity } from "./hookEntity.ts";
import { type Place, withHook } from "./hookPlace.ts";
import { offsetPage } from "./paging.ts";
import { listParam } from "./params.ts";
import { readId } from "./within.ts";

// Source: docs.gitlab.com/api/project_webhooks and gitlabhq lib/api/hooks (read 2026-11).

const eventsKeptMillis = 7 * 86_400_000;
const mostEventsPerPage = 20;
const resendsPerMinute = 5;

export function listHooks(call: Call, { hooks: rows }: Place): Answer {
  return offsetPage(call, { rows, show: (hook) => hookEntity(call.world, hook) });
}

export function showHook(call: Call, place: Place): Handled {
  return withHook(call, place, (hook) => json(200, hookEntity(call.world, hook)));
}

/** Newest first. */
export function listHookEvents(call: Call, place: Place): Handled {
  return withHook(call, place, (hook) => {
    const { query } = call;
    const statuses = listParam(query, "status");
    if (statuses.some((status) => !/^([1-5]\d\d|successful|client_failure|server_failure)$/.test(status)))
      return parameterError("status does not have a valid value");
    if (Number(query.get("per_page")) > mostEventsPerPage)
      return parameterError("per_page does not have a valid value");
    const rows = eventsOf(call.world, hook).filter((delivery) => isAskedFor(delivery, statuses));
    return offsetPage(call, { rows: rows.toReversed(), show: (delivery) => eventEntity(hook, delivery) });
  });
}

/**
 * Sends it at once, to a disabled hook too. Where nothing answers, or the hook leads elsewhere by now, that is 422.
 * Source: gitlabhq lib/api/hooks/resend_hook.rb, app/services/web_hooks/events/resend_service.rb (read 2026-11).
 */
export function resendEvent(call: Call, place: Place): Handled {
  const { world, params, person } = call;
  return withHook(call, place, (hook) => {
    const refused = countOne(world, `resend in ${place.name} by ${person.id}`, resendsPerMinute);
    if (refused) return refusal(refused);
    const id = readId(params.event_id);
    const delivery = eventsOf(world, hook).find((one) => one.id === id);
    if (!delivery) return refusal(noRecord());
    if (delivery.url !== hook.url) return refusal(moved);
    if (world.settings.isSilent) return refusal(silent);
    return resend(world, hook, delivery).then(({ status, error = "internal error" }) =>
      status === undefined ? json(422, { message: error }) : json(201, { response_status: status }),
    );
  });
}

const moved = { refused: 422, message: "The hook URL has changed, and this log entry cannot be retried" } as const;
export const silent = { refused: 422, message: "Silent mode enabled" } as const;

function eventsOf({ deliveries, clock }: World, { id }: Hook): Delivery[] {
  const oldest = clock() - eventsKeptMillis;
  return deliveries.filter(({ hookId, at }) => hookId === id && at >= oldest);
}

function isAskedFor({ status = 0 }: Delivery, wanted: readonly string[]): boolean {
  const kinds = { successful: 2, client_failure: 4, server_failure: 5 };
  return (
    wanted.length === 0 ||
    wanted.some(
      (one) =>
        one === String(status) ||
        Object.entries(kinds).some(([kind, first]) => one === kind && Math.floor(status / 100) === first),
    )
  );
}
