// Runs named checks, says what failed, and ends with a countable line.

const checks = [];

/** Longest a check may take. */
const LIMIT_MS = 240_000;

function late() {
  return new Promise((_, fail) => setTimeout(() => fail(new Error(`not done after ${LIMIT_MS} ms`)), LIMIT_MS).unref());
}

export function check(name, run) {
  checks.push({ name, run });
}

export async function runAll(filter) {
  const failed = [];
  const chosen = checks.filter(({ name }) => name.includes(filter ?? ''));
  for (const { name, run } of chosen) {
    const began = performance.now();
    try {
      const note = await Promise.race([run(), late()]);
      console.log(`passed: ${name} (${Math.round(performance.now() - began)} ms)${note ? `: ${note}` : ''}`);
    } catch (error) {
      failed.push(name);
      console.log(`failed: ${name}\n  ${String(error?.stack ?? error).split('\n').slice(0, 12).join('\n  ')}`);
    }
  }
  console.log(`web: ${chosen.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 && chosen.length > 0;
}
