/* The procedures and the pack as the server tells them, kept for the session:
 * names of states and acts, rules with their articles, instruments of law. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { api } from '@/api/client'
import type { Instrument, Listing, PaperAsked, Process, Word } from '@/api/model'
import { locale } from '@/locale'

interface PackTitle { name: string; title: string; title_en: string }
interface Named { label?: string | null; label_en?: string | null }
/** A label in the reader's language. */
export function named(x: Named | undefined | null, fallback: string): string {
  return (locale() === 'en' ? x?.label_en || x?.label : x?.label || x?.label_en) || fallback
}

export const useProcesses = defineStore('processes', () => {
  const list = ref<Process[]>([])
  const instruments = ref<Instrument[]>([])
  const papers = ref<PaperAsked[]>([])
  const inForce = ref<PackTitle | null>(null)
  let asked: Promise<void> | null = null
  let packAsked: Promise<void> | null = null

  function load(): Promise<void> {
    asked ??= api.get<Listing<Process>>('/api/v1/processes').then((l) => void (list.value = l.items), () => void (asked = null))
    return asked
  }
  function loadPack(): Promise<void> {
    packAsked ??= api.get<PackTitle & { instruments: Instrument[]; papers: PaperAsked[] }>('/api/v1/pack').then((p) => {
      inForce.value = p
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
  /** Rules in words: those in force by their title, others by the word they are kept under. */
  const packTitle = (name: string) => (inForce.value?.name === name ? named({ label: inForce.value.title, label_en: inForce.value.title_en }, name) : name)
  return { list, instruments, paper, packTitle, load, loadPack, find, title, states, state, act }
})
