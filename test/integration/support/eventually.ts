// Waits for something VS Code does in its own time.

/** Asks every 50 ms until `ask` answers something truthy, and answers with it. */
export async function eventually<T>(
  what: string,
  ask: () => T | Promise<T>,
  limitMs = 15_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${limitMs / 1000} s in vain until ${what}`);
    await new Promise(done => setTimeout(done, 50));
  }
}
