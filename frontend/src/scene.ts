// What Python sends: the scene and the parameters of the component (frontend/README.md).

import type {Mode, Quantity} from './tracks/density'

export type Banner = '' | 'SYNTHETISCH' | 'ÜBUNG' | 'EINSATZ'
export type Bounds = [west: number, south: number, east: number, north: number]
export type HeightColumn = 'altitude_amsl' | 'altitude_pressure' | 'height_ellipsoid'

interface BaseLayer {
  id: string
  name: string
  synthetic: boolean
  note: string
  visible: boolean
  opacity: number
}

export interface TerrainSpec extends BaseLayer {
  kind: 'terrain'
  tiles: string
  bounds: Bounds
  max_zoom: number
  minimum: number | null
  maximum: number | null
  accuracy: number | null
}

export interface AirspacesSpec extends BaseLayer {
  kind: 'airspaces'
  resource: string
  count: number
}

export interface TracksSpec extends BaseLayer {
  kind: 'tracks'
  resource: string
  count: number
  fixes: number
  height: HeightColumn | null
}

export interface PlacesSpec extends BaseLayer {
  kind: 'places'
  resource: string
  count: number
}

export type LayerSpec = TerrainSpec | AirspacesSpec | TracksSpec | PlacesSpec

export interface Scene {
  version: number
  title: string
  banner: Banner
  bounds: Bounds | null
  time: {start: number; end: number} | null
  layers: LayerSpec[]
}

export interface ViewState {
  longitude: number
  latitude: number
  zoom: number
  bearing: number
  pitch: number
}

export type Selection =
  | {kind: 'track'; layer: string; index: number; time: number}
  | {kind: 'airspace'; layer: string; index: number}
  | Record<string, never>

export interface DetailRow {
  label: string
  value: string
  note?: string
}

export interface Details {
  title?: string
  subtitle?: string
  marks?: string[]
  sections?: {title: string; rows: DetailRow[]}[]
}

export type LayerState = Record<string, {visible?: boolean; opacity?: number; mode?: Mode; quantity?: Quantity}>

export interface Parameters {
  scene: Scene | null
  resource_base: string
  texts: Record<string, string>
  language: string
  theme: 'light' | 'dark'
  units: 'aviation' | 'metric'
  time: number | null
  playing: boolean
  speed: number
  trail: number
  altitude_range: [low: number, high: number] | null
  layer_state: LayerState
  view_state: Partial<ViewState> | null
  selection: Selection
  details: Details | null
}

export const EMPTY_SCENE: Scene = {version: 1, title: '', banner: '', bounds: null, time: null, layers: []}

/** Resources which the scene's layers need as a whole; terrain comes tile by tile. */
export function resourcesOf({layers}: Scene): string[] {
  return [...new Set(layers.flatMap(layer => (layer.kind === 'terrain' ? [] : [layer.resource])))]
}
