// @vitest-environment happy-dom

import {describe, expect, test} from 'vitest'
import type {FeedState, LiveMeta} from '../../src/live/feed'
import {LiveBar} from '../../src/ui/live-bar'
import {HOSTILE, settings} from '../support'

const feed = (values: Partial<FeedState> = {}): FeedState => ({name: 'sbs://a', phase: 'live', reason: null, age: 1.4, offset: null, ...values})

function bar(values: {feeds?: FeedState[]; lost?: number | null; unseen?: number; replay?: boolean; log?: LiveMeta['log']} = {}) {
  const state = {feeds: [feed()], lost: null, unseen: 0, replay: false, log: null, ...values}
  const did: string[] = []
  const signal = {sound: true, setSound: (on: boolean) => { signal.sound = on }}
  const made = new LiveBar(settings(), {state: () => state, following: () => true, follow: () => did.push('follow'), ask: () => did.push('ask'), signal})
  const text = (part: string) => made.element.querySelector(part)!.textContent
  return {made, did, text, state, signal}
}

describe('beside the clock of what is received now', () => {
  test('says how old it is, or that a feed is dead, without colour too', () => {
    expect(bar().text('.live-feeds')).toBe('● heard 1 s ago')
    expect(bar({feeds: [feed({phase: 'dead', reason: {de: 'abgelehnt', en: 'refused'}})]}).text('.live-feeds')).toBe('✕ dead, heard 1 s ago · abgelehnt')
    expect(bar({feeds: [feed(), feed({name: 'b', phase: 'silent'})]}).text('.live-feeds')).toBe('○ 1 of 2 feeds')
    expect(bar({feeds: [feed({offset: -7.2})]}).text('.live-feeds')).toContain('clock wrong by -7 s')
    const {text, made} = bar({lost: 125})
    expect(text('.live-feeds')).toBe('✕ No connection to the server for 2 min')
    expect(made.element.querySelector('.live-badge')!.classList.contains('lost')).toBe(true)
  })

  test('counts alerts, leads to them, and to the present', () => {
    const {made, did, text, signal} = bar({unseen: 3, replay: true})
    expect(text('.live-alerts')).toBe('⚠ 3')
    expect(text('.live-badge')).toBe('Replay')
    made.element.querySelector<HTMLElement>('.live-alerts')!.click()
    made.element.querySelector<HTMLElement>('.live-badge')!.click()
    made.element.querySelector<HTMLElement>('.icon-button')!.click()
    expect(did).toEqual(['ask', 'follow'])
    expect(signal.sound).toBe(false)
    expect(made.element.querySelector('[role=status]')!.textContent).toBe('3 new alerts')
  })

  test('a log that cannot be written is no secret', () => {
    const {made, text, state} = bar({log: {reason: {de: 'voll', en: 'the disk is full'}, waiting: 12}})
    expect(text('.live-log')).toBe('⚠ Log fault')
    const shown = made.element.querySelector<HTMLElement>('.live-log')!
    expect([shown.title, shown.hidden, shown.getAttribute('role')]).toEqual(['voll\n12 entries wait', false, 'alert'])
    state.log = null
    made.update()
    expect([shown.textContent, shown.hidden]).toEqual(['', true])
  })

  test('what feeds are called and say stays text', () => {
    const {made} = bar({feeds: [feed({name: HOSTILE, phase: 'dead', reason: {de: HOSTILE}})], log: {reason: {de: HOSTILE}, waiting: 1}})
    expect(made.element.querySelector('img')).toBeNull()
    expect(made.element.textContent).toContain(HOSTILE)
  })
})
