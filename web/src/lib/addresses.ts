/** Blocks of addresses as people write them, one after another; undefined where there is none. */
export function addressesOf(text: string): string[] | undefined {
  const blocks = text.split(/[\s,，;；、]+/).filter(Boolean)
  return blocks.length ? blocks : undefined
}
