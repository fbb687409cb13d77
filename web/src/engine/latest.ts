// Latest request wins: while one runs, only the newest waits; those between are answered with undefined.

export function latest<A, R>(run: (args: A) => Promise<R>): (args: A) => Promise<R | undefined> {
  type Waiting = { args: A; done: (result: R | undefined | Promise<R | undefined>) => void };
  let busy = false;
  let waiting: Waiting | null = null;

  async function start({ args, done }: Waiting) {
    busy = true;
    const result = run(args);
    done(result);
    await result.catch(() => undefined);
    busy = false;
    const next = waiting;
    waiting = null;
    if (next) void start(next);
  }

  return (args) =>
    new Promise((done) => {
      if (!busy) return void start({ args, done });
      waiting?.done(undefined);
      waiting = { args, done };
    });
}
