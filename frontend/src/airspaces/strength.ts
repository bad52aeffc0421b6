// How much of its usual opacity an airspace keeps, by its activity.

import type {Activity} from './data'

export const STRENGTH: Record<Activity, {fill: number; line: number}> = {
  active: {fill: 1, line: 0.95},
  inactive: {fill: 0.12, line: 0.55},
  unknown: {fill: 0.55, line: 0.9},
}
