// The third dimension: switched on and off, with the ground, bodies and flights at their heights, and the camera tilted.

import type {Map as MapLibre} from 'maplibre-gl'
import {ABOVE_LAYERS} from '../basemap'
import type {Airspace} from '../airspaces/data'
import type {Item, Layers, Moment} from '../layers'
import {mercatorX, mercatorY, WORLD, worldWidth} from '../mercator'
import type {Model} from '../model'
import {FLAT, type Depth, type Screen} from '../screen'
import type {Theme} from '../ramps'
import type {HeightColumn} from '../scene'
import type {TerrainLayer} from '../terrain'
import {PALETTES} from '../theme'
import {drawnHeights} from '../tracks/lifting'
import type {Box} from '../tracks/window'
import {Elevation} from './elevation'
import {suitableExaggeration} from './exaggeration'
import {Ground} from './ground'
import {SPACE_LAYER, SpaceLayer} from './layer'
import {limitOf} from './limits'
import {buildMesh, followsGround, type GroundAt, type Span} from './mesh'

export const MAX_PITCH = 80
const FIRST_PITCH = 55
/** Unlimited airspaces end here if nothing else is higher: FL 660, m. */
export const LEAST_CAP = 20_117

export interface SpaceHost {
  map: MapLibre
  model: Model
  layers: Layers
  moment: () => Moment
  screen: () => Screen | null
  /** Milliseconds a change of the view takes. */
  pace: number
  changed: () => void
}

export class Space {
  on = false
  readonly ground: Ground
  private readonly elevation: Elevation
  private readonly layer: SpaceLayer
  /** What the bodies were built from. */
  private built = new Map<string, Airspace[]>()
  private suited = 1

  constructor(private readonly host: SpaceHost) {
    const terrains = () => [...host.layers.items].reverse().flatMap(({terrain}) => terrain ?? []) as TerrainLayer[]
    this.ground = new Ground(terrains)
    this.elevation = new Elevation(host.map, terrains)
    this.layer = new SpaceLayer({
      items: () => host.layers.items, moment: host.moment, lift: () => this.depth.lift,
      view: () => host.screen()?.view(0) ?? {west: 0, east: 0, north: 0, south: 0},
    })
  }

  get exaggeration(): number {
    return this.host.model.get('exaggeration') ?? this.suited
  }

  /** Whether somebody chose the exaggeration; else it suits the zoom. */
  get chosen(): boolean {
    return typeof this.host.model.get('exaggeration') === 'number'
  }

  get hasTerrain(): boolean {
    return this.host.layers.items.some(({terrain}) => terrain)
  }

  get depth(): Depth {
    if (!this.on) return FLAT
    const [lowest, highest] = this.ground.range
    // MapLibre draws the heights of all the map in the scale of its centre
    return {lift: this.exaggeration / worldWidth(this.host.map.getCenter().lat), lowest, highest: Math.max(highest, this.cap), ground: this.ground.at}
  }

  /** Up to where unlimited airspaces are drawn, m: above all that has a height. */
  get cap(): number {
    const heights = this.host.layers.items.flatMap(({tracks, airspaces}) => [
      tracks?.data.heights?.[1] ?? 0, ...(airspaces?.airspaces ?? []).flatMap(({floor, ceiling}) => [floor, ceiling].filter(Number.isFinite))])
    return heights.reduce((a, b) => Math.max(a, b), LEAST_CAP)
  }

  /** What heights are measured from that is not sea level, and whether anything ends nowhere above. */
  get heights(): {columns: HeightColumn[]; openAbove: boolean} {
    const {items} = this.host.layers
    const limits = items.flatMap(({airspaces}) => (airspaces?.airspaces ?? []).flatMap(({limits: {floor, ceiling}}) => [floor, ceiling]))
    const pressure = limits.some(({levels}) => levels.some(([, reference]) => reference === 'pressure'))
    const columns = new Set<HeightColumn>(items.flatMap(({tracks}) => tracks?.data.height ?? []))
    if (pressure) columns.add('altitude_pressure')
    columns.delete('altitude_amsl')
    const openAbove = items.some(({airspaces}) => airspaces?.airspaces.some(({limits}) => typeof limitOf(limits.ceiling) === 'string'))
    return {columns: [...columns], openAbove}
  }

  /** Bring the map into line with the parameters; called again when layers have come or gone. */
  update(): void {
    const {map, model} = this.host
    const wanted = Boolean(model.get('view_3d'))
    if (!map.getLayer('base-coast')) return
    if (wanted !== this.on) {
      this.on = wanted
      if (wanted) this.enter()
      else this.leave()
    }
    if (this.on) this.raise()
    this.host.changed()
  }

  /** The view came to rest: heights nobody chose a scale for suit it again. */
  moved(): void {
    const suitable = suitableExaggeration(this.host.map.getZoom())
    if (!this.on || this.chosen || suitable === this.suited) return
    this.suited = suitable
    this.stretch()
  }

  /** The exaggeration changed. */
  stretch(): void {
    if (this.on) this.elevation.show(this.exaggeration)
    this.host.map.triggerRepaint()
    this.host.changed()
  }

  setTheme(theme: Theme): void {
    if (this.on) this.host.map.setSky(skyOf(theme))
  }

  close(): void {
    this.elevation.close()
  }

  private enter(): void {
    const {map, pace} = this.host
    this.suited = suitableExaggeration(map.getZoom())
    map.setMaxPitch(MAX_PITCH)
    map.setSky(skyOf(this.host.moment().theme))
    map.addLayer(this.layer, ABOVE_LAYERS)
    if (map.getPitch() < 1) this.turn({pitch: FIRST_PITCH}, pace)
  }

  private leave(): void {
    const {map, layers} = this.host
    this.elevation.hide()
    map.removeLayer(SPACE_LAYER)
    map.setSky(undefined as never)
    this.turn({pitch: 0, bearing: 0}, 0)
    map.setMaxPitch(0)
    for (const item of layers.items) this.lower(item)
  }

  turn(view: {pitch?: number; bearing?: number}, duration = 0): void {
    const {map} = this.host
    if (duration > 0) map.easeTo({...view, duration})
    else map.jumpTo(view)
  }

  private raise(): void {
    const {map, layers} = this.host
    if (this.hasTerrain && !map.getTerrain()) this.elevation.show(this.exaggeration)
    for (const item of layers.items) {
      const {tracks, airspaces} = item
      if (tracks && !tracks.look.space) {
        tracks.look.space = true
        void this.raiseUnknown(item)
      }
      if (airspaces) {
        airspaces.setRaised(map, true)
        void this.build(airspaces.id, airspaces.airspaces)
      }
    }
    map.triggerRepaint()
  }

  private lower({tracks, airspaces}: Item): void {
    if (tracks) Object.assign(tracks.look, {space: false, drawn: null, ground: null})
    airspaces?.setRaised(this.host.map, false)
  }

  /** Flights of unknown height run along the ground, which has to be here first. */
  private async raiseUnknown({tracks}: Item): Promise<void> {
    if (!tracks) return
    Object.assign(tracks.look, {drawn: drawnHeights(tracks.data, this.ground.at), ground: this.ground.at})
    if (!tracks.look.drawn) return
    const ground = await this.ground.read(boxOfTracks(tracks.data.trackBoxes))
    if (tracks.look.space) Object.assign(tracks.look, {drawn: drawnHeights(tracks.data, ground), ground})
    this.host.map.triggerRepaint()
  }

  private async build(id: string, airspaces: Airspace[]): Promise<void> {
    if (this.built.get(id) === airspaces) return
    this.built.set(id, airspaces)
    const span: Span = {cap: this.cap, bottom: this.ground.range[0]}
    const show = (ground: Map<number, GroundAt>) => {
      this.layer.meshes.set(id, buildMesh(airspaces, ground, span))
      this.host.map.triggerRepaint()
    }
    const following = airspaces.filter(followsGround)
    show(new Map())
    if (following.length === 0 || !this.hasTerrain) return
    const grounds = await Promise.all(following.map(async airspace => [airspace.index, await this.ground.read(boxOfAirspace(airspace))] as const))
    if (this.built.get(id) === airspaces) show(new Map(grounds))
  }
}

function boxOfAirspace({west, south, east, north}: Airspace): Box {
  return {west: mercatorX(west) * WORLD, east: mercatorX(east) * WORLD, north: mercatorY(north) * WORLD, south: mercatorY(south) * WORLD}
}

function boxOfTracks(boxes: Int32Array): Box {
  const box: Box = {west: Infinity, north: Infinity, east: -Infinity, south: -Infinity}
  for (let at = 0; at < boxes.length; at += 4) {
    box.west = Math.min(box.west, boxes[at])
    box.north = Math.min(box.north, boxes[at + 1])
    box.east = Math.max(box.east, boxes[at + 2])
    box.south = Math.max(box.south, boxes[at + 3])
  }
  return box
}

function skyOf(theme: Theme) {
  const {sea} = PALETTES[theme]
  const sky = theme === 'dark' ? '#05080c' : '#a9c4d8'
  return {'sky-color': sky, 'horizon-color': sea, 'fog-color': sea, 'sky-horizon-blend': 0.6, 'horizon-fog-blend': 0.8, 'fog-ground-blend': 0.9, 'atmosphere-blend': 0}
}
