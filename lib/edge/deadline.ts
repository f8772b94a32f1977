/** What a promise brings within some seconds, or `undefined`; what comes later is not waited for. Its failure is a failure. */
export function within<T>(seconds: number, promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), seconds * 1000);
    const inTime = (tell: () => void) => {
      clearTimeout(timer);
      tell();
    };
    promise.then(
      (value) => inTime(() => resolve(value)),
      (error: unknown) => inTime(() => reject(error)),
    );
  });
}
