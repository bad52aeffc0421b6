// Positions as people write and type them: WGS 84 in degrees, MGRS and UTM.

import Mgrs, {LatLon, Utm} from 'geodesy/mgrs.js'
import {wrapLongitude} from './format'

export interface Position {
  longitude: number
  latitude: number
}

/** `32T PT 56789 12345`, to the metre and cut off, not rounded, as the grid wants it; '' near the poles, where it has other zones. */
export function mgrs(longitude: number, latitude: number): string {
  return utmOf(longitude, latitude)?.toMgrs().toString(10) ?? ''
}

/** `32 N 656789 5212345`: zone, hemisphere, easting and northing in metres; '' outside 80° S to 84° N. */
export function utm(longitude: number, latitude: number): string {
  const found = utmOf(longitude, latitude)
  if (!found) return ''
  return `${String(found.zone).padStart(2, '0')} ${found.hemisphere} ${Math.round(found.easting)} ${Math.round(found.northing)}`
}

function utmOf(longitude: number, latitude: number) {
  if (!(latitude >= -80 && latitude <= 84) || !Number.isFinite(longitude)) return null
  return new LatLon(latitude, wrapLongitude(longitude)).toUtm()
}

/**
 * A typed position, or null where the text is none: `47,1234 10,5432`, `47°07′24″N 10°32′36″E`, `470724N0103236E`,
 * `32T PT 56789 12345`, `32 N 656789 5212345`. Without letters latitude comes first; O is East in German.
 */
export function parsePosition(text: string): Position | null {
  const wanted = text.trim().toUpperCase()
  if (wanted.length > 80) return null
  return parseMgrs(wanted) ?? parseUtm(wanted) ?? parseDegrees(wanted)
}

/** Without I and O, which look like digits. */
const MGRS = /^(\d{1,2})\s*([C-HJ-NP-X])\s*([A-HJ-NP-Z])\s*([A-HJ-NP-V])\s*(\d*)(?:\s+(\d+))?$/

/** The middle of the square, however large it is. */
function parseMgrs(text: string): Position | null {
  const found = MGRS.exec(text)
  if (!found) return null
  const [, zone, band, column, row, first, second] = found
  const digits = first + (second ?? '')
  const length = digits.length / 2
  if (length > 5 || !Number.isInteger(length) || (second !== undefined && second.length !== first.length)) return null
  const size = 10 ** (5 - length)
  const metres = (part: string) => (Number(part) || 0) * size + size / 2
  return attempt(() => {
    const square = new Mgrs(Number(zone), band, column, row, metres(digits.slice(0, length)), metres(digits.slice(length))).toUtm()
    // letters that do not belong together name a place elsewhere, or in no zone at all
    const {zone: found, easting, northing} = square
    if (easting < 0 || easting > 1e6 || !isIn(band, square.toLatLon().lat, size)) return null
    const {lat, lon} = new Utm(found, square.hemisphere, easting, northing).toLatLon()
    return {longitude: lon, latitude: lat}
  })
}

const BANDS = 'CDEFGHJKLMNPQRSTUVWX'

/** Squares at the edge of a band reach over it by less than their size. */
function isIn(band: string, latitude: number, size: number): boolean {
  const south = -80 + 8 * BANDS.indexOf(band)
  const slack = size / 111_000
  return latitude >= south - slack && latitude <= (band === 'X' ? 84 : south + 8) + slack
}

/** N and S are the hemisphere; another letter is the band, as in `32T 656789 5212345`. */
const UTM = /^(\d{1,2})\s*([C-HJ-NP-X])\s+(\d{6}(?:[.,]\d+)?)\s*(?:M?\s?E)?[\s,;]+(\d{1,8}(?:[.,]\d+)?)\s*(?:M?\s?N)?$/

function parseUtm(text: string): Position | null {
  const found = UTM.exec(text)
  if (!found) return null
  const [, zone, letter, easting, northing] = found
  const hemisphere = letter === 'S' || letter < 'N' ? 'S' : 'N'
  return attempt(() => {
    const {lat, lon} = new Utm(Number(zone), hemisphere, decimal(easting), decimal(northing)).toLatLon()
    return {longitude: lon, latitude: lat}
  })
}

const decimal = (text: string) => Number(text.replace(',', '.'))

/** The library throws where a number is out of its zone. */
function attempt(find: () => Position | null): Position | null {
  try {
    return find()
  } catch {
    return null
  }
}

function parseDegrees(text: string): Position | null {
  const plain = commas(text)
  const tokens = plain.match(/[+-]?\d+(?:\.\d+)?|[NSEWO]/g) ?? []
  if (plain.replace(/[+-]?\d+(?:\.\d+)?|[NSEWO]/g, '').replace(/[°º'′’"″;/:\s]/g, '') !== '') return null
  const letters = tokens.filter(token => /[A-Z]/.test(token))
  if (letters.length === 0) return fromNumbers(tokens)
  return letters.length === 2 ? fromLetters(tokens) : null
}

/** A comma is a decimal one unless there are points, or a blank follows. */
function commas(text: string): string {
  const separated = text.replace(/,\s+/g, ' ')
  return separated.replaceAll(',', separated.includes('.') ? ' ' : '.')
}

function fromNumbers(tokens: string[]): Position | null {
  const half = tokens.length / 2
  if (![1, 2, 3].includes(half)) return null
  return position(angle(tokens.slice(0, half)), angle(tokens.slice(half)))
}

function fromLetters(tokens: string[]): Position | null {
  const ahead = /[A-Z]/.test(tokens[0])
  const ordered = ahead ? tokens : [...tokens].reverse()
  const parts: {letter: string; numbers: string[]}[] = []
  for (const token of ordered) {
    if (/[A-Z]/.test(token)) parts.push({letter: token, numbers: []})
    else if (parts.length === 0 || /[+-]/.test(token)) return null
    else if (ahead) parts[parts.length - 1].numbers.push(token)
    else parts[parts.length - 1].numbers.unshift(token)
  }
  const south = parts.find(({letter}) => letter === 'N' || letter === 'S')
  const east = parts.find(({letter}) => letter !== 'N' && letter !== 'S')
  if (!south || !east) return null
  const latitude = angle(packed(south.numbers, 2)) * (south.letter === 'S' ? -1 : 1)
  const longitude = angle(packed(east.numbers, 3)) * (east.letter === 'W' ? -1 : 1)
  return position(latitude, longitude)
}

/** `470724` is 47°07′24″: how aviation writes it, with two or three digits of degrees. */
function packed(numbers: string[], digits: 2 | 3): string[] {
  if (numbers.length !== 1) return numbers
  const [whole] = numbers[0].split('.')
  const rest = whole.length - digits
  if (rest !== 2 && rest !== 4) return numbers
  const minutes = numbers[0].slice(digits)
  return rest === 2 ? [whole.slice(0, digits), minutes] : [whole.slice(0, digits), minutes.slice(0, 2), minutes.slice(2)]
}

/** Degrees, minutes, seconds; only the last may have decimals. NaN where that is no angle. */
function angle(numbers: string[]): number {
  if (numbers.length < 1 || numbers.length > 3 || numbers.slice(0, -1).some(number => number.includes('.'))) return NaN
  const [degrees, ...finer] = numbers.map(Number)
  if (finer.some(value => !(value >= 0 && value < 60)) || numbers.slice(1).some(number => /[+-]/.test(number))) return NaN
  const size = finer.reduce((sum, value, i) => sum + value / 60 ** (i + 1), Math.abs(degrees))
  return numbers[0].startsWith('-') ? -size : size
}

function position(latitude: number, longitude: number): Position | null {
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? {longitude, latitude} : null
}
