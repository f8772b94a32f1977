import { type Command, causedBy } from "../core/command.ts";
import type { Facts } from "../core/event.ts";
import type { Want } from "../core/task.ts";
import type { CompiledRule } from "../rules/compile.ts";
import type { Live } from "./live.ts";

/** Whether a rule may be caused by such a command, or by anything else where there is none. */
export function mayCause({ rule }: CompiledRule, command: Command | undefined): boolean {
  return rule.on.some((on) => {
    const verb = typeof on === "object" && "command" in on ? on.command : undefined;
    return verb === command?.verb;
  });
}

/** The facts as a want sees them: where a person said so, the person is who caused it. */
export function factsFor({ given }: Want, { facts, told }: Pick<Live, "facts" | "told">): Facts {
  if (!given) return facts;
  const found = told?.get(given);
  if (found) return found;
  const { looked, ...said } = causedBy(given);
  return { ...facts, ...said, looked: { ...facts.looked, ...looked } };
}
