import { type Listening, listen } from "../../../infra/twin/listen.ts";

/** SSM's GetParameters, with these values. */
export async function serveParameters(values: ReadonlyMap<string, string>): Promise<Listening> {
  return await listen(0, async (incoming, response) => {
    const { Names } = JSON.parse(incoming?.body ?? "{}") as { Names: string[] };
    const found = Names.filter((name) => values.has(name));
    const Parameters = found.map((Name) => ({ Name, Type: "SecureString", Value: values.get(Name) }));
    response.setHeader("content-type", "application/x-amz-json-1.1");
    response.end(JSON.stringify({ Parameters, InvalidParameters: Names.filter((name) => !values.has(name)) }));
  });
}
