// A view as text: camera, time, filters, layers. In an address it opens the picture as somebody else saw it.

import type {Model} from '../model'
import type {Parameters} from '../scene'

/** Longer texts are no views. */
const LONGEST = 20_000
const KEY = 'lage='

type Check = (value: unknown) => boolean

const number: Check = value => typeof value === 'number' && Number.isFinite(value)
const orNull = (check: Check): Check => value => value === null || check(value)
const oneOf = (...values: unknown[]): Check => value => values.includes(value)
const object = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const text: Check = value => typeof value === 'string' && value.length <= 200
const list = (check: Check): Check => value => Array.isArray(value) && value.length <= 1000 && value.every(check)
const pair: Check = value => Array.isArray(value) && value.length === 2 && value.every(number)
const camera: Check = value => object(value) && ['longitude', 'latitude', 'zoom', 'bearing', 'pitch'].every(name => number(value[name]))
const layers: Check = value => object(value) && Object.values(value).every(state => object(state) && typeof state.visible === 'boolean' && number(state.opacity))

const FILTERS: Record<string, Check> = {
  speed: value => Array.isArray(value) && value.length === 2 && value.every(orNull(number)), types: list(text), callsign: text, sources: list(text), hours: pair, unknown: oneOf('show', 'hide'),
}
const filters: Check = value => object(value) && Object.entries(value).every(([name, one]) => Object.hasOwn(FILTERS, name) && FILTERS[name](one))

/** What a view consists of, and what each part may be: a link is text from outside. */
const PARTS = {
  view_state: camera, time_ms: orNull(number), trail: number, altitude_range: orNull(pair), layer_state: layers,
  filters, colour_by: text, symbols: oneOf('civil', 'app6'), basemap: text, view_3d: oneOf(true, false), exaggeration: orNull(number), units: oneOf('aviation', 'metric'),
} satisfies Partial<Record<keyof Parameters, Check>>

export type View = Partial<Pick<Parameters, keyof typeof PARTS>>

export function viewOf(model: Model): View {
  return Object.fromEntries(Object.keys(PARTS).map(name => [name, model.get(name as keyof typeof PARTS)])) as View
}

export function encodeView(view: View): string {
  const bytes = new TextEncoder().encode(JSON.stringify(view))
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** null if the text is no view; parts that are not what they should be are left out. */
export function decodeView(text: string): View | null {
  if (text.length > LONGEST) return null
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), character => character.charCodeAt(0))
    const view: unknown = JSON.parse(new TextDecoder('utf-8', {fatal: true}).decode(bytes))
    if (!object(view)) return null
    return Object.fromEntries(Object.entries(PARTS).flatMap(([name, check]) => (name in view && check(view[name]) ? [[name, view[name]]] : []))) as View
  } catch {
    return null
  }
}

/** The page's address with a view behind the hash. */
export function linkTo(address: string, view: View): string {
  return `${address.split('#')[0]}#${KEY}${encodeView(view)}`
}

export function viewIn(address: string): View | null {
  const hash = address.split('#')[1] ?? ''
  return hash.startsWith(KEY) ? decodeView(hash.slice(KEY.length)) : null
}

export function applyView(model: Model, view: View): void {
  for (const [name, value] of Object.entries(view)) model.set(name as keyof View, value as never)
}
