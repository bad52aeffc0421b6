// Symbols after NATO APP-6(D), drawn by milsymbol. The identity is unknown unless the data states an affiliation: nothing
// is ever inferred from kind, place or behaviour.

import type {Kind} from './kinds'
import {ms, numberair} from './milsymbol.mjs'
import type {Sprite} from './sprites'

/** Entities of the symbol set “air”: all civil, the closest there is. */
const ENTITIES: Record<Kind, string> = {
  airliner: '120100', light: '120100', glider: '120100', paraglider: '120000', helicopter: '120200', 'uav-fixed': '120300', 'uav-rotor': '120300',
  balloon: '120400', airship: '120500', unknown: '120000',
}

/** Standard identities, by what the data must say word for word. */
const IDENTITIES: Record<string, number> = {pending: 0, unknown: 1, 'assumed friend': 2, friend: 3, neutral: 4, suspect: 5, hostile: 6}

const SIZE = 19

/** The 20 digits: version 10, reality, identity, air, present, no further marks. */
export function sidc(kind: Kind, affiliation: string): string {
  const word = affiliation.trim().toLowerCase().replaceAll('_', ' ')
  const identity = Object.hasOwn(IDENTITIES, word) ? IDENTITIES[word] : IDENTITIES.unknown
  return `100${identity}010000${ENTITIES[kind]}0000`
}

let prepared = false

/** null where there is none: then the civil symbol stands in. */
export function app6Picture(kind: Kind, affiliation: string, ratio: number): Sprite | null {
  try {
    if (!prepared) {
      ms.addIcons(numberair)
      ms.setStandard('APP6')
      prepared = true
    }
    const symbol = new ms.Symbol(sidc(kind, affiliation), {size: SIZE, outlineWidth: 3, outlineColor: 'rgba(255,255,255,0.9)'})
    if (!symbol.isValid()) return null
    const {width, height} = symbol.getSize()
    return {picture: symbol.asCanvas(ratio), width, height, upright: true}
  } catch (error) {
    console.warn('lagemap: no APP-6 symbol', kind, error)
    return null
  }
}
