/* The rules in force, kept for the session: the forms show those that apply to them. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { api } from '@/api/client'
import type { Guidance, Listing } from '@/api/model'

/** Where rules are shown; the server knows the same words. */
export const guidePlaces = ['entry', 'form', 'category', 'items', 'grade', 'update_cycle', 'collection', 'share', 'open', 'request', 'exchange', 'quality'] as const
export const guideLevels = ['national', 'provincial', 'city', 'sector'] as const

export const useGuides = defineStore('guides', () => {
  const list = ref<Guidance[]>([])
  let asked: Promise<void> | null = null
  function load(again = false): Promise<void> {
    if (again) asked = null
    asked ??= api.get<Listing<Guidance>>('/api/v1/guidance', { limit: 1000 }).then((l) => void (list.value = l.items), () => void (asked = null))
    return asked
  }
  const at = (place: string) => list.value.filter((g) => g.state === 'in_force' && g.places.includes(place))
  return { list, load, at }
})
