/** A key whose value changed: missing `before` is new, missing `after` is gone. */
export interface Change {
  /** `when.status`, `limit.perJob`. */
  readonly key: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What is different between two maps, key by key as deep as both have maps; lists are told whole. */
export function changesOf(before: object, after: object, above = ""): Change[] {
  const [old, fresh] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((name): Change[] => {
    const [one, other] = [old.get(name), fresh.get(name)];
    if (isSame(one, other)) return [];
    const key = above + name;
    // Another verb is another thing altogether, whatever parameters it shares.
    if (isMap(one) && isMap(other) && !isOtherVerb(key, one, other)) return changesOf(one, other, `${key}.`);
    return [{ key, ...(one !== undefined && { before: one }), ...(other !== undefined && { after: other }) }];
  });
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOtherVerb(key: string, one: object, other: object): boolean {
  return key === "do" && Object.keys(one).join() !== Object.keys(other).join();
}

/** Whether two values are the same, in whatever order their keys stand. */
export function isSame(one: unknown, other: unknown): boolean {
  return one === other || canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isMap(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
