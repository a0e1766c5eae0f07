/* Names of organisations and titles of entries, asked for once each. */
import { defineStore } from 'pinia'
import { reactive, ref } from 'vue'
import { api } from '@/api/client'
import type { Listing, OrgRef, Resource } from '@/api/model'
import { who } from '@/lib/stage'

export const useNames = defineStore('names', () => {
  const orgs = ref<OrgRef[]>([])
  const titles = reactive<Record<string, string>>({})
  let asked: Promise<void> | null = null

  async function all(): Promise<void> {
    if (!who.can('org-read')) return
    let cursor: string | null = null
    const found: OrgRef[] = []
    do {
      const page: Listing<OrgRef> = await api.get<Listing<OrgRef>>('/api/v1/orgs', { limit: 1000, cursor })
      found.push(...page.items)
      cursor = page.next_cursor
    } while (cursor)
    orgs.value = found
  }
  function loadOrgs(again = false): Promise<void> {
    if (again) asked = null
    asked ??= all().catch(() => void (asked = null))
    return asked
  }
  const org = (id: string | null | undefined) => orgs.value.find((o) => o.id === id)?.name ?? id ?? ''

  function title(id: string): string {
    if (!(id in titles)) {
      titles[id] = ''
      void api.get<Resource>(`/api/v1/resources/${id}`).then((r) => (titles[id] = r.title), () => undefined)
    }
    return titles[id]!
  }
  return { orgs, loadOrgs, org, title }
})
