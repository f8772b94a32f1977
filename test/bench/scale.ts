import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { rooms } from "./scale/rooms.ts";

// `npm run bench -- scale [--only=rules,builds,tasks,projects,jobs] [--small] [--write]`: how each cost grows, as tables, and
// with `--write` as plots in docs/plots. A quarter of an hour in all; `--small` looks at the two least sizes of each, and writes
// nothing. Each room is measured in a process of its own, so that none stands on what another has left in memory.

const { values } = parseArgs({
  options: {
    only: { type: "string", default: Object.keys(rooms).join(",") },
    small: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
if (values.small && values.write) throw new Error("plots are not written of a look: leave out --small or --write");
const room = fileURLToPath(new URL("scale/room.ts", import.meta.url));
const flags = [...(values.small ? ["--small"] : []), ...(values.write ? ["--write"] : [])];

for (const name of values.only.split(",")) {
  if (!Object.hasOwn(rooms, name)) throw new Error(`--only=${name}: there is ${Object.keys(rooms).join(", ")}`);
  const { status } = spawnSync(process.execPath, ["--max-old-space-size=6144", room, name, ...flags], {
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}
