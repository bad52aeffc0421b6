// Features of a vector overlay, from Python's columns to GeoJSON.

import type {Feature, FeatureCollection, Geometry, Position} from 'geojson'
import type {Container} from '../columns'
import {labelPoint, type Point} from '../plane'

export interface OverlayMeta {
  labels: string[]
}

const POINT = 0
const RING = 2

/** Each piece is a feature of the map: its id is the feature's number, so that all pieces of one are told alike. */
export function readOverlay(container: Container<OverlayMeta>): {shapes: FeatureCollection; labels: FeatureCollection} {
  const start = container.column('piece_start')
  const kind = container.column('piece_kind')
  const owner = container.column('piece_feature')
  const group = container.column('piece_group')
  const longitude = container.column('longitude')
  const latitude = container.column('latitude')
  const colour = container.column('colour')
  const {labels} = container.meta
  const line = (piece: number): Position[] => {
    const places: Position[] = []
    for (let i = start[piece]; i < start[piece + 1]; i++) places.push([longitude[i], latitude[i]])
    return places
  }
  const shapes: Feature[] = []
  const named = new Map<number, {size: number; at: Position}>()
  for (let piece = 0; piece < kind.length; piece++) {
    const id = owner[piece]
    const places = line(piece)
    let geometry: Geometry
    if (kind[piece] === RING) {
      const rings = [places]
      while (piece + 1 < kind.length && kind[piece + 1] === RING && group[piece + 1] === group[piece]) rings.push(line(++piece))
      geometry = {type: 'Polygon', coordinates: rings}
    } else {
      geometry = kind[piece] === POINT ? {type: 'Point', coordinates: places[0]} : {type: 'LineString', coordinates: places}
    }
    shapes.push({type: 'Feature', id, properties: {c: colour[id]}, geometry})
    if (labels[id]) keepLargest(named, id, geometry, places)
  }
  return {shapes: {type: 'FeatureCollection', features: shapes}, labels: {type: 'FeatureCollection', features: [...named].map(([id, {at}]): Feature => ({
    type: 'Feature', id, properties: {name: labels[id]}, geometry: {type: 'Point', coordinates: at},
  }))}}
}

/** A feature of several pieces is named once, at the one that takes most room. */
function keepLargest(named: Map<number, {size: number; at: Position}>, id: number, geometry: Geometry, places: Position[]): void {
  const xs = places.map(([x]) => x)
  const ys = places.map(([, y]) => y)
  const size = Math.max(...spanOf(xs), ...spanOf(ys))
  const former = named.get(id)
  if (former && former.size >= size) return
  named.set(id, {size, at: geometry.type === 'Polygon' ? labelPoint(geometry.coordinates as Point[][]) : places[places.length >> 1]})
}

function spanOf(values: number[]): [number] {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return [high - low]
}
