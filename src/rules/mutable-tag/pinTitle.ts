// What the fix is called that asks the registry: here alone, so that an editor can offer it without what makes it.

export function pinTitle(image: string): string {
  return `Pin ${image} to the digest it names now`;
}
