import { tell } from "./figure.ts";
import { countWrites, figuresOf, printSteps, printWrites } from "./writes/figures.ts";

// `npm run bench -- writes`: G9. What the real functions write into the tables, counted on the embedded database and not timed:
// a failed job is told by a hook, and the twin is asked to retry it. With `record: all` each delivery is one write more,
// also those about what the retry itself moves.

const wanted = await countWrites("wanted");
printWrites([wanted, await countWrites("all")]);
printSteps(wanted);
tell(figuresOf(wanted));
