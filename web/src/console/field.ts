/* Leads to a field of the editor of entries, by the name the server knows it by. */
const places: Record<string, string> = { collection_basis: 'c-basis', collection_scope: 'c-scope', collection_necessity: 'c-necessity', descriptions: 'items' }

export function goToField(field: string): void {
  const name = field.startsWith('items.') ? 'items' : field.replace('.', '_')
  const at = document.getElementById(`f-${places[name] ?? name}`)
  const folded = at?.closest('details')
  if (folded) folded.open = true
  at?.scrollIntoView({ block: 'center' })
  at?.focus()
}
