import { testOnPush } from "../door/onPush.ts";
import { burst } from "./burst.ts";
import { closedPorts } from "./closedPorts.ts";
import { flood } from "./flood.ts";
import { inTime } from "./inTime.ts";

testOnPush(inTime, { planned: 100, deferred: 100, 503: 1 });
testOnPush(closedPorts, { "answered 202": 200 });
testOnPush(burst, { answered: 600, planned: 2, "nothing wanted": 6 });
testOnPush(flood, { "forged: 401": 1_000, "forged: 404": 500, "forged: 413": 4, "authentic: 202": 20 });
