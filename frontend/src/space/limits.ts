// Limits of an airspace as surfaces: how high they lie over a place.

import type {LimitLevels} from '../airspaces/data'

export interface Surface {
  /** Metres as drawn, over ground of that height (m AMSL). Pressure altitudes stand at their number, as in the standard atmosphere. */
  at: (ground: number) => number
  /** Whether it rises and falls with the ground. */
  follows: boolean
}

/** The ground itself. */
export type Limit = Surface | 'ground' | 'unlimited' | 'unknown'

/** What a limit looks like; several levels join to the highest or lowest of them, wherever that is. */
export function limitOf({levels, join}: LimitLevels): Limit {
  if (levels.length === 0) return 'unknown'
  const finite = levels.filter(([value]) => value !== null) as [number, string][]
  const unlimited = finite.length < levels.length
  if (finite.length === 0 || (unlimited && join === 'max')) return 'unlimited'
  if (finite.every(([value, reference]) => value === 0 && reference === 'agl')) return 'ground'
  const pick = join === 'max' ? Math.max : Math.min
  return {
    at: ground => pick(...finite.map(([value, reference]) => (reference === 'agl' ? ground + value : value))),
    follows: finite.some(([, reference]) => reference === 'agl'),
  }
}
