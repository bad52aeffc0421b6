// Which kind of airspace it is, for colour and legend. Sources write type and class in many ways.

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

/** In the order of the legend. Blue against orange-red holds for every colour vision; hatching and weight say it again. */
export const FAMILIES: Record<Family, FamilyStyle> = {
  prohibited: {title: 'Prohibited area', light: [176, 20, 40], dark: [255, 92, 98], width: 2.4, fill: 0.16, hatched: true},
  restricted: {title: 'Restricted area', light: [205, 62, 30], dark: [255, 130, 88], width: 1.8, fill: 0.12, hatched: true},
  danger: {title: 'Danger area', light: [196, 120, 10], dark: [247, 178, 74], width: 1.5, fill: 0.1, hatched: true},
  'control-zone': {title: 'Control zone', light: [20, 66, 160], dark: [116, 164, 255], width: 2.2, fill: 0.14, hatched: false},
  'control-area': {title: 'Control area', light: [40, 98, 190], dark: [104, 176, 250], width: 1.6, fill: 0.08, hatched: false},
  'class-c': {title: 'Class C', light: [52, 112, 196], dark: [120, 186, 246], width: 1.4, fill: 0.07, hatched: false},
  'class-d': {title: 'Class D', light: [72, 132, 204], dark: [140, 198, 244], width: 1.4, fill: 0.07, hatched: false},
  'class-efg': {title: 'Class E, F, G', light: [112, 152, 190], dark: [152, 184, 212], width: 0.9, fill: 0.035, hatched: false},
  mandatory: {title: 'Transponder or radio mandatory zone', light: [74, 80, 148], dark: [166, 168, 236], width: 1.3, fill: 0.04, hatched: false},
  sector: {title: 'Glider and other sectors', light: [30, 122, 84], dark: [92, 196, 148], width: 1.3, fill: 0.07, hatched: false},
  unknown: {title: 'Unknown class', light: [98, 104, 112], dark: [168, 174, 182], width: 1.2, fill: 0.06, hatched: false},
}

const BY_TYPE: [pattern: RegExp, family: Family][] = [
  [/^(P|PROHIBITED|NO.?FLY)\b/, 'prohibited'],
  [/^(R|RESTRICTED|TRA|TSA|ED-?R|GP|REQ AUTHORI[SZ]ATION|TFR)\b/, 'restricted'],
  [/^(Q|DANGER|ED-?D|ALERT|WARNING|CONDITIONAL)\b/, 'danger'],
  [/^(CTR|CZ|ATZ|MATZ|CTLZ|CONTROL ZONE)\b/, 'control-zone'],
  [/^(TMA|CTA|UTA|UIR|FIR|OCA|AWY|LTA|MTMA|CONTROL AREA)\b/, 'control-area'],
  [/^(TMZ|RMZ|RMT|TMZ.?RMZ|FIS)\b/, 'mandatory'],
  [/^(W|GSEC|GLIDING|GLIDER|WAVE|SECTOR|SPORT|PARACHUTE|PJE|MODEL|UASZONE|OTHER|INFORMATION)\b/, 'sector'],
]

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
