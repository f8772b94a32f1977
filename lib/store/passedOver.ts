import type { Without } from "../core/ports.ts";

/** Whether a due task is passed over. */
export function isPassedOver(
  { id, verb }: { readonly id?: unknown; readonly verb?: unknown },
  without: readonly Without[],
): boolean {
  return without.some(
    ({ ids, verbs }) => String(id).startsWith(ids) && (verbs === undefined || verbs.some((one) => one === verb)),
  );
}

/** Of a filter expression's 300 operators an entry takes five at most. */
const mostFiltered = 50;

/** A filter for as much of that as DynamoDB takes in one expression; `undefined` for nothing. */
export function passingFilter(without: readonly Without[]) {
  if (without.length === 0) return undefined;
  const values: Record<string, string> = {};
  const tests = without.slice(0, mostFiltered).map(({ ids, verbs }, at) => {
    values[`:ids${at}`] = ids;
    if (!verbs) return `NOT begins_with(#id, :ids${at})`;
    for (const verb of verbs) values[`:${verb}`] = verb;
    return `NOT (begins_with(#id, :ids${at}) AND #verb IN (${verbs.map((verb) => `:${verb}`).join(", ")}))`;
  });
  const names = { "#id": "id", ...(tests.some((test) => test.includes("#verb")) && { "#verb": "verb" }) };
  return { FilterExpression: tests.join(" AND "), names, values };
}
