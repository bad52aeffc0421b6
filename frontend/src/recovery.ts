// What is shown instead of the map when there is no graphics context, and when to try again.

import type {Translate} from './texts'
import {h} from './ui/dom'

/** Losing the context so often within so many ms is no accident: the user decides whether to go on. */
const MOST = 3
const WITHIN = 60_000

export class Losses {
  private times: number[] = []

  /** Count one more; whether trying again by itself is sensible. */
  count(now: number): boolean {
    this.times = [...this.times.filter(time => now - time < WITHIN), now]
    return this.times.length < MOST
  }

  forget(): void {
    this.times = []
  }
}

/** A sentence, and a button to try again, as large as the map would be. */
export function failure(text: string, t: Translate, dark: boolean, again: () => void): HTMLElement {
  return h('div', {class: `lagemap${dark ? ' dark' : ''}`, 'data-state': 'error'}, message(text, h('button', {type: 'button', onclick: again}, t('Reload the map'))))
}

export function message(text: string, button: HTMLElement | null = null): HTMLElement {
  return h('div', {class: 'message', role: 'alert'}, h('div', {}, h('span', {}, text), button))
}
