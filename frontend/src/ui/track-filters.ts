// The filters of the tracks: what is set stands as chips that can be taken away, with the count of what is left.

import {fromSi, toSi, unitName} from '../quantities'
import type {Settings} from '../settings'
import type {HeightRange} from '../tracks/cut'
import type {Filters} from '../tracks/filtering'
import {h, icon, iconButton, keepingFocus} from './dom'
import {hourText, parseHour} from './hours'

export interface TrackFiltersHost {
  filters: () => Filters
  range: () => HeightRange
  set: (filters: Filters) => void
  setRange: (range: HeightRange) => void
  /** Texts there are, and of how many flights. */
  types: () => Map<string, number>
  sources: () => Map<string, number>
}

const TYPING_PAUSE = 300
const LONGEST_PATTERN = 200
/** Of any unit: what is typed beyond means no more. */
const FASTEST = 100_000

export class TrackFiltersPanel {
  readonly element = h('section', {class: 'track-filters'})
  private readonly chips = h('div', {class: 'chips'})
  private readonly count = h('span', {class: 'filter-count', role: 'status'})
  private readonly head = h('div', {class: 'section-head'})
  private readonly fields = h('div', {class: 'filter-fields', hidden: true})
  private own = ''
  private typing: ReturnType<typeof setTimeout> | undefined

  /** `heights`: the altitude filter, which is one of them. */
  constructor(private readonly settings: Settings, private readonly host: TrackFiltersHost, private readonly heights: HTMLElement) {
    this.render()
  }

  render(): void {
    keepingFocus(this.element, () => this.build())
  }

  /** Filters changed; only those from elsewhere replace the fields under the user's hand. */
  update(): void {
    if (JSON.stringify(this.host.filters()) !== this.own) this.render()
    else this.renderHead()
  }

  showCount(shown: number, all: number): void {
    const {format} = this.settings
    this.count.textContent = this.settings.t('{shown} of {all} flights', {shown: format.number(shown), all: format.number(all)})
  }

  private build(): void {
    const {settings, host} = this
    const t = settings.t.bind(settings)
    this.own = JSON.stringify(host.filters())
    const names = [this.namesField('types', t('Aircraft type'), host.types()), this.namesField('sources', t('Source'), host.sources())].filter(field => field !== null)
    this.fields.replaceChildren(this.heights, this.callsignField(), this.speedFields(), this.hoursFields(), ...names, this.unknownField())
    this.renderHead()
    this.element.replaceChildren(this.head, this.chips, this.fields)
  }

  private renderHead(): void {
    const t = this.settings.t.bind(this.settings)
    const chips = this.chipsOf()
    const folder = h('button', {type: 'button', class: 'folder', 'aria-expanded': String(!this.fields.hidden), onclick: () => {
      this.fields.hidden = !this.fields.hidden
      folder.setAttribute('aria-expanded', String(!this.fields.hidden))
    }}, icon('chevron'), h('h3', {}, t('Filters')))
    this.head.replaceChildren(folder, this.count, ...(chips.length > 0 ? [iconButton('reset', t('Remove all filters'), () => this.reset())] : []))
    this.chips.replaceChildren(...chips.map(([text, remove]) => h('span', {class: 'chip'}, h('span', {class: 'chip-text', title: text}, text),
      h('button', {type: 'button', title: t('Remove filter {name}', {name: text}), 'aria-label': t('Remove filter {name}', {name: text}), onclick: remove}, icon('close')))))
    this.chips.hidden = chips.length === 0
  }

  private chipsOf(): [text: string, remove: () => void][] {
    const {settings, host} = this
    const {format, units} = settings
    const t = settings.t.bind(settings)
    const {speed, types, callsign, sources, hours, unknown} = host.filters()
    const range = host.range()
    const chips: [string, () => void][] = []
    const add = (key: keyof Filters, text: string) => chips.push([text, () => this.change({[key]: undefined}, true)])
    const some = (names: string[]) => (names.length > 3 ? `${names.slice(0, 2).join(', ')} +${names.length - 2}` : names.join(', '))
    if (range) chips.push([`${t('Height')} ${format.height(Math.max(0, range[0]))} – ${range[1] >= 30_000 ? '∞' : format.height(range[1])}`, () => host.setRange(null)])
    const shown = (value: number | null, open: string) => (value === null ? open : format.number(Math.round(fromSi(value, 'speed', units))))
    if (speed) add('speed', `${shown(speed[0], '0')} – ${shown(speed[1], '∞')}\u202f${unitName('speed', units)}`)
    if (callsign) add('callsign', `${t('Callsign')} ${callsign}`)
    if (types) add('types', `${t('Aircraft type')} ${some(types)}`)
    if (sources) add('sources', `${t('Source')} ${some(sources)}`)
    if (hours) add('hours', `${hourText(hours[0])} – ${hourText(hours[1])} UTC`)
    if (unknown === 'hide') add('unknown', t('unknown values hidden'))
    return chips
  }

  private callsignField(): HTMLElement {
    const t = this.settings.t.bind(this.settings)
    const input = h('input', {type: 'text', maxlength: LONGEST_PATTERN, value: this.host.filters().callsign ?? '', placeholder: 'DLH*, SWR?23', 'aria-label': t('Callsign'), spellcheck: 'false', autocomplete: 'off'})
    const take = () => {
      clearTimeout(this.typing)
      const pattern = input.value.trim()
      this.change({callsign: pattern.replace(/[\s,]/g, '') === '' ? undefined : pattern})
    }
    input.addEventListener('input', () => {
      clearTimeout(this.typing)
      this.typing = setTimeout(take, TYPING_PAUSE)
    })
    input.addEventListener('change', take)
    return h('label', {class: 'filter-field'}, h('span', {}, t('Callsign')), input)
  }

  private speedFields(): HTMLElement {
    const {units} = this.settings
    const t = this.settings.t.bind(this.settings)
    const field = (value: number | null | undefined, name: string) => h('input', {
      type: 'number', min: 0, step: 10, value: value === null || value === undefined ? '' : Math.round(fromSi(value, 'speed', units)), 'aria-label': name,
      onchange: () => {
        const [low, high] = inputs.map(input => (input.value === '' || !(Number(input.value) >= 0) ? null : toSi(Math.min(FASTEST, Number(input.value)), 'speed', units)))
        const ordered: [number | null, number | null] = low !== null && high !== null && low > high ? [high, low] : [low, high]
        this.change({speed: low === null && high === null ? undefined : ordered})
      },
    })
    const [low, high] = this.host.filters().speed ?? []
    const inputs = [field(low, t('Lowest speed')), field(high, t('Highest speed'))]
    return h('div', {class: 'filter-field'}, h('span', {}, t('Ground speed')), inputs[0], '–', inputs[1], h('span', {class: 'unit'}, unitName('speed', units)))
  }

  private hoursFields(): HTMLElement {
    const t = this.settings.t.bind(this.settings)
    const hours = this.host.filters().hours
    const field = (value: number | undefined, name: string) => h('input', {
      type: 'text', class: 'hour', value: value === undefined ? '' : hourText(value), placeholder: '00:00', 'aria-label': name,
      onchange: () => {
        const [from, to] = inputs.map(input => parseHour(input.value))
        inputs.forEach((input, i) => input.setAttribute('aria-invalid', String(input.value.trim() !== '' && [from, to][i] === null)))
        if (inputs.every(input => input.value.trim() === '')) this.change({hours: undefined})
        else if (from !== null && to !== null && from % 24 !== to % 24) this.change({hours: [from, to]})
      },
    })
    const inputs = [field(hours?.[0], t('From, UTC')), field(hours?.[1], t('Until, UTC'))]
    return h('div', {class: 'filter-field', title: t('Hours of the UTC day, in quarters of an hour; over midnight where the end is earlier')},
      h('span', {}, t('Time of day')), inputs[0], '–', inputs[1], h('span', {class: 'unit'}, 'UTC'))
  }

  private namesField(key: 'types' | 'sources', title: string, names: Map<string, number>): HTMLElement | null {
    if (names.size < 2 && !this.host.filters()[key]) return null
    const chosen = new Set(this.host.filters()[key])
    const box = (name: string) => {
      const input = h('input', {type: 'checkbox', checked: chosen.has(name), onchange: () => {
        if (input.checked) chosen.add(name)
        else chosen.delete(name)
        this.change({[key]: chosen.size > 0 ? [...chosen] : undefined})
      }})
      return h('label', {}, input, h('span', {class: 'filter-name', title: name}, name), h('span', {class: 'faint'}, this.settings.format.number(names.get(name) ?? 0)))
    }
    return h('fieldset', {class: 'filter-names'}, h('legend', {}, title), ...[...new Set([...names.keys(), ...chosen])].map(box))
  }

  private unknownField(): HTMLElement {
    const input = h('input', {type: 'checkbox', checked: this.host.filters().unknown !== 'hide', onchange: () => this.change({unknown: input.checked ? undefined : 'hide'})})
    return h('label', {class: 'filter-unknown'}, input, h('span', {}, this.settings.t('Show what a filter cannot judge because the value is unknown')))
  }

  /** `again`: the fields have to follow. */
  private change(change: Partial<Record<keyof Filters, unknown>>, again = false): void {
    const filters = Object.fromEntries(Object.entries({...this.host.filters(), ...change}).filter(([, value]) => value !== undefined)) as Filters
    this.own = again ? '' : JSON.stringify(filters)
    this.host.set(filters)
  }

  private reset(): void {
    this.own = ''
    this.host.setRange(null)
    this.host.set({})
  }
}
