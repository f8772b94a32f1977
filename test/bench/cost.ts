import { countDeliveries, printCounts } from "./cost/counts.ts";
import { figures, printCosts, printFormula } from "./cost/figures.ts";
import { tell } from "./figure.ts";

// `npm run bench -- cost`: G13. What a million webhooks cost by what the real functions ask of the tables, counted anew on the
// embedded database, at list prices; beside other ways to take webhooks in. docs/cost.md has the same and more.

printCounts(await countDeliveries());
printCosts();
printFormula();
tell(figures());
