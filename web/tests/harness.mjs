// Runs named checks, says what failed, and ends with a countable line.

const checks = [];

export function check(name, run) {
  checks.push({ name, run });
}

export async function runAll(filter) {
  const failed = [];
  const chosen = checks.filter(({ name }) => name.includes(filter ?? ''));
  for (const { name, run } of chosen) {
    const began = performance.now();
    try {
      const note = await run();
      console.log(`passed: ${name} (${Math.round(performance.now() - began)} ms)${note ? `: ${note}` : ''}`);
    } catch (error) {
      failed.push(name);
      console.log(`failed: ${name}\n  ${String(error?.stack ?? error).split('\n').slice(0, 12).join('\n  ')}`);
    }
  }
  console.log(`web: ${chosen.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 && chosen.length > 0;
}
