import type { FunctionName } from "../../../infra/local/house.ts";
import { reviewed } from "./reviewed.ts";

/** What a function might ask of the tables: an action, a table or index of one, and the partition key, if it names one. */
export interface Wish {
  readonly name: FunctionName;
  readonly action: string;
  readonly on: string;
  readonly key?: string;
}

/** Whether docs/security.md says that a function may do so. It knows nothing of policies, only of the list. */
export function documented({ name, action, on, key }: Wish): boolean {
  return reviewed[name].some(({ may, on: where, kinds, but = [] }) => {
    if (where !== on || !may.includes(action)) return false;
    if (key === undefined) return true;
    if (kinds && !kinds.some((kind) => key.startsWith(kind))) return false;
    return !but.some((pattern) => key.endsWith(pattern.replace("*", "")));
  });
}

/** What must never be, whatever the list says, and why. */
export const forbidden: readonly { readonly why: string; readonly is: (wish: Wish) => boolean }[] = [
  {
    why: "nobody makes, changes or drops a table, or reads past the rights by other ways",
    is: ({ action }) => !/^(GetItem|PutItem|UpdateItem|DeleteItem|Query|Scan|ConditionCheckItem)$/.test(action),
  },
  { why: "the door cannot touch the ledger", is: ({ name, on }) => name === "webhook" && on === "ledger" },
  { why: "the journal is only appended to", is: ({ action, on }) => on === "journal" && /Update|Delete/.test(action) },
  { why: "rules are never taken away", is: ({ action, on }) => on === "rules" && /Update|Delete/.test(action) },
  { why: "tasks are never taken away", is: ({ action, on }) => on === "tasks" && action === "DeleteItem" },
  {
    why: "only the API writes rules",
    is: ({ name, action, on }) => on === "rules" && action === "PutItem" && name !== "api",
  },
  {
    why: "only the API lifts holds",
    is: (wish) => wish.action === "DeleteItem" && wish.name !== "api" && isKind(wish, "hold#"),
  },
  {
    why: "only people stop, resume and hold",
    is: (wish) => isWrite(wish) && wish.name !== "api" && wish.name !== "chat" && isKind(wish, "hold#", "switch#"),
  },
  {
    why: "nobody gives a limit back, or forgets a delete that is in flight, but by counting",
    is: (wish) => /Put|Delete/.test(wish.action) && isKind(wish, "limit#", "inflight#"),
  },
  {
    why: "only chat knows who is linked to whom, and what was asked",
    is: (wish) => wish.name !== "chat" && isKind(wish, "ask#", "asked#", "post#", "link#", "linking#", "nonce#"),
  },
  {
    why: "only tick seals",
    is: ({ name, action, on, key }) => on === "journal" && action === "PutItem" && isSeal(key) && name !== "tick",
  },
  {
    why: "tables are read as a whole by the API and chat alone, and the ledger by nobody",
    is: ({ name, action, on }) => action === "Scan" && (on === "ledger" || (name !== "api" && name !== "chat")),
  },
];

function isKind({ on, key }: Wish, ...kinds: readonly string[]): boolean {
  return on === "ledger" && kinds.some((kind) => key?.startsWith(kind) ?? false);
}

function isWrite({ action }: Wish): boolean {
  return /Put|Update|Delete/.test(action);
}

function isSeal(key: string | undefined): boolean {
  return key?.endsWith("/seal") ?? false;
}
