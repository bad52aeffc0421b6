// What a number measures: SI inside, the unit of the switch where it is shown.

import type {Formatter} from './format'
import {METRES_PER_FOOT, METRES_PER_NAUTICAL_MILE, type Units} from './units'

export type Quantity = 'height' | 'length' | 'speed' | 'vertical_rate' | 'angle' | 'time' | 'boolean' | ''

interface Unit {
  name: string
  /** Of one such unit in SI. */
  size: number
}

const PLAIN: Unit = {name: '', size: 1}
const DEGREES: Unit = {name: '°', size: 1}
const UNITS: Partial<Record<Quantity, Record<Units, Unit>>> = {
  height: {aviation: {name: 'ft', size: METRES_PER_FOOT}, metric: {name: 'm', size: 1}},
  length: {aviation: {name: 'NM', size: METRES_PER_NAUTICAL_MILE}, metric: {name: 'm', size: 1}},
  speed: {aviation: {name: 'kt', size: METRES_PER_NAUTICAL_MILE / 3600}, metric: {name: 'km/h', size: 1 / 3.6}},
  vertical_rate: {aviation: {name: 'ft/min', size: METRES_PER_FOOT / 60}, metric: {name: 'm/s', size: 1}},
  angle: {aviation: DEGREES, metric: DEGREES},
}

/** Empty where the unit is not known. */
export function unitName(quantity: Quantity, units: Units): string {
  return unitOf(quantity, units).name
}

export function fromSi(value: number, quantity: Quantity, units: Units): number {
  return value / unitOf(quantity, units).size
}

export function toSi(value: number, quantity: Quantity, units: Units): number {
  return value * unitOf(quantity, units).size
}

/** `230 kt`; three figures are enough to compare colours. */
export function writeQuantity(value: number, quantity: Quantity, format: Formatter): string {
  const {name, size} = unitOf(quantity, format.units)
  const shown = value / size
  const magnitude = Math.abs(shown)
  const digits = Number.isInteger(Number(shown.toPrecision(6))) || magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3
  const text = format.number(digits === 0 ? Math.round(shown) : shown, digits)
  return name === '' ? text : name === '°' ? `${text}°` : `${text}\u202f${name}`
}

const unitOf = (quantity: Quantity, units: Units): Unit => UNITS[quantity]?.[units] ?? PLAIN
