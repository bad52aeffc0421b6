// Reports with a place, as they arrive: where, how exactly, about what, and how sure.

import type {Container} from '../columns'
import {mercatorX, mercatorY, WORLD} from '../mercator'

export type Precision = 'point' | 'city' | 'region' | 'country'

interface Row {
  id: string
  titles: Record<string, string>
  place: string
  topic: string
  /** Reliability A to F and credibility 1 to 6, such as B2. */
  grade: string
  precision: Precision
}

export interface DossierMeta {
  rows: Row[]
}

export interface ReportMark extends Row {
  /** Its number in the layer. */
  index: number
  longitude: number
  latitude: number
  /** m around the place within which it may be. */
  radius: number
  /** Units of mercator.WORLD. */
  x: number
  y: number
}

export function readReports(container: Container<DossierMeta>): ReportMark[] {
  const [longitude, latitude, radius] = ['longitude', 'latitude', 'radius'].map(name => container.column(name))
  return container.meta.rows.map((row, index) => ({
    ...row, index, longitude: longitude[index], latitude: latitude[index], radius: radius[index],
    x: mercatorX(longitude[index]) * WORLD, y: mercatorY(latitude[index]) * WORLD,
  }))
}

/** In the language of the page, else in whatever language there is. */
export function titleIn({titles, id}: ReportMark, language: string): string {
  return titles[language] || Object.values(titles).find(Boolean) || id
}

export type Reliability = 'reliable' | 'doubtful' | 'unknown'

/** How a grade is drawn: A and B reliable, C to E doubtful, F unknown. */
export function reliabilityOf({grade}: Pick<ReportMark, 'grade'>): Reliability {
  if (/^[AB]/.test(grade)) return 'reliable'
  return /^[C-E]/.test(grade) ? 'doubtful' : 'unknown'
}
