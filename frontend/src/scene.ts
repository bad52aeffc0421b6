// What Python sends: the scene and the parameters of the component (frontend/README.md).

import type {SymbolSet} from './symbols/sprites'
import type {Mode, Quantity} from './tracks/density'
import type {Filters} from './tracks/filtering'

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
  /** What there is to colour by beside what the map knows itself. */
  columns?: ColourColumn[]
  /** What is received now: it comes by a stream, and `resource` is empty. */
  live?: boolean
}

export interface ColourColumn {
  name: string
  kind: 'number' | 'category'
  quantity: string
  /** What its resources lie under, where that is not the layer's own. */
  values?: string
}

export interface PlacesSpec extends BaseLayer {
  kind: 'places'
  resource: string
  count: number
  /** What they are, where they have a name of their own. */
  of?: 'stations'
}

/** A text of Python's, to be said in the language of the page. */
export interface Sentence {
  template: string
  values: Record<string, string | number>
}

export type OverlayLegend =
  | {kind: 'none'}
  | {kind: 'single'}
  | {kind: 'categories'; title: string; entries: {text: string; colour: string}[]; others: boolean; other_colour: string}
  | {kind: 'ramp'; title: string; unit: string; low: number | null; high: number | null; colours: string[]; missing: boolean}

interface BaseOverlay extends BaseLayer {
  kind: 'overlay'
  /** Dropped onto the map: of this session only, and to be taken away. */
  session?: boolean
  legend: OverlayLegend
}

export interface VectorOverlaySpec extends BaseOverlay {
  form: 'vector'
  resource: string
  count: number
  bounds: Bounds | null
  colours: string[]
  width: number
  fill_opacity: number
  labelled: boolean
  shapes: ('area' | 'line' | 'point')[]
}

export interface RasterOverlaySpec extends BaseOverlay {
  form: 'raster'
  tiles: string
  bounds: Bounds
  min_zoom: number
  max_zoom: number
  columns: number
  rows: number
}

export type OverlaySpec = VectorOverlaySpec | RasterOverlaySpec
/** Reports that have a place. */
export interface DossierSpec extends BaseLayer {
  kind: 'dossier'
  resource: string
  count: number
}

export type LayerSpec = TerrainSpec | AirspacesSpec | TracksSpec | PlacesSpec | OverlaySpec | DossierSpec

/** A base map to choose from; one that cannot be shown has `error` and nothing else beside its name. */
export interface BasemapSpec {
  id: string
  name: string
  remote: boolean
  shown: boolean
  attribution: string
  error?: Sentence
  form?: 'raster' | 'vector'
  tiles?: string
  bounds?: Bounds
  min_zoom?: number
  max_zoom?: number
  /** Of vector tiles. */
  layers?: string[]
  /** Whether the built-in borders and names lie above it. */
  names?: boolean
}

export interface Scene {
  version: number
  /** What stands over the map; empty where the page around it says it. */
  title: string
  /** What the picture is called. */
  name: string
  banner: Banner
  bounds: Bounds | null
  time: {start: number; end: number} | null
  layers: LayerSpec[]
  basemaps?: BasemapSpec[]
}

export interface ViewState {
  longitude: number
  latitude: number
  zoom: number
  bearing: number
  pitch: number
}

/** One of what is selected: its number in its layer. */
export interface Pick {
  kind: 'track' | 'airspace' | 'place' | 'report'
  layer: string
  index: number
}

/** What of the selection is told about. */
export type Selection =
  | {kind: 'track'; layer: string; index: number; time: number}
  | {kind: 'airspace'; layer: string; index: number}
  | {kind: 'overlay'; layer: string; index: number}
  | {kind: 'place' | 'report'; layer: string; index: number}
  | Record<string, never>

export interface DetailRow {
  label: string
  value: string
  note?: string
  /** Of what the value names: a click on one asks for it. */
  links?: (AskedObject & {text: string})[]
}

/** An actor, a site or an aircraft type of the dossier. */
export interface AskedObject {
  kind: string
  id: string
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
  time_ms: number | null
  playing: boolean
  /** What is received now: the URL of its stream; null: nothing is. */
  live: {stream: string} | null
  following: boolean
  /** First and last moment of a time that was loaded to be looked back at, ms; null: none. */
  past: [start: number, end: number] | null
  /** Clicks on the number of alerts. */
  alerts_asked: number
  speed: number
  trail: number
  altitude_range: [low: number, high: number] | null
  filters: Filters
  colour_by: string
  symbols: SymbolSet
  layer_state: LayerState
  view_3d: boolean
  exaggeration: number | null
  view_state: Partial<ViewState> | null
  picked: Pick[]
  focus: Selection
  details: Details | null
  basemap: string
  overlays: OverlaySpec[]
  /** Columns of the session to colour by, by the layer's id. */
  track_columns: Record<string, ColourColumn[]>
  /** Ids of the reports that are shown; null: all. */
  shown_reports: string[] | null
  pointed: {longitude: number; latitude: number} | null
  placing: boolean
  placed: {longitude: number; latitude: number} | null
  /** Whose name was clicked last. */
  asked_object: AskedObject | Record<string, never>
  linked: number
}

export const EMPTY_SCENE: Scene = {version: 1, title: '', name: '', banner: '', bounds: null, time: null, layers: []}

/** Whether two scenes differ in the dossier's reports at most: then nothing else is drawn anew. */
export function sameButReports(one: Scene, other: Scene): boolean {
  const rest = ({layers, ...scene}: Scene) => JSON.stringify({...scene, layers: layers.filter(({kind}) => kind !== 'dossier')})
  return rest(one) === rest(other)
}

/** Resources which the scene's layers need as a whole; terrain and rasters come tile by tile. */
export function resourcesOf({layers}: Scene): string[] {
  return [...new Set(layers.flatMap(layer => ('resource' in layer && layer.resource ? [layer.resource] : [])))]
}
