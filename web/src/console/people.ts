/* Who is behind a login name: what pages ask for within a moment is asked of the server
 * at once, and kept for the session. A name that is nobody's of the staff stays as it is. */
import { defineStore } from 'pinia'
import { reactive } from 'vue'
import { api } from '@/api/client'
import type { Listing, Staff } from '@/api/model'
import { who } from '@/lib/stage'
import { word } from '@/locale'

const MOST = 100
const SOON_MS = 15
/** What nobody did, the platform did by itself. */
const PLATFORM = 'platform'

export const usePeople = defineStore('people', () => {
  const known = reactive(new Map<string, Staff | null>())
  let waiting: string[] = []

  async function fetchThem(): Promise<void> {
    const names = waiting.splice(0, MOST)
    if (waiting.length) setTimeout(() => void fetchThem(), SOON_MS)
    try {
      const { items } = await api.get<Listing<Staff>>('/api/v1/staff', { names: names.join(',') })
      items.forEach((p) => known.set(p.name, p))
    } catch {
      // The login name does as well.
    }
  }
  /** Asked for when it isn't known yet; the answer comes by itself. */
  function person(login: string | null | undefined): Staff | null {
    if (!login || login === PLATFORM || login.includes(',') || !who.can('org-read')) return null
    if (!known.has(login)) {
      known.set(login, null)
      if (!waiting.length) setTimeout(() => void fetchThem(), SOON_MS)
      waiting = [...waiting, login]
    }
    return known.get(login) ?? null
  }
  const title = (login: string | null | undefined) => (login === PLATFORM ? word('role', PLATFORM) : person(login)?.title || login || '')
  return { person, title }
})
