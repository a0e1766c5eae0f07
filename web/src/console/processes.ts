/* The procedures and the pack as the server tells them, kept for the session:
 * names of states and acts, rules with their articles, instruments of law. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { api } from '@/api/client'
import type { Instrument, Listing, PaperAsked, Process, Word } from '@/api/model'
import { locale } from '@/locale'

interface Named { label?: string | null; label_en?: string | null }
/** A label in the reader's language. */
export function named(x: Named | undefined | null, fallback: string): string {
  return (locale() === 'en' ? x?.label_en || x?.label : x?.label || x?.label_en) || fallback
}

export const useProcesses = defineStore('processes', () => {
  const list = ref<Process[]>([])
  const instruments = ref<Instrument[]>([])
  const papers = ref<PaperAsked[]>([])
  let asked: Promise<void> | null = null
  let packAsked: Promise<void> | null = null

  function load(): Promise<void> {
    asked ??= api.get<Listing<Process>>('/api/v1/processes').then((l) => void (list.value = l.items), () => void (asked = null))
    return asked
  }
  function loadPack(): Promise<void> {
    packAsked ??= api.get<{ instruments: Instrument[]; papers: PaperAsked[] }>('/api/v1/pack').then((p) => {
      instruments.value = p.instruments
      papers.value = p.papers
    }, () => void (packAsked = null))
    return packAsked
  }
  const find = (name: string) => list.value.find((p) => p.name === name)
  const states = (name: string): Word[] => find(name)?.states ?? []
  const title = (name: string) => named(find(name), name)
  const state = (process: string, word: string | null | undefined) =>
    word ? named(states(process).find((s) => s.word === word), word) : '–'
  const act = (process: string, word: string) => named(find(process)?.acts.find((a) => a.word === word), word)
  const paper = (name: string) => papers.value.find((p) => p.name === name)
  return { list, instruments, paper, load, loadPack, find, title, states, state, act }
})
