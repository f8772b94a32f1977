/** What an integration said to a request. */
export type Said =
  | { readonly status: number; readonly body: string; readonly isJson: boolean }
  | { readonly trouble: string };

/** Posts to an integration, and waits for it no longer than that. A redirect is not followed: it is no 200. */
export async function ask(
  url: string,
  given: { readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly patienceMillis: number },
): Promise<Said> {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { accept: "application/json", ...given.headers },
      body: given.body,
      redirect: "manual",
      signal: AbortSignal.timeout(given.patienceMillis),
    });
    const isJson = /^application\/json\b/.test(answer.headers.get("content-type") ?? "");
    return { status: answer.status, body: await answer.text(), isJson };
  } catch (error) {
    return { trouble: error instanceof Error ? error.message : String(error) };
  }
}
