/* Names of organisations, asked for once. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { api } from '@/api/client'
import type { Listing, OrgRef } from '@/api/model'
import { who } from '@/lib/stage'

export const useNames = defineStore('names', () => {
  const orgs = ref<OrgRef[]>([])
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

  return { orgs, loadOrgs, org }
})
