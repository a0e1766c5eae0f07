/* The procedures as the server tells them, kept for the session: names of
 * states and acts, rules and terms with their articles. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { api } from '@/api/client'
import type { Listing, Process, ProcessState } from '@/api/model'
import { locale } from '@/locale'

interface Named { label?: string | null; label_en?: string | null }
const named = (x: Named | undefined, fallback: string) =>
  (locale() === 'en' ? x?.label_en ?? x?.label : x?.label ?? x?.label_en) || fallback

export const useProcesses = defineStore('processes', () => {
  const list = ref<Process[]>([])
  let asked: Promise<void> | null = null

  function load(): Promise<void> {
    asked ??= api.get<Listing<Process> | Process[]>('/api/v1/processes').then(
      (answer) => void (list.value = Array.isArray(answer) ? answer : answer.items),
      () => void (asked = null))
    return asked
  }
  const whole = new Map<string, Promise<Process>>()
  /** One procedure with its rules and terms. */
  function one(name: string): Promise<Process> {
    if (!whole.has(name)) {
      whole.set(name, api.get<Process>(`/api/v1/processes/${name}`).then((p) => {
        const at = list.value.findIndex((x) => x.name === name)
        if (at >= 0) list.value[at] = p
        else list.value.push(p)
        return p
      }))
    }
    return whole.get(name)!
  }
  const find = (name: string) => list.value.find((p) => p.name === name)
  const title = (name: string) => named(find(name), name)
  const states = (p: Process | undefined): ProcessState[] => (p?.states ?? []).map((s) => (typeof s === 'string' ? { name: s } : s))
  const state = (process: string, name: string | null | undefined) =>
    name ? named(states(find(process)).find((s) => s.name === name), name) : '–'
  function act(process: string, name: string): string {
    const p = find(process) as (Process & { acts?: (Named & { name: string })[] }) | undefined
    return named(p?.acts?.find((a) => a.name === name) ?? p?.rules?.find((r) => r.act === name), name)
  }
  return { list, load, one, find, title, states, state, act }
})
