// Handing out: a sheet to print, a film, a link. Long work shows how far it is and can be stopped.

import {utc} from '../format'
import {canEncodeVideo, momentsOf, type Format} from '../handout/film'
import type {Handout} from '../handout/handout'
import {SHEETS, type SheetName} from '../handout/sheet'
import type {Settings} from '../settings'
import type {Text} from '../texts'
import type {Tool} from '../tools'
import {h, iconButton, keepingFocus} from './dom'

const SHEET_NAMES: Record<SheetName, Text> = {'A4-landscape': 'A4 landscape', 'A4-portrait': 'A4 portrait', 'A3-landscape': 'A3 landscape'}
const RESOLUTIONS = [150, 300]
const STEPS = [10, 30, 60, 300, 600, 1800]
const RATES = [5, 10, 20]
/** Frames a film is laid out for when it is first opened. */
const USUAL_FRAMES = 100

export class HandoutPanel implements Tool {
  readonly element = h('section', {class: 'panel tool-panel handout', hidden: true})
  private readonly status = h('p', {class: 'small', role: 'status'})
  private readonly preview = h('div', {class: 'handout-preview'})
  private readonly bar = h('progress', {max: 1, value: 0, hidden: true})
  private working: AbortController | null = null
  private sheet: SheetName = 'A4-landscape'
  private dpi = 300
  private format: Format = canEncodeVideo() ? 'webm' : 'gif'
  private from = 0
  private to = 0
  private step = 60
  private rate = 10

  constructor(private readonly handout: Handout, private readonly settings: Settings, private readonly name: () => string, private readonly changed: () => void = () => {}) {
    this.render()
  }

  get active(): boolean {
    return !this.element.hidden
  }

  start(): void {
    const {span} = this.handout
    if (span && (this.from < span.start || this.to > span.end || this.from === this.to)) {
      Object.assign(this, {from: span.start, to: span.end})
      this.step = STEPS.find(step => (span.end - span.start) / 1000 / step <= USUAL_FRAMES) ?? STEPS[STEPS.length - 1]
    }
    this.element.hidden = false
    this.changed()
    this.render()
    this.element.querySelector<HTMLElement>('select, button')?.focus()
  }

  stop(): void {
    this.working?.abort()
    this.element.hidden = true
    this.changed()
  }

  render(): void {
    keepingFocus(this.element, () => this.build())
  }

  private build(): void {
    const t = this.settings.t.bind(this.settings)
    this.element.setAttribute('aria-label', t('Hand out'))
    this.bar.setAttribute('aria-label', t('Progress'))
    this.element.replaceChildren(
      h('header', {}, h('h2', {}, t('Hand out')), iconButton('close', t('Close'), () => this.stop())),
      this.status, this.bar, h('div', {class: 'panel-body'}, this.preview, this.sheetPart(), this.filmPart(), this.linkPart()))
  }

  private sheetPart(): HTMLElement {
    const t = this.settings.t.bind(this.settings)
    return h('fieldset', {}, h('legend', {}, t('Sheet')),
      this.choice(t('Paper'), Object.keys(SHEETS), this.sheet, name => t(SHEET_NAMES[name as SheetName]), name => (this.sheet = name as SheetName)),
      this.choice(t('Resolution'), RESOLUTIONS.map(String), String(this.dpi), dpi => `${dpi} dpi`, dpi => (this.dpi = Number(dpi))),
      this.button(t('Save as PNG'), () => this.makeSheet()))
  }

  private filmPart(): HTMLElement | null {
    const t = this.settings.t.bind(this.settings)
    const {span} = this.handout
    if (!span) return null
    const frames = h('output', {class: 'faint small'})
    const count = () => frames.replaceChildren(t('{count} frames, {seconds} s', {
      count: this.settings.format.number(this.moments), seconds: this.settings.format.number(this.moments / this.rate, 1)}))
    const moment = (label: Text, value: number, changed: (value: number) => void) => {
      const input = h('input', {type: 'datetime-local', step: 1, value: localOf(value), min: localOf(span.start), max: localOf(span.end), onchange: () => {
        changed(Math.max(span.start, Math.min(span.end, Date.parse(`${input.value}Z`) || value)))
        count()
      }})
      return h('label', {class: 'handout-row'}, h('span', {}, `${t(label)} (UTC)`), input)
    }
    count()
    return h('fieldset', {}, h('legend', {}, t('Film')),
      moment('From', this.from, value => (this.from = value)), moment('To', this.to, value => (this.to = value)),
      this.choice(t('Step'), [...new Set([...STEPS, this.step])].map(String), String(this.step), step => this.duration(Number(step)), step => { this.step = Number(step); count() }),
      this.choice(t('Frames a second'), RATES.map(String), String(this.rate), String, rate => { this.rate = Number(rate); count() }),
      this.choice(t('Format'), ['webm', 'gif'], this.format, name => name.toUpperCase(), name => (this.format = name as Format)),
      canEncodeVideo() ? null : h('p', {class: 'faint small'}, t('This browser encodes WebM on pages with https or on this machine only; GIF works everywhere.')),
      frames,
      h('div', {class: 'handout-buttons'}, this.button(t('Preview'), () => this.showPreview()), this.button(t('Save as film'), () => this.makeFilm()),
        h('button', {type: 'button', class: 'button', onclick: () => this.working?.abort()}, t('Stop'))))
  }

  private linkPart(): HTMLElement {
    const t = this.settings.t.bind(this.settings)
    return h('fieldset', {}, h('legend', {}, t('Link to this view')),
      h('p', {class: 'faint small'}, t('Camera, time, filters and layers are in the address; whoever opens it needs access to this server.')),
      this.button(t('Copy link'), () => this.copyLink()))
  }

  private get moments(): number {
    return momentsOf(this.from, Math.max(this.from, this.to), this.step * 1000).length
  }

  private duration(seconds: number): string {
    return seconds < 60 ? this.settings.t('{count} s', {count: seconds}) : this.settings.t('{count} min', {count: seconds / 60})
  }

  private choice(label: string, values: string[], current: string, name: (value: string) => string, chosen: (value: string) => void): HTMLElement {
    const select = h('select', {onchange: () => chosen(select.value)}, ...values.map(value => h('option', {value, selected: value === current}, name(value))))
    return h('label', {class: 'handout-row'}, h('span', {}, label), select)
  }

  private button(label: string, action: () => Promise<void>): HTMLElement {
    return h('button', {type: 'button', class: 'button', onclick: () => void this.run(action)}, label)
  }

  /** One piece of work at a time; a failure is a sentence. */
  private async run(action: () => Promise<void>): Promise<void> {
    if (this.working) return
    const {signal} = (this.working = new AbortController())
    this.say(this.settings.t('Working …'))
    try {
      await action()
    } catch (error) {
      this.say(signal.aborted ? this.settings.t('Stopped.') : this.settings.t('That did not work: {reason}', {reason: error instanceof Error ? error.message : String(error)}))
    } finally {
      this.working = null
      this.bar.hidden = true
    }
  }

  private async makeSheet(): Promise<void> {
    const sheet = await this.handout.sheet(this.sheet, this.dpi)
    save(sheet, `${this.name()}.png`)
    this.say(this.settings.t('Saved: {name}', {name: `${this.name()}.png`}))
  }

  private async showPreview(): Promise<void> {
    const film = this.film()
    this.preview.replaceChildren(film.canvas)
    await this.handout.encode({...film, count: 1}, 'gif', () => undefined, this.working!.signal)
    this.say(this.settings.t('First frame, {width} × {height} pixels', {width: film.canvas.width, height: film.canvas.height}))
  }

  private async makeFilm(): Promise<void> {
    const film = this.film()
    this.preview.replaceChildren(film.canvas)
    this.bar.hidden = false
    const encoded = await this.handout.encode(film, this.format, share => {
      this.bar.value = share
      this.say(this.settings.t('Frame {number} of {count}', {number: Math.round(share * film.count), count: film.count}))
    }, this.working!.signal)
    const name = `${this.name()}.${this.format}`
    save(encoded, name)
    this.say(this.settings.t('Saved: {name}', {name}))
  }

  private film() {
    return this.handout.film({format: this.format, from: this.from, to: Math.max(this.from, this.to), step: this.step * 1000, rate: this.rate})
  }

  private async copyLink(): Promise<void> {
    const {link} = this.handout
    try {
      await navigator.clipboard.writeText(link)
      this.say(this.settings.t('The link is in the clipboard.'))
    } catch {
      // browsers give the clipboard to pages from a safe origin only
      const field = h('input', {type: 'text', readonly: true, value: link, 'aria-label': this.settings.t('Link to this view')})
      this.preview.replaceChildren(field)
      field.select()
      this.say(this.settings.t('Copy the link from the field below.'))
    }
  }

  private say(text: string): void {
    this.status.textContent = text
  }
}

/** `datetime-local` without its zone: it shows UTC here. */
const localOf = (time: number) => new Date(time).toISOString().slice(0, 19)

function save(blob: Blob, name: string): void {
  const link = h('a', {href: URL.createObjectURL(blob), download: name})
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** A file's name from a picture's title and moment. */
export function fileName(title: string, time: number | null): string {
  const safe = title.normalize('NFC').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '').slice(0, 60) || 'lagebild'
  return time === null ? safe : `${safe}-${utc(time).replace(/(\d+)\.(\d+)\.(\d+) (\d+):(\d+):(\d+) UTC/, '$3$2$1T$4$5$6Z')}`
}
