// Numbers, heights, times and coordinates as text.

import type {HeightColumn} from './scene'
import {distanceUnit, fromMetres, heightUnit, METRES_PER_NAUTICAL_MILE, type Units} from './units'

/** A thin space keeps number and unit together on one line. */
const SPACE = '\u202f'

export class Formatter {
  private readonly whole: Intl.NumberFormat
  private readonly decimals = new Map<number, Intl.NumberFormat>()
  private readonly zone: Intl.DateTimeFormat
  private readonly localDate: Intl.DateTimeFormat

  constructor(readonly language: string, readonly units: Units) {
    this.whole = new Intl.NumberFormat(language, {maximumFractionDigits: 0})
    this.localDate = new Intl.DateTimeFormat(language, {hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23'})
    this.zone = new Intl.DateTimeFormat(language, {timeZoneName: 'short'})
  }

  number(value: number, digits = 0): string {
    if (digits === 0) return this.whole.format(value === 0 ? 0 : value)
    let format = this.decimals.get(digits)
    if (!format) {
      format = new Intl.NumberFormat(this.language, {minimumFractionDigits: digits, maximumFractionDigits: digits})
      this.decimals.set(digits, format)
    }
    return format.format(value)
  }

  /** `1.234 ft`; of pressure altitudes also the flight level, from FL50 on. */
  height(metres: number, column?: HeightColumn | null): string {
    const value = fromMetres(metres, this.units)
    const text = `${this.number(Math.round(value))}${SPACE}${heightUnit(this.units)}`
    if (column !== 'altitude_pressure' || this.units !== 'aviation' || value < 5000) return text
    return `FL${String(Math.round(value / 100)).padStart(3, '0')}`
  }

  distance(metres: number): string {
    if (this.units === 'aviation') {
      const miles = metres / METRES_PER_NAUTICAL_MILE
      return `${this.number(miles, miles < 1 ? 2 : 0)}${SPACE}NM`
    }
    return metres < 1000 ? `${this.number(metres)}${SPACE}m` : `${this.number(metres / 1000)}${SPACE}km`
  }

  /** `12,34 NM`; as finely as it was measured, where `distance` is rounded for scales. */
  measured(metres: number): string {
    if (this.units === 'aviation') {
      const miles = metres / METRES_PER_NAUTICAL_MILE
      return `${this.number(miles, miles < 100 ? 2 : 1)}${SPACE}NM`
    }
    return metres < 10_000 ? `${this.number(metres)}${SPACE}m` : `${this.number(metres / 1000, 2)}${SPACE}km`
  }

  /** `10 NM`, `18,52 km`: a distance somebody chose, without zeros that say nothing. */
  chosen(metres: number): string {
    const {name, metres: unit} = distanceUnit(this.units)
    return `${this.plain(metres / unit)}${SPACE}${name}`
  }

  /** As it can be typed again: `18,52`. */
  plain(value: number): string {
    return String(Number(value.toFixed(3))).replace('.', this.language === 'de' ? ',' : '.')
  }

  area(squareMetres: number): string {
    if (this.units === 'metric' && squareMetres < 1e6) return `${this.number(squareMetres)}${SPACE}m²`
    const [side, unit] = this.units === 'aviation' ? [METRES_PER_NAUTICAL_MILE, 'NM²'] : [1000, 'km²']
    const value = squareMetres / side ** 2
    return `${this.number(value, value < 1000 ? 2 : 0)}${SPACE}${unit}`
  }

  /** `007,5°`: three digits before the comma, as bearings are spoken. */
  bearing(degrees: number): string {
    const tenths = Math.round(degrees * 10) % 3600
    return `${this.number(tenths / 10, 1).padStart(5, '0')}°`
  }

  /** In the user's own time zone, with its name: `15:03:22 MEZ`. */
  localTime(time: number): string {
    const zone = this.zone.formatToParts(time).find(part => part.type === 'timeZoneName')?.value ?? ''
    return `${this.localDate.format(time)} ${zone}`
  }
}

/** `21.01.2010 14:03:22 UTC`, in both languages: staff log entries are written so. */
export function utc(time: number): string {
  const date = new Date(Math.floor(time / 1000) * 1000)
  return `${utcDay(time, true)} ${utcClock(date.getTime())} UTC`
}

/** `21.01.2010`, or `21.01.` where the year is clear. */
export function utcDay(time: number, year: boolean): string {
  const date = new Date(time)
  return `${two(date.getUTCDate())}.${two(date.getUTCMonth() + 1)}.${year ? date.getUTCFullYear() : ''}`
}

/** `14:03:22`. */
export function utcClock(time: number): string {
  const date = new Date(Math.floor(time / 1000) * 1000)
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
}

const two = (value: number) => String(value).padStart(2, '0')

/** Back into [-180, 180): the map's longitudes grow without end when it is dragged around the world. */
export function wrapLongitude(longitude: number): number {
  return ((((longitude + 180) % 360) + 360) % 360) - 180
}

/** `47,12345° N  10,54321° E`. */
export function decimalDegrees(longitude: number, latitude: number, format: Formatter): string {
  const lon = wrapLongitude(longitude)
  return `${format.number(Math.abs(latitude), 5)}° ${latitude < 0 ? 'S' : 'N'}  ${format.number(Math.abs(lon), 5)}° ${lon < 0 ? 'W' : 'E'}`
}

/** `47°07′24″ N 010°32′36″ E`. */
export function sexagesimal(longitude: number, latitude: number): string {
  const lon = wrapLongitude(longitude)
  return `${dms(latitude, 2)} ${latitude < 0 ? 'S' : 'N'}  ${dms(lon, 3)} ${lon < 0 ? 'W' : 'E'}`
}

function dms(value: number, width: number): string {
  const seconds = Math.round(Math.abs(value) * 3600)
  return `${String(Math.floor(seconds / 3600)).padStart(width, '0')}°${two(Math.floor(seconds / 60) % 60)}′${two(seconds % 60)}″`
}

/** Numbers a scale can bear: 1, 2 or 5 times a power of ten, not above `value`. */
export function niceBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const digit = value / power
  return power * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1)
}
