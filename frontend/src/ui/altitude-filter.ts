// The altitude filter: two handles and two numbers in the unit shown; at both ends it filters nothing.

import type {Settings} from '../settings'
import type {HeightRange} from '../tracks/cut'
import {fromMetres, heightUnit, toMetres} from '../units'
import {h, iconButton, keepingFocus} from './dom'

const STEPS = 200

export class AltitudeFilter {
  readonly element = h('section', {class: 'altitude-filter'})
  private bounds: [low: number, high: number] = [0, 12_000]
  private range: HeightRange = null

  constructor(private readonly settings: Settings, private readonly changed: (range: HeightRange) => void) {}

  /** Heights of the data, m: the ends of the slider. */
  setBounds(low: number, high: number): void {
    this.bounds = [Math.min(0, low), Math.max(high, low + 1)]
    this.render()
  }

  /** From outside; our own change comes back as well, and must not replace the handle under the user's hand. */
  setRange(range: HeightRange): void {
    if (range?.join() === this.range?.join()) return
    this.range = range
    this.render()
  }

  render(): void {
    keepingFocus(this.element, () => this.build())
  }

  private build(): void {
    const t = this.settings.t.bind(this.settings)
    const within = (height: number) => Math.max(this.bounds[0], Math.min(this.bounds[1], height))
    const [low, high] = (this.range ?? this.bounds).map(within)
    const track = h('div', {class: 'dual'}, h('div', {class: 'dual-track'}))
    const sliders = [low, high].map((value, end) => this.slider(value, end as 0 | 1, track))
    track.append(...sliders)
    this.element.replaceChildren(
      h('div', {class: 'section-head'}, h('h3', {}, t('Altitude filter')),
        this.range ? iconButton('reset', t('All heights'), () => this.set(null)) : h('span', {class: 'faint'}, t('All heights'))),
      track,
      h('div', {class: 'dual-numbers'}, this.number(low, 0), h('span', {}, '–'), this.number(high, 1), h('span', {class: 'unit'}, heightUnit(this.settings.units))),
      ...(this.range ? [h('div', {class: 'faint small'}, t('Tracks of unknown height stay visible'))] : []))
    this.paint(track, low, high)
  }

  private slider(value: number, end: 0 | 1, track: HTMLElement): HTMLInputElement {
    const [low, high] = this.bounds
    const share = (value - low) / (high - low)
    const slider = h('input', {
      type: 'range', min: 0, max: STEPS, value: Math.round(share * STEPS),
      'aria-label': this.settings.t(end === 0 ? 'Lowest height' : 'Highest height'), 'aria-valuetext': this.settings.format.height(value),
      oninput: () => {
        const pair = [...track.querySelectorAll('input')].map(input => Number(input.value))
        if (pair[0] > pair[1]) slider.value = String((pair[end] = pair[1 - end]))
        const heights = pair.map(step => low + (step / STEPS) * (high - low)) as [number, number]
        this.range = pair[0] === 0 && pair[1] === STEPS ? null : this.openEnds(pair, heights)
        this.paint(track, ...heights)
        this.showNumbers(heights)
        this.changed(this.range)
      },
      onchange: () => this.render(),
    })
    return slider
  }

  /** A handle at its end means no limit there: the extremes beyond the slider's ends must not vanish. */
  private openEnds(pair: number[], [low, high]: [number, number]): [number, number] {
    return [pair[0] === 0 ? Math.min(low, -500) : low, pair[1] === STEPS ? Math.max(high, 30_000) : high]
  }

  private number(metres: number, end: 0 | 1): HTMLInputElement {
    const {units} = this.settings
    const [low, high] = this.bounds
    const shown = Math.round(fromMetres(Math.max(low, Math.min(high, metres)), units))
    const input = h('input', {
      type: 'number', step: units === 'aviation' ? 100 : 50, value: shown, 'aria-label': this.settings.t(end === 0 ? 'Lowest height' : 'Highest height'),
      onchange: () => {
        const value = Number(input.value)
        if (input.value === '' || !Number.isFinite(value)) return this.render()
        const typed = toMetres(value, units)
        const [from, to] = this.range ?? this.openEnds([0, STEPS], this.bounds)
        this.set(end === 0 ? [typed, Math.max(typed, to)] : [Math.min(from, typed), typed])
      },
    })
    return input
  }

  private showNumbers(heights: [number, number]): void {
    const {units, format} = this.settings
    this.element.querySelectorAll<HTMLInputElement>('.dual-numbers input').forEach((input, end) => {
      input.value = String(Math.round(fromMetres(heights[end], units)))
    })
    this.element.querySelectorAll('.dual input').forEach((input, end) => input.setAttribute('aria-valuetext', format.height(heights[end])))
  }

  private set(range: HeightRange): void {
    this.range = range
    this.changed(range)
    this.render()
  }

  private paint(track: HTMLElement, low: number, high: number): void {
    const share = (value: number) => Math.max(0, Math.min(100, (100 * (value - this.bounds[0])) / (this.bounds[1] - this.bounds[0])))
    track.style.setProperty('--from', `${share(low)}%`)
    track.style.setProperty('--to', `${share(high)}%`)
  }
}
