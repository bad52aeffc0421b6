// SI inside; feet, flight levels, knots and nautical miles only where they are shown or typed.

export const METRES_PER_FOOT = 0.3048
export const METRES_PER_NAUTICAL_MILE = 1852

export type Units = 'aviation' | 'metric'

export function heightUnit(units: Units): 'ft' | 'm' {
  return units === 'aviation' ? 'ft' : 'm'
}

export function fromMetres(metres: number, units: Units): number {
  return units === 'aviation' ? metres / METRES_PER_FOOT : metres
}

/** Rounded to a tenth of a millimetre like lagebild/units.py, so that FL355 typed and FL355 stored are one number. */
export function toMetres(value: number, units: Units): number {
  return units === 'aviation' ? Math.round(value * METRES_PER_FOOT * 1e4) / 1e4 : value
}

/** Metres of the unit in which distances are shown and typed, and its name. */
export function distanceUnit(units: Units): {name: 'NM' | 'km'; metres: number} {
  return units === 'aviation' ? {name: 'NM', metres: METRES_PER_NAUTICAL_MILE} : {name: 'km', metres: 1000}
}
