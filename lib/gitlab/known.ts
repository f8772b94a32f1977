type Known<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/**
 * The fields that have a value: what nobody told us is a missing field, never an `undefined` one. Where all have one they are
 * given back as they are: a large object takes twenty times as long to put together field by field.
 */
export function known<T extends object>(fields: T): Known<T> {
  for (const name in fields) if (fields[name] === undefined) return withoutUnknown(fields);
  return fields as Known<T>;
}

function withoutUnknown<T extends object>(fields: T): Known<T> {
  const told: { [name in keyof T]?: unknown } = {};
  for (const name in fields) if (fields[name] !== undefined) told[name] = fields[name];
  return told as Known<T>;
}
