// Which kind of airspace it is, for colour and legend. Sources write type and class in many ways.

// Colours and outlines, and which types belong to which: one table for the page and for figures drawn by Python.
import table from '../../../lagebild/views/airspace_families.json'
import {mix, readable, rgbOf} from '../contrast'
import {reliefColour, type Rgb, type Theme} from '../ramps'
import type {Text} from '../texts'
import {PALETTES} from '../theme'

export type Family = 'control-zone' | 'control-area' | 'class-c' | 'class-d' | 'class-efg' | 'prohibited' | 'restricted' | 'danger' | 'mandatory' | 'sector' | 'unknown'

export interface FamilyStyle {
  title: Text
  light: Rgb
  dark: Rgb
  /** Outline, pixels. */
  width: number
  /** Share of the fill that covers the ground. */
  fill: number
  hatched: boolean
}

const TITLES: Record<Family, Text> = {
  prohibited: 'Prohibited area',
  restricted: 'Restricted area',
  danger: 'Danger area',
  'control-zone': 'Control zone',
  'control-area': 'Control area',
  'class-c': 'Class C',
  'class-d': 'Class D',
  'class-efg': 'Class E, F, G',
  mandatory: 'Transponder or radio mandatory zone',
  sector: 'Glider and other sectors',
  unknown: 'Unknown class',
}

/** In the order of the legend. Blue against orange-red holds for every colour vision; hatching and weight say it again. */
export const FAMILIES = Object.fromEntries(Object.entries(TITLES).map(([family, title]) => [
  family, {title, ...table.families[family as Family]},
])) as Record<Family, FamilyStyle>

const BY_TYPE = table.by_type.map(([pattern, family]) => [new RegExp(pattern), family] as [RegExp, Family])

/** The type decides; where it says nothing but a class, the class does. `D` as a type is class D, as OpenAir has it. */
export function familyOf(type: string | null | undefined, icaoClass: string | null | undefined): Family {
  const name = (type ?? '').trim().toUpperCase().replaceAll('_', ' ')
  const found = BY_TYPE.find(([pattern]) => pattern.test(name))
  return found?.[1] ?? familyOfClass((icaoClass ?? '').trim().toUpperCase() || name)
}

function familyOfClass(name: string): Family {
  const letter = name.replace(/^CLASS\s*/, '')
  if (letter === 'A' || letter === 'B') return 'control-area'
  if (letter === 'C') return 'class-c'
  if (letter === 'D') return 'class-d'
  if (/^[EFG]$/.test(letter)) return 'class-efg'
  return 'unknown'
}

export function familyColour(family: Family, theme: Theme): Rgb {
  return FAMILIES[family][theme]
}

/** Of the relief behind names: valleys and mountains, m. */
const RELIEF_HEIGHTS = [0, 600, 2000, 3000]
const TOWARDS: Record<Theme, Rgb> = {light: [0, 0, 0], dark: [255, 255, 255]}
/** Several airspaces over each other tint the ground so much. */
const TINT = 0.3

/** Names are thinner than outlines: the family's colour, as much darker or brighter as it takes to be read. */
export function labelColour(family: Family, theme: Theme): Rgb {
  return readable(familyColour(family, theme), labelGrounds(family, theme), TOWARDS[theme])
}

/** What is behind the names of a family, as far as can be foreseen. */
export function labelGrounds(family: Family, theme: Theme): Rgb[] {
  const {sea, land} = PALETTES[theme]
  const grounds = [rgbOf(sea), rgbOf(land), ...RELIEF_HEIGHTS.map(height => reliefColour(height, theme))]
  return grounds.map(ground => mix(ground, familyColour(family, theme), TINT))
}
