import type { Store } from "../../../lib/core/ports.ts";

/** How often each of the store's functions was asked. */
export type Asked = Readonly<Record<string, number>>;

/** A store that counts what it is asked. */
export function counted(store: Store): { readonly store: Store; readonly asked: () => Asked } {
  const asked: Record<string, number> = {};
  const counting = new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        asked[String(name)] = (asked[String(name)] ?? 0) + 1;
        return Reflect.apply(value, target, args);
      };
    },
  });
  return { store: counting, asked: () => ({ ...asked }) };
}

/** What was asked between two counts. */
export function since(before: Asked, after: Asked): Asked {
  const names = Object.keys(after).filter((name) => (after[name] ?? 0) > (before[name] ?? 0));
  return Object.fromEntries(names.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]));
}
