import { pathToFileURL } from "node:url";

// Imports one function in a process of its own, and tells what it exports, what of the environment it read meanwhile
// (`*`: the list of all names), and how it answers an event there.
const names = new Set<string>();
const listed = <T>(name: string, value: T): T => {
  names.add(name);
  return value;
};
process.env = new Proxy(process.env, {
  get: (env, name) => listed(String(name), env[String(name)]),
  has: (env, name) => listed(String(name), name in env),
  ownKeys: (env) => listed("*", Reflect.ownKeys(env)),
});

const exported = await import(pathToFileURL(process.argv[2] ?? "").href);
const read = [...names];
const answer = await Promise.resolve()
  .then(() => exported.handler({ Records: [] }, {}))
  .then(
    () => "answered",
    (error: Error) => `${error.name}: ${error.message}`,
  );
process.stdout.write(JSON.stringify({ exports: Object.keys(exported).toSorted(), read, answer }));
