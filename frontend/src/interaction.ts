// Hovering and selecting: what is under the pointer, in what order, and which of it a click takes.

import type {Map as MapLibre} from 'maplibre-gl'
import type {Airspace} from './airspaces/data'
import {pickAirspaces} from './airspaces/picking'
import type {Item, Layers, Moment} from './layers'
import {mercatorX, mercatorY, unwrap, WORLD} from './mercator'
import type {Overlay} from './overlay'
import type {Selection} from './scene'
import type {Screen} from './screen'
import {timeOf, type TrackData} from './tracks/data'
import type {TracksLayer} from './tracks/layer'
import type {Look} from './tracks/look'
import {pickTrack} from './tracks/picking'

export interface TrackUnder {
  kind: 'track'
  item: Item
  index: number
  time: number
  height: number
  distance: number
  /** m by which the height may be wrong, where fixes were left out. */
  rise?: number
}

export interface AirspaceUnder {
  kind: 'airspace'
  item: Item
  index: number
  airspace: Airspace
}

/** A feature of an overlay. */
export interface FeatureUnder {
  kind: 'overlay'
  item: Item
  index: number
  area: boolean
  colour: string
  label: string
}

/** An airport, a city, a station. */
export interface PlaceUnder {
  kind: 'place'
  item: Item
  index: number
}

/** A report of the dossier. */
export interface ReportUnder {
  kind: 'report'
  item: Item
  index: number
}

export type Under = TrackUnder | AirspaceUnder | FeatureUnder | PlaceUnder | ReportUnder

const RADIUS = 6
const HEAD_RADIUS = 11
const PLACE_RADIUS = 9

/** Everything under the pointer: aircraft and tracks by distance, then reports and places, then airspaces, smallest first. */
export function under(layers: Layers, overlay: Overlay, screen: Screen, moment: Moment, px: number, py: number, at: {lng: number; lat: number}): Under[] {
  const seen = layers.items.filter(item => item.state === 'ready' && item.visible && item.opacity > 0)
  const tracks: TrackUnder[] = [...headsUnder(seen, overlay, moment, px, py)]
  for (const item of seen) {
    if (!item.tracks) continue
    const hit = trackUnder(item, item.tracks, screen, px, py)
    if (hit && !tracks.some(other => other.item === item && other.index === hit.index)) tracks.push(hit)
  }
  tracks.sort((a, b) => a.distance - b.distance)
  const airspaces = seen.flatMap(item => (item.airspaces ? pickAirspaces(item.airspaces.airspaces, at.lng, at.lat, moment.range) : [])
    .map((airspace): AirspaceUnder => ({kind: 'airspace', item, index: airspace.index, airspace})))
  const reports = seen.flatMap(item => (item.dossier?.pick(px, py) ?? []).map(({index}): ReportUnder => ({kind: 'report', item, index})))
  return [...tracks, ...reports, ...seen.flatMap(item => placesUnder(item, screen, px, py)), ...airspaces.sort((a, b) => a.airspace.area - b.airspace.area)]
}

/** The nearest line, in the density as well; of the selected track, told of all its fixes. */
function trackUnder(item: Item, layer: TracksLayer, screen: Screen, px: number, py: number): TrackUnder | null {
  const pick = (data: TrackData, {filter, drawn}: Look) => {
    const hit = pickTrack(data, screen, px, py, RADIUS, layer.windowOf(data), filter, drawn)
    return hit && {kind: 'track' as const, item, index: hit.track, time: Math.round(timeOf(data, hit.ticks)), height: hit.height, distance: hit.distance, rise: data.level?.rise ?? 0}
  }
  const {shown, selectedTrack: selected} = layer
  const hit = pick(shown, layer.lookOn(shown))
  if (!selected || selected.data.count !== 1 || (hit && hit.index !== layer.look.selected)) return hit
  const exact = pick(selected.data, selected.look)
  return exact && {...exact, index: layer.look.selected!}
}

/** Nearest first. */
function placesUnder(item: Item, screen: Screen, px: number, py: number): PlaceUnder[] {
  if (!item.places) return []
  const {west, east} = screen.view(0)
  return item.places.named
    .map(({longitude, latitude}, index) => {
      const [x, y] = screen.project(unwrap(mercatorX(longitude) * WORLD, (west + east) / 2), mercatorY(latitude) * WORLD)
      return {index, distance: Math.hypot(x - px, y - py)}
    })
    .filter(({distance}) => distance <= PLACE_RADIUS)
    .sort((a, b) => a.distance - b.distance)
    .map(({index}) => ({kind: 'place', item, index}))
}

/** What lies under the pointer, overlays among it: their points and lines before airspaces, their areas behind. */
export function withFeatures(found: Under[], layers: Layers, map: MapLibre, px: number, py: number): Under[] {
  const features = layers.items
    .filter(item => item.state === 'ready' && item.visible && item.opacity > 0)
    .flatMap(item => (item.features?.pick(map, px, py) ?? []).map((hit): FeatureUnder => ({kind: 'overlay', item, ...hit})))
    .reverse()
  const [above, airspaces] = [found.filter(({kind}) => kind !== 'airspace'), found.filter(({kind}) => kind === 'airspace')]
  return [...above, ...features.filter(({area}) => !area), ...airspaces, ...features.filter(({area}) => area)]
}

function headsUnder(seen: Item[], overlay: Overlay, {time}: Moment, px: number, py: number): TrackUnder[] {
  if (time === null) return []
  return overlay.heads.flatMap(({item: id, layer, heads}) => heads
    .map(head => ({head, distance: Math.hypot(head.px - px, head.py - py)}))
    .filter(({distance}) => distance <= HEAD_RADIUS)
    .map(({head, distance}): TrackUnder => ({
      // symbols are wider than lines: their distance counts from their edge
      rise: layer.shown.level?.rise ?? 0,
      kind: 'track', item: seen.find(item => item.spec.id === id)!, index: head.track, time: Math.round(time), height: head.height, distance: Math.max(0, distance - RADIUS),
    })))
    .filter(({item}) => item)
}

/** Remembers the place of the last click, so that another click there takes what lies beneath. */
export class Cycle {
  private place: {px: number; py: number} | null = null
  private keys = ''
  private next = 0

  /** Which of `found` a click at the place takes. */
  take(found: Under[], px: number, py: number): Under | null {
    const keys = found.map(keyOf).join(' ')
    const again = this.place !== null && Math.hypot(px - this.place.px, py - this.place.py) < 4 && keys === this.keys
    this.next = again && found.length > 0 ? (this.next + 1) % found.length : 0
    this.place = {px, py}
    this.keys = keys
    return found[this.next] ?? null
  }
}

function keyOf({kind, item, index}: Under): string {
  return `${kind}:${item.spec.id}:${index}`
}

export function selectionOf(found: Under | null): Selection {
  if (!found) return {}
  if (found.kind === 'track') return {kind: 'track', layer: found.item.spec.id, index: found.index, time: found.time}
  return {kind: found.kind, layer: found.item.spec.id, index: found.index}
}

export function sameSelection(a: Selection | null, b: Selection | null): boolean {
  return (a?.kind ?? '') === (b?.kind ?? '') && a?.layer === b?.layer && a?.index === b?.index
}
