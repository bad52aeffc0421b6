// Airspaces as they arrive, turned into polygons, boxes, and when they are active.

import type {Container, Numbers} from '../columns'
import {labelPoint, ringArea} from '../plane'
import {familyOf, type Family} from './families'

/** Levels of a limit in metres, null for unlimited, with what they are measured from; no level: an unknown limit. */
export interface LimitLevels {
  levels: [value: number | null, reference: 'amsl' | 'agl' | 'ellipsoid' | 'pressure'][]
  join: 'max' | 'min'
}

export interface AirspaceRow {
  name: string | null
  type: string | null
  icao_class: string | null
  lower: string | null
  upper: string | null
  activation: 'always' | 'periods' | 'unknown'
  floor: LimitLevels
  ceiling: LimitLevels
}

interface AirspacesMeta {
  rows: AirspaceRow[]
  time_origin: number
}

export type Ring = [longitude: number, latitude: number][]

export interface Airspace extends Omit<AirspaceRow, 'floor' | 'ceiling'> {
  index: number
  limits: {floor: LimitLevels; ceiling: LimitLevels}
  family: Family
  /** Polygons, each with its outer ring first. */
  polygons: Ring[][]
  west: number
  south: number
  east: number
  north: number
  /** Square degrees; the smallest is on top where several lie over each other. */
  area: number
  /** Display heights, m; infinite where unlimited or unknown. */
  floor: number
  ceiling: number
  /** ms since 1970. */
  periods: [start: number, end: number][]
  label: [longitude: number, latitude: number]
}

export type Activity = 'active' | 'inactive' | 'unknown'

export function readAirspaces(container: Container<AirspacesMeta>): Airspace[] {
  const polygons = readPolygons(container)
  const periods = readPeriods(container)
  const lower = container.column('lower')
  const upper = container.column('upper')
  return container.meta.rows.map(({floor, ceiling, ...row}, index) => ({
    ...row,
    index,
    limits: {floor, ceiling},
    family: familyOf(row.type, row.icao_class),
    ...frame(polygons.get(index) ?? []),
    floor: orInfinite(lower[index], -Infinity),
    ceiling: orInfinite(upper[index], Infinity),
    periods: periods.get(index) ?? [],
  }))
}

const orInfinite = (value: number, otherwise: number) => (Number.isNaN(value) ? otherwise : value)

function readPolygons(container: Container<AirspacesMeta>): Map<number, Ring[][]> {
  const start = container.column('ring_start')
  const owner = container.column('ring_airspace')
  const part = container.column('ring_part')
  const longitude = container.column('longitude')
  const latitude = container.column('latitude')
  const polygons = new Map<number, Ring[][]>()
  for (let ring = 0; ring < owner.length; ring++) {
    const end = ring + 1 < start.length ? start[ring + 1] : longitude.length
    const points = ringOf(longitude, latitude, start[ring], end)
    const parts = polygons.get(owner[ring]) ?? []
    polygons.set(owner[ring], parts)
    const continues = ring > 0 && owner[ring - 1] === owner[ring] && part[ring - 1] === part[ring]
    if (continues) parts[parts.length - 1].push(points)
    else parts.push([points])
  }
  return polygons
}

/** GeoJSON wants the first point once more at the end. */
function ringOf(longitude: Numbers, latitude: Numbers, from: number, to: number): Ring {
  const ring: Ring = []
  for (let i = from; i < to; i++) ring.push([longitude[i], latitude[i]])
  const closed = ring.length > 0 && ring[0][0] === ring[ring.length - 1][0] && ring[0][1] === ring[ring.length - 1][1]
  if (!closed && ring.length > 0) ring.push(ring[0])
  return ring
}

function readPeriods(container: Container<AirspacesMeta>): Map<number, [number, number][]> {
  const periods = new Map<number, [number, number][]>()
  if (!container.has('period_airspace')) return periods
  const owner = container.column('period_airspace')
  const start = container.column('period_start')
  const end = container.column('period_end')
  const origin = container.meta.time_origin ?? 0
  for (let i = 0; i < owner.length; i++) {
    const list = periods.get(owner[i]) ?? []
    list.push([origin + start[i], origin + end[i]])
    periods.set(owner[i], list)
  }
  return periods
}

function frame(polygons: Ring[][]) {
  let west = Infinity, south = Infinity, east = -Infinity, north = -Infinity
  let area = 0
  let largest: Ring[] | null = null
  for (const polygon of polygons) {
    const size = ringArea(polygon[0])
    if (!largest || size > ringArea(largest[0])) largest = polygon
    area += size
    for (const [longitude, latitude] of polygon[0]) {
      west = Math.min(west, longitude)
      east = Math.max(east, longitude)
      south = Math.min(south, latitude)
      north = Math.max(north, latitude)
    }
  }
  return {polygons, west, south, east, north, area, label: largest ? labelPoint(largest) : ([0, 0] as [number, number])}
}

/** Unknown stays unknown: not knowing when an area is active does not make it inactive. */
export function activityAt({activation, periods}: Pick<Airspace, 'activation' | 'periods'>, time: number | null): Activity {
  if (activation === 'always') return 'active'
  if (activation !== 'periods' || time === null) return 'unknown'
  return periods.some(([start, end]) => time >= start && time < end) ? 'active' : 'inactive'
}

/** Does any of it lie within the altitude filter? */
export function withinHeights({floor, ceiling}: Pick<Airspace, 'floor' | 'ceiling'>, range: [number, number] | null): boolean {
  return !range || (floor <= range[1] && ceiling >= range[0])
}
