// Draws one layer of tracks within MapLibre's own canvas.
//
// A custom layer, not a deck.gl one: deck.gl draws wide lines as instances, which software rendering handles one
// by one (97 s for a million vertices), and adds 0.7 MB of script and a second projection to every frame.

import type {CustomLayerInterface, CustomRenderMethodInput, Map as MapLibre} from 'maplibre-gl'
import {mercatorX, mercatorY, unitsPerPixel, WORLD} from '../mercator'
import type {Theme} from '../ramps'
import {ticksOf, type TrackData} from './data'
import {densityOf, gridOf, isBlot, type Quantity} from './density'
import {DensityRaster} from './density-raster'
import {Frame, type Rgba, type Seen} from './frame'
import {Gpu} from './gpu'
import type {Levels} from './levels'
import type {Look} from './look'
import type {Paint} from './paint'
import type {PieceColumns} from './piece-columns'
import {Pieces} from './pieces'
import {all, everyFix, keepChanges, thin, type Shown, type Thinned} from './thinning'
import {ALWAYS, collect, holds, Segments, trailWindow, type Box, type Window} from './window'

/** Up to so many segments get a width; more are drawn as one-pixel lines, which cost a third. */
const MOST_WIDE = {software: 40_000, hardware: 1_000_000}
/** Pixels by which a line may pass beside a fix, so that fewer segments need be drawn. */
const TOLERANCE = 0.9
/** The drawn surroundings of the view, in view sizes: a pan that stays within them needs no new segments. */
const MARGIN = 0.35
const LINE_WIDTH = 1.7
/** Dark and light around the selected track, so that it stands out from anything; widest first. */
const HALO: Record<Theme, {width: number; colour: Rgba}[]> = {
  light: [{width: 10, colour: [0.06, 0.1, 0.16, 0.85]}, {width: 7, colour: [1, 1, 1, 1]}],
  dark: [{width: 10, colour: [0, 0, 0, 0.8]}, {width: 7, colour: [1, 1, 1, 1]}],
}
const SELECTED_WIDTH = 3
/** Around those selected together: less, for they may be many. */
const PICKED: Record<Theme, Rgba> = {light: [0.06, 0.1, 0.16, 0.85], dark: [1, 1, 1, 0.85]}
const PICKED_WIDTHS = {halo: 5.5, line: 2.4}
const FADED = 0.3
/** Metres by which a line may pass above or below a fix where heights are seen; on a flat map only colours show them. */
const RISE_IN_SPACE = 30

type Gl = WebGL2RenderingContext

/** Thinned for several scales, as long as what is shown of the fixes stays the same. */
interface ThinnedPiece {
  values: Float32Array | null
  passes: Uint8Array | null
  levels: Map<number, Thinned>
}

export class TracksLayer implements CustomLayerInterface {
  readonly type = 'custom'
  readonly renderingMode = '2d'
  drawn = 0
  private map: MapLibre | null = null
  private gpus: {map?: Gpu; trails?: Gpu} = {}
  private pieces: Pieces
  private readonly thinned = new WeakMap<TrackData, ThinnedPiece>()
  private readonly segments = new Segments()
  private readonly selection = new Segments()
  /** For whose picture `segments` were collected. */
  private segmentsFor: Gpu | null = null

  private extent: [west: number, east: number]

  /** What the density shows, for the legend; null while lines are drawn. `cell`: width of a cell in units of mercator.WORLD. */
  density: {quantity: Quantity; top: number; cell: number} | null = null
  /** Called when `density` changes. */
  densityChanged: () => void = () => {}
  /** Lines became a density, or it became lines again. */
  kindChanged: () => void = () => {}

  /** `data` holds every track; of a large layer, `levels` has finer pieces of what is in view. */
  constructor(readonly id: string, public data: TrackData, public look: Look, private readonly view: (margin: number) => Box, readonly levels: Levels | null = null, columns: PieceColumns | null = null) {
    this.extent = extentOf(data)
    this.pieces = new Pieces(data, columns)
  }

  /** Other fixes take the place of all there are: of what is received now. */
  replace(data: TrackData): void {
    this.data = data
    this.extent = extentOf(data)
    this.pieces = new Pieces(data, null)
  }

  onAdd(map: MapLibre): void {
    this.map = map
  }

  onRemove(): void {
    for (const gpu of Object.values(this.gpus)) gpu.destroy()
    this.gpus = {}
    this.map = null
    this.levels?.close()
  }

  /** The finest piece at hand of what is in view. */
  get shown(): TrackData {
    return this.levels && this.map ? this.levels.shown(this.view(0), this.map.getZoom()) : this.data
  }

  /** The look with the colours, filters and heights of a piece's own fixes. */
  lookOn(piece: TrackData): Look {
    return this.pieces.lookOn(piece, this.look)
  }

  /** y of the map's centre, units of mercator.WORLD. */
  get centre(): number {
    return this.map ? mercatorY(this.map.getCenter().lat) * WORLD : WORLD / 2
  }

  /** The selected track with all its fixes, as a piece and its number therein. */
  get selectedTrack(): (Seen & {track: number}) | null {
    const {selected} = this.look
    if (selected === null) return null
    const whole = this.levels?.whole(selected)
    if (whole) return {data: whole, track: 0, look: this.pieces.lookOn(whole, this.look, selected)}
    const data = this.shown
    return {data, track: selected, look: this.lookOn(data)}
  }

  /** What of the data is seen now. */
  get window(): Window {
    return this.windowOf(this.data)
  }

  windowOf(data: TrackData): Window {
    const {time, trail} = this.look
    if (time === null) return ALWAYS
    return trailWindow(ticksOf(data, time), (trail * 1000) / data.tick)
  }

  /** Trails change with time and are drawn apart from the flat map: see canvas.ts. */
  get trails(): boolean {
    return this.look.trail > 0 && this.look.time !== null && !this.look.space
  }

  render(gl: Gl, {defaultProjectionData}: CustomRenderMethodInput): void {
    if (!this.trails && !this.look.space) this.draw(gl, defaultProjectionData.mainMatrix as unknown as ArrayLike<number>, 'map')
  }

  /** `lift`: mercator units a metre of height is drawn high; 0 on a flat map. */
  draw(gl: Gl, matrix: ArrayLike<number>, place: 'map' | 'trails', lift = 0): void {
    if (!this.map || this.data.fixCount === 0 || this.look.opacity <= 0) return
    const gpu = (this.gpus[place] ??= new Gpu(gl))
    const data = this.shown
    const seen: Seen = {data, look: this.lookOn(data)}
    this.collectSegments(gpu, seen)
    const {lng, lat} = this.map.getCenter()
    const frame = new Frame(gpu, this.worldsInView(), matrix, mercatorX(lng), mercatorY(lat), lift)
    if (gpu.blot) this.drawDensity(frame, gpu, seen)
    else frame.draw(seen, gpu.main, this.windowOf(data), this.look.opacity, {width: this.widthOf(gpu), faded: this.look.trail > 0 ? FADED : 1})
    this.tellDensity(gpu)
    this.drawPicked(frame, gpu, seen)
    this.drawSelected(frame, gpu)
    gpu.sweep(this.data)
    this.drawn = gpu.blot ? 0 : gpu.main.count
    gl.bindVertexArray(null)
    gl.activeTexture(gl.TEXTURE0)
  }

  /** The copies of the world in which some of the data is in view; data may reach over the antimeridian. */
  worldsInView(): number[] {
    return this.worldsIn(this.view(0))
  }

  private worldsIn({west, east}: Box): number[] {
    return [-2, -1, 0, 1, 2].filter(world => this.extent[0] + world * WORLD <= east && this.extent[1] + world * WORLD >= west)
  }

  private widthOf(gpu: Gpu): number {
    return gpu.main.count <= MOST_WIDE[gpu.software ? 'software' : 'hardware'] ? LINE_WIDTH : 0
  }

  /** What is shown of those selected together. */
  private drawPicked(frame: Frame, gpu: Gpu, seen: Seen): void {
    const {picked, theme} = this.look
    const thinned = this.thin(seen, levelOf(this.map!))
    if (picked !== gpu.picked.tracks || thinned !== gpu.picked.thinned) {
      Object.assign(gpu.picked, {tracks: picked, thinned})
      const some = someTracks(seen.data, thinned, picked)
      gpu.picked.segments.upload(collect(some.data, some.thinned, ALWAYS, null, this.selection))
    }
    const {segments} = gpu.picked
    const window = this.windowOf(seen.data)
    frame.draw(seen, segments, window, 1, {width: PICKED_WIDTHS.halo, faded: 1, colour: PICKED[theme]})
    frame.draw(seen, segments, window, 1, {width: PICKED_WIDTHS.line, faded: 1})
  }

  /** The selected track is shown in full: its halo and what lies outside the window paler. */
  private drawSelected(frame: Frame, gpu: Gpu): void {
    const selected = this.selectedTrack
    if (!selected) return
    const {data, track, look: {filter}} = selected
    const from = gpu.selectedFrom
    if (data !== from?.data || track !== from.track || filter.key !== from.filter) {
      gpu.selectedFrom = {data, track, filter: filter.key}
      const tracks = filter.tracks && filter.tracks.subarray(track)
      gpu.selected.upload(collect(oneTrack(data, track), everyFix(data, track), ALWAYS, null, this.selection, {...filter, tracks}))
    }
    for (const {width, colour} of HALO[this.look.theme]) frame.draw(selected, gpu.selected, ALWAYS, 1, {width, faded: 1, colour})
    frame.draw(selected, gpu.selected, ALWAYS, 1, {width: SELECTED_WIDTH, faded: 1})
  }

  /** Counted anew only if the segments, the filter or the quantity changed. */
  private drawDensity(frame: Frame, gpu: Gpu, seen: Seen): void {
    const {data, look: {filter, quantity, opacity, theme}} = seen
    const raster = (gpu.raster ??= new DensityRaster(gpu.gl))
    const key = `${gpu.collections} ${filter.range} ${filter.key} ${quantity}`
    if (key !== gpu.counted) {
      gpu.counted = key
      const cells = densityOf(data, this.segmentsOf(gpu, seen), this.windowOf(data), filter, gpu.grid!, quantity, this.worldsIn(gpu.collectedBox!))
      raster.set(gpu.grid!, cells as Float32Array<ArrayBuffer>)
    }
    frame.drawRaster(raster, opacity, theme)
  }

  private tellDensity({blot, raster, grid}: Gpu): void {
    const {quantity} = this.look
    const [before, now] = [this.density, blot && raster && grid ? {quantity, top: raster.top, cell: grid.cell} : null]
    if (before?.quantity === now?.quantity && before?.top === now?.top && before?.cell === now?.cell) return
    this.density = now
    this.densityChanged()
    if (!before !== !now) this.kindChanged()
  }

  /** The list of segments is shared by the canvases: the other one may have written into it since. */
  private segmentsOf(gpu: Gpu, seen: Seen): Segments {
    if (this.segmentsFor !== gpu) this.fillSegments(gpu, seen)
    return this.segments
  }

  /** Collects anew only if the level of detail, the window or the filter changed, or the view left what was collected. */
  private collectSegments(gpu: Gpu, seen: Seen): void {
    const {data, look: {mode, filter, space}} = seen
    const {from, to} = this.windowOf(data)
    const key = `${from} ${to} ${mode} ${space} ${filter.key}`
    const thinned = this.thin(seen, levelOf(this.map!))
    const needed = this.view(0)
    if (key === gpu.collected && thinned === gpu.collectedThinned && gpu.collectedBox && holds(gpu.collectedBox, needed)) return
    Object.assign(gpu, {collected: key, collectedFrom: data, collectedThinned: thinned, collectedBox: this.view(MARGIN), collections: gpu.collections + 1})
    this.fillSegments(gpu, seen)
    const {collectedBox, blot} = gpu as Gpu & {collectedBox: Box}
    gpu.grid = gridOf(collectedBox, this.map!.getZoom())
    // cells lie on the ground: in space flights are lines at their heights
    gpu.blot = !space && (mode === 'density' || (mode === 'auto'
      && isBlot(data, this.segments, gpu.grid, LINE_WIDTH * unitsPerPixel(this.map!.getZoom()), this.worldsIn(collectedBox), blot)))
    if (!gpu.blot) gpu.main.upload(this.segments)
  }

  private fillSegments(gpu: Gpu, {data, look: {filter}}: Seen): void {
    const box = gpu.collectedBox!
    const boxes = [-2, -1, 0, 1, 2].map(world => ({...box, west: box.west + world * WORLD, east: box.east + world * WORLD}))
    collect(data, gpu.collectedThinned!, this.windowOf(data), boxes, this.segments, filter)
    this.segmentsFor = gpu
  }

  /** What was left out before counts: both together stay within the tolerance. Depends on what is coloured and on the speeds that are shown. */
  private thin({data, look: {paint, filter: {passes}, space, ramp: [low, high]}}: Seen, level: number): Thinned {
    const values = paint.varies ? paint.values : null
    let known = this.thinned.get(data)
    if (!known || known.values !== values || known.passes !== passes) this.thinned.set(data, (known = {values, passes, levels: new Map()}))
    const key = space ? -level - 1 : level
    let found = known.levels.get(key)
    if (!found) {
      const tolerance = TOLERANCE * unitsPerPixel(level) - (data.level?.tolerance ?? 0)
      found = tolerance > 0 ? thin(data, tolerance, space ? RISE_IN_SPACE : Math.max(10, (high - low) / 40), shownOf(paint)) : all(data)
      if (passes) found = keepChanges(data, found, passes)
      known.levels.set(key, found)
    }
    return found
  }
}

const levelOf = (map: MapLibre) => Math.ceil(2 * map.getZoom()) / 2

/** A few tracks as if there were no others. */
function someTracks(data: TrackData, {kept, start}: Thinned, tracks: number[]): {data: TrackData; thinned: Thinned} {
  const parts = tracks.map(track => kept.subarray(start[track], start[track + 1]))
  const offsets = new Uint32Array(parts.length + 1)
  parts.forEach(({length}, i) => (offsets[i + 1] = offsets[i] + length))
  const together = new Uint32Array(offsets[parts.length])
  parts.forEach((part, i) => together.set(part, offsets[i]))
  const boxes = Int32Array.from(tracks.flatMap(track => [...data.trackBoxes.subarray(4 * track, 4 * track + 4)]))
  return {data: {...data, count: tracks.length, trackBoxes: boxes}, thinned: {kept: together, start: offsets}}
}

/** Values derived from the fixes are those between the fixes kept; columns must be kept in step. */
function shownOf({source, values, varies, scale: [low, high]}: Paint): Shown | undefined {
  if (!values || !varies) return undefined
  return {values, slack: source === 'category' ? 0 : (high - low) / 40}
}

function oneTrack(data: TrackData, track: number): TrackData {
  return {...data, count: 1, trackBoxes: data.trackBoxes.subarray(4 * track, 4 * track + 4)}
}

function extentOf({trackBoxes, count}: TrackData): [west: number, east: number] {
  let west = Infinity
  let east = -Infinity
  for (let track = 0; track < count; track++) {
    west = Math.min(west, trackBoxes[4 * track])
    east = Math.max(east, trackBoxes[4 * track + 2])
  }
  return [west, east]
}
