import { alertStatus } from "../hooks/disabling.ts";
import { groupId } from "../hooks/group.ts";
import type { Delivery, Hook } from "../hooks/hook.ts";
import { hookKinds, hookWords, otherFlags } from "../hooks/kinds.ts";
import { customHeaders } from "../hooks/post.ts";
import { apiDate } from "../state/dates.ts";
import type { World } from "../state/world.ts";
import { asOf } from "./vintageFields.ts";

// Source: docs.gitlab.com/api/project_webhooks and docs.gitlab.com/api/group_webhooks (read 2026-11).

/** A hook as its list shows it: without its secrets. */
export function hookEntity(world: World, hook: Hook) {
  const ofPlace = hook.project ? { project_id: hook.project.id } : { group_id: groupId(hook.groupPath ?? "") };
  const { otherEvents = [] } = hook;
  return asOf(world.vintage, "hook", {
    id: hook.id,
    url: hook.url,
    name: null,
    description: null,
    created_at: apiDate(hook.createdAt),
    repository_update_events: false,
    enable_ssl_verification: hook.checksTls ?? true,
    alert_status: alertStatus(world, hook),
    disabled_until: apiDate(hook.disabledUntil),
    url_variables: [],
    push_events_branch_filter: null,
    branch_filter_strategy: "wildcard",
    custom_webhook_template: hook.template ?? null,
    custom_headers: Object.keys(customHeaders(hook)).map((key) => ({ key })),
    ...ofPlace,
    ...Object.fromEntries(otherFlags.map((flag) => [flag, otherEvents.includes(flag)])),
    ...Object.fromEntries(hookWords.map((word) => [hookKinds[word].flag, hook[hookKinds[word].wish] ?? false])),
    token_present: hook.token !== undefined,
    signing_token_present: hook.signingToken !== undefined,
  });
}

/** Secrets are covered; an attempt without an answer has the words that GitLab has for it. */
export function eventEntity(hook: Hook, { id, url, event, headers, body, answer, status, at }: Delivery) {
  const covered = [...secret, ...Object.keys(customHeaders(hook))];
  const shown = Object.entries(headers).map(([name, value]) => [name, covered.includes(name) ? "[REDACTED]" : value]);
  return {
    id,
    url,
    trigger: hookWords.map((word) => hookKinds[word]).find((kind) => kind.event === event)?.trigger,
    request_headers: Object.fromEntries(shown),
    request_data: JSON.parse(body) as unknown,
    response_headers: {},
    response_body: answer ?? "",
    execution_duration: 0.1,
    response_status: status === undefined ? "internal error" : String(status),
    created_at: apiDate(at),
  };
}

const secret: readonly string[] = ["X-Gitlab-Token", "webhook-signature"];
