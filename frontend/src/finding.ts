// What a typed text may mean: a position, a flight, an airspace, a place of the picture, a city of the base map.

import {titleIn} from './dossier/data'
import {parsePosition, type Position} from './coordinates'
import {wrapLongitude} from './format'
import type {Under} from './interaction'
import type {Item} from './layers'
import {latitudeOf, longitudeOf, WORLD} from './mercator'
import type {Bounds, Pick, Selection} from './scene'
import {STRIDE, ticksOf, timeOf, trackName} from './tracks/data'
import {positionAt} from './tracks/position'

export interface Named extends Position {
  name: string
}

export type Found = FoundPlace | FoundInLayer

interface FoundPlace {
  kind: 'position' | 'place' | 'city'
  name: string
  position: Position
}

/** What can be selected. */
interface FoundInLayer {
  kind: 'track' | 'airspace'
  name: string
  item: Item
  index: number
}

/** More are not listed; who wants another types more. */
const MOST = 8
/** So many of them are kept for places, which many flights or airspaces of like names would crowd out. */
const MOST_PLACES = 2
/** Of equal names the picture's own come first. */
const ORDER = ['position', 'track', 'airspace', 'place', 'city'] as const

/** Best first: the whole name, then its beginning, then the beginning of a word, then any part. */
export function find(text: string, items: Item[], cities: Named[]): Found[] {
  const position = parsePosition(text)
  const wanted = plain(text)
  const hits: {found: Found; rank: number}[] = position ? [{found: {kind: 'position', name: text.trim(), position}, rank: -1}] : []
  if (wanted !== '') {
    for (const found of candidates(items, cities)) {
      const rank = rankOf(plain(found.name), wanted)
      if (rank >= 0) hits.push({found, rank})
    }
  }
  const order = ({found, rank}: {found: Found; rank: number}) => 10 * rank + ORDER.indexOf(found.kind)
  const sorted = hits.sort((a, b) => order(a) - order(b)).map(({found}) => found)
  const [listed, rest] = [sorted.slice(0, MOST), sorted.slice(MOST).filter(isPlace)]
  const kept = rest.slice(0, Math.max(0, MOST_PLACES - listed.filter(isPlace).length))
  return [...listed.slice(0, MOST - kept.length), ...kept]
}

const isPlace = ({kind}: Found) => kind === 'place' || kind === 'city'

function* candidates(items: Item[], cities: Named[]): Generator<Found> {
  const seen = new Set<string>()
  for (const item of items) {
    const {tracks, airspaces, places} = item
    for (let index = 0; index < (tracks?.data.count ?? 0); index++) yield {kind: 'track', name: trackName(tracks!.data, index), item, index}
    for (const {index, name, polygons} of airspaces?.airspaces ?? []) if (name && polygons.length > 0) yield {kind: 'airspace', name, item, index}
    for (const {name, ...position} of places?.named ?? []) {
      seen.add(plain(name))
      yield {kind: 'place', name, position}
    }
  }
  // a city that is a place of the picture as well is offered once
  for (const {name, ...position} of cities) if (!seen.has(plain(name))) yield {kind: 'city', name, position}
}

/** Without case, accents and punctuation: `Almaty–Süd` is found by `almaty sud`. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss').replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
}

function rankOf(name: string, wanted: string): number {
  const at = name.indexOf(wanted)
  if (at < 0) return -1
  if (at > 0) return name[at - 1] === ' ' ? 2 : 3
  return name.length === wanted.length ? 0 : 1
}

/** All that is to be seen of it; a place is a single point. East may exceed 180. */
export function boundsOf(found: Found): Bounds {
  if (!('item' in found)) {
    const {longitude, latitude} = found.position
    return [longitude, latitude, longitude, latitude]
  }
  if (found.kind === 'track') {
    const [west, north, east, south] = found.item.tracks!.data.trackBoxes.subarray(4 * found.index, 4 * found.index + 4)
    return [longitudeOf(west / WORLD), latitudeOf(south / WORLD), longitudeOf(east / WORLD), latitudeOf(north / WORLD)]
  }
  const {west, south, east, north} = found.item.airspaces!.airspaces.find(({index}) => index === found.index)!
  return [west, south, east, north]
}

/** As if it had been clicked; a flight is told of at the picture's time, or where it is nearest to it. */
export function underOf({kind, item, index}: FoundInLayer, time: number | null): Under {
  if (kind === 'airspace') return {kind, item, index, airspace: item.airspaces!.airspaces.find(airspace => airspace.index === index)!}
  const {data} = item.tracks!
  const [first, last] = [data.start[index], data.start[index + 1] - 1].map(fix => timeOf(data, data.fixes[STRIDE * fix + 2]))
  return {kind, item, index, time: Math.round(Math.max(first, Math.min(last, time ?? first))), height: NaN, distance: 0}
}

/** What has that number in its layer, as if it had been clicked; null while its layer is not there. */
export function pickedUnder({kind, layer, index}: Pick | Selection, items: Item[], time: number | null): Under | null {
  const item = items.find(({spec}) => spec.id === layer)
  if (!item || typeof index !== 'number') return null
  if (kind === 'track' && item.tracks && index < item.tracks.data.count) return underOf({kind, name: '', item, index}, time)
  if (kind === 'airspace' && item.airspaces?.airspaces.some(airspace => airspace.index === index)) return underOf({kind, name: '', item, index}, time)
  if (kind === 'place' && item.places && index < item.places.named.length) return {kind, item, index}
  if (kind === 'report' && item.dossier && index < item.dossier.reports.length) return {kind, item, index}
  return null
}

export function nameOf({kind, layer, index}: Pick, items: Item[], language = 'de'): string {
  const {tracks, airspaces, places, dossier} = items.find(({spec}) => spec.id === layer) ?? {}
  if (kind === 'track') return tracks ? trackName(tracks.data, index) : ''
  if (kind === 'airspace') return airspaces?.airspaces.find(airspace => airspace.index === index)?.name ?? ''
  if (kind === 'report') return dossier?.reports[index] ? titleIn(dossier.reports[index], language) : ''
  return places?.named[index]?.name ?? ''
}

/** Where it is: a flight at the time it was found at, an airspace where its name stands; null within a gap. */
export function placeOf(found: Under): Position | null {
  if (found.kind === 'airspace') {
    const [longitude, latitude] = found.airspace.label
    return found.airspace.polygons.length > 0 ? {longitude: wrapLongitude(longitude), latitude} : null
  }
  if (found.kind === 'overlay') return null
  if (found.kind === 'report') {
    const {longitude, latitude} = found.item.dossier!.reports[found.index]
    return {longitude, latitude}
  }
  if (found.kind === 'place') {
    const {longitude, latitude} = found.item.places!.named[found.index]
    return {longitude, latitude}
  }
  const {data} = found.item.tracks!
  const at = positionAt(data, found.index, ticksOf(data, found.time))
  return at && {longitude: wrapLongitude(longitudeOf(at.x / WORLD)), latitude: latitudeOf(at.y / WORLD)}
}
