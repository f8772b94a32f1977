import { fuzzClient } from "./client.ts";

// A process of its own, in whose environment every proxy is set: prints what was shown as JSON.
const [cases = "1", seed = "1"] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await fuzzClient(Number(cases), Number(seed))));
process.exit();
