// Draws one layer of tracks within MapLibre's own canvas.
//
// A custom layer, not a deck.gl one: deck.gl draws wide lines as instances, which software rendering handles one
// by one (97 s for a million vertices), and adds 0.7 MB of script and a second projection to every frame.

import type {CustomLayerInterface, CustomRenderMethodInput, Map as MapLibre} from 'maplibre-gl'
import {drawsInSoftware} from '../maplibre'
import {mercatorX, mercatorY, unitsPerPixel, WORLD} from '../mercator'
import {altitudeTexels, UNKNOWN_HEIGHT, type Theme} from '../ramps'
import {localMatrix} from '../screen'
import type {HeightRange} from './cut'
import {ticksOf, type TrackData} from './data'
import {densityOf, gridOf, isBlot, type Grid, type Mode, type Quantity} from './density'
import {DensityRaster} from './density-raster'
import type {Levels} from './levels'
import {buildPrograms, coloursTexture, fixesTexture, QuadIndices, SegmentTexture, type Program} from './programs'
import {all, everyFix, thin, type Thinned} from './thinning'
import {ALWAYS, collect, Segments, trailWindow, type Box, type Window} from './window'

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
const FADED = 0.3

type Rgba = [red: number, green: number, blue: number, alpha: number]

export interface Look {
  theme: Theme
  opacity: number
  time: number | null
  trail: number
  range: HeightRange
  ramp: [low: number, high: number]
  selected: number | null
  /** Lines, what is in each cell of a grid, or whichever can be read. */
  mode: Mode
  quantity: Quantity
}

type Gl = WebGL2RenderingContext

export class TracksLayer implements CustomLayerInterface {
  readonly type = 'custom'
  readonly renderingMode = '2d'
  drawn = 0
  private map: MapLibre | null = null
  private gpus: {map?: Gpu; trails?: Gpu} = {}
  private readonly thinned = new WeakMap<TrackData, Map<number, Thinned>>()
  private readonly segments = new Segments()
  private readonly selection = new Segments()
  /** For whose picture `segments` were collected. */
  private segmentsFor: Gpu | null = null

  private readonly extent: [west: number, east: number]

  /** What the density shows, for the legend; null while lines are drawn. `cell`: width of a cell in units of mercator.WORLD. */
  density: {quantity: Quantity; top: number; cell: number} | null = null
  /** Called when `density` changes. */
  densityChanged: () => void = () => {}

  /** `data` holds every track; of a large layer, `levels` has finer pieces of what is in view. */
  constructor(readonly id: string, readonly data: TrackData, public look: Look, private readonly view: (margin: number) => Box, readonly levels: Levels | null = null) {
    this.extent = extentOf(data)
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

  /** y of the map's centre, units of mercator.WORLD. */
  get centre(): number {
    return this.map ? mercatorY(this.map.getCenter().lat) * WORLD : WORLD / 2
  }

  /** The selected track with all its fixes, as a piece and its number therein. */
  get selectedTrack(): {data: TrackData; track: number} | null {
    const {selected} = this.look
    if (selected === null) return null
    const whole = this.levels?.whole(selected)
    return whole ? {data: whole, track: 0} : {data: this.shown, track: selected}
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

  /** Trails change with time and are drawn apart from the map: see canvas.ts. */
  get trails(): boolean {
    return this.look.trail > 0 && this.look.time !== null
  }

  render(gl: Gl, {defaultProjectionData}: CustomRenderMethodInput): void {
    if (!this.trails) this.draw(gl, defaultProjectionData.mainMatrix as unknown as ArrayLike<number>, 'map')
  }

  draw(gl: Gl, matrix: ArrayLike<number>, place: 'map' | 'trails'): void {
    if (!this.map || this.data.fixCount === 0 || this.look.opacity <= 0) return
    const gpu = (this.gpus[place] ??= new Gpu(gl))
    const data = this.shown
    this.collectSegments(gpu, data)
    const {lng, lat} = this.map.getCenter()
    const frame = new Frame(gpu, this, matrix, mercatorX(lng), mercatorY(lat))
    if (gpu.blot) this.drawDensity(frame, gpu, data)
    else frame.draw(data, gpu.main, this.window, this.look.opacity, {width: this.widthOf(gpu), faded: this.look.trail > 0 ? FADED : 1})
    this.tellDensity(gpu)
    const selected = this.selectedTrack
    if (selected) this.drawSelected(frame, gpu, selected.data, selected.track)
    gpu.keepOnly([this.data, data, selected?.data])
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

  /** The selected track is shown in full: its halo and what lies outside the window paler. */
  private drawSelected(frame: Frame, gpu: Gpu, data: TrackData, track: number): void {
    if (data !== gpu.selectedFrom?.data || track !== gpu.selectedFrom.track) {
      gpu.selectedFrom = {data, track}
      collect(oneTrack(data, track), everyFix(data, track), ALWAYS, null, this.selection)
      gpu.selected.upload(this.selection)
    }
    for (const {width, colour} of HALO[this.look.theme]) frame.draw(data, gpu.selected, ALWAYS, 1, {width, faded: 1, colour, unfiltered: true})
    frame.draw(data, gpu.selected, ALWAYS, 1, {width: SELECTED_WIDTH, faded: 1, unfiltered: true})
  }

  /** Counted anew only if the segments, the filter or the quantity changed. */
  private drawDensity(frame: Frame, gpu: Gpu, data: TrackData): void {
    const {range, quantity, opacity, theme} = this.look
    const raster = (gpu.raster ??= new DensityRaster(gpu.gl))
    const key = `${gpu.collections} ${range} ${quantity}`
    if (key !== gpu.counted) {
      gpu.counted = key
      raster.set(gpu.grid!, densityOf(data, this.segmentsOf(gpu, data), this.windowOf(data), range, gpu.grid!, quantity, this.worldsIn(gpu.collectedBox!)) as Float32Array<ArrayBuffer>)
    }
    frame.drawRaster(raster, opacity, theme)
  }

  private tellDensity({blot, raster, grid}: Gpu): void {
    const {quantity} = this.look
    const [before, now] = [this.density, blot && raster && grid ? {quantity, top: raster.top, cell: grid.cell} : null]
    if (before?.quantity === now?.quantity && before?.top === now?.top && before?.cell === now?.cell) return
    this.density = now
    this.densityChanged()
  }

  /** The list of segments is shared by the canvases: the other one may have written into it since. */
  private segmentsOf(gpu: Gpu, data: TrackData): Segments {
    if (this.segmentsFor !== gpu) this.fillSegments(gpu, data)
    return this.segments
  }

  /** Collects anew only if the level of detail or the window changed, or the view left what was collected. */
  private collectSegments(gpu: Gpu, data: TrackData): void {
    const level = Math.ceil(2 * this.map!.getZoom()) / 2
    const {from, to} = this.windowOf(data)
    const {mode} = this.look
    const key = `${level} ${from} ${to} ${mode}`
    const needed = this.view(0)
    if (key === gpu.collected && data === gpu.collectedFrom && gpu.collectedBox && holds(gpu.collectedBox, needed)) return
    gpu.collected = key
    gpu.collectedFrom = data
    gpu.collectedBox = this.view(MARGIN)
    gpu.collectedLevel = level
    gpu.collections++
    this.fillSegments(gpu, data)
    gpu.grid = gridOf(gpu.collectedBox, this.map!.getZoom())
    gpu.blot = mode === 'density' || (mode === 'auto'
      && isBlot(data, this.segments, gpu.grid, LINE_WIDTH * unitsPerPixel(this.map!.getZoom()), this.worldsIn(gpu.collectedBox), gpu.blot))
    if (!gpu.blot) gpu.main.upload(this.segments)
  }

  private fillSegments(gpu: Gpu, data: TrackData): void {
    const box = gpu.collectedBox!
    const boxes = [-2, -1, 0, 1, 2].map(world => ({...box, west: box.west + world * WORLD, east: box.east + world * WORLD}))
    collect(data, this.thin(data, gpu.collectedLevel), this.windowOf(data), boxes, this.segments)
    this.segmentsFor = gpu
  }

  /** What was left out before counts: both together stay within the tolerance. */
  private thin(data: TrackData, level: number): Thinned {
    let known = this.thinned.get(data)
    if (!known) this.thinned.set(data, (known = new Map()))
    let found = known.get(level)
    if (!found) {
      const [low, high] = this.look.ramp
      const tolerance = TOLERANCE * unitsPerPixel(level) - (data.level?.tolerance ?? 0)
      const rise = Math.max(10, (high - low) / 40)
      found = tolerance > 0 ? thin(data, tolerance, rise) : all(data)
      known.set(level, found)
    }
    return found
  }
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

function holds(outer: Box, inner: Box): boolean {
  return inner.west >= outer.west && inner.east <= outer.east && inner.north >= outer.north && inner.south <= outer.south
}

/** What of one layer lies on the graphics card. */
class Gpu {
  readonly programs: {thin: Program; wide: Program}
  readonly software: boolean
  readonly main: SegmentTexture
  readonly selected: SegmentTexture
  readonly quads: QuadIndices
  /** What `main` holds: level of detail and window, and the view's surroundings. */
  collected = ''
  collectedBox: Box | null = null
  collectedFrom: TrackData | null = null
  collectedLevel = 0
  collections = 0
  selectedFrom: {data: TrackData; track: number} | null = null
  /** The density, and for which collection it was counted. */
  raster: DensityRaster | null = null
  grid: Grid | null = null
  blot = false
  counted = ''
  private readonly fixes = new Map<TrackData, WebGLTexture>()
  private colours: WebGLTexture | null = null
  private theme: Theme | null = null

  constructor(readonly gl: Gl) {
    this.programs = buildPrograms(gl)
    this.software = drawsInSoftware(gl)
    this.main = new SegmentTexture(gl)
    this.selected = new SegmentTexture(gl)
    this.quads = new QuadIndices(gl)
  }

  fixesOf(data: TrackData): WebGLTexture {
    let texture = this.fixes.get(data)
    if (!texture) this.fixes.set(data, (texture = fixesTexture(this.gl, data)))
    return texture
  }

  /** Pieces that are not shown any more leave the graphics card. */
  keepOnly(shown: (TrackData | undefined)[]): void {
    for (const [data, texture] of this.fixes) {
      if (shown.includes(data)) continue
      this.gl.deleteTexture(texture)
      this.fixes.delete(data)
    }
  }

  coloursOf(theme: Theme): WebGLTexture {
    if (!this.colours || theme !== this.theme) {
      this.gl.deleteTexture(this.colours)
      this.colours = coloursTexture(this.gl, altitudeTexels(theme))
      this.theme = theme
    }
    return this.colours
  }

  destroy(): void {
    const {gl} = this
    for (const {program} of Object.values(this.programs)) gl.deleteProgram(program)
    this.keepOnly([])
    this.raster?.destroy()
    gl.deleteTexture(this.colours)
    this.main.destroy()
    this.selected.destroy()
    this.quads.destroy()
  }
}

interface Stroke {
  /** Pixels; 0 draws one-pixel lines. */
  width: number
  faded: number
  /** Instead of the colour of the height. */
  colour?: Rgba
  unfiltered?: boolean
}

/** One picture of one layer: the view's numbers, set for each stroke. */
class Frame {
  private readonly matrix: Float32Array

  constructor(private readonly gpu: Gpu, private readonly layer: TracksLayer, matrix: ArrayLike<number>, private readonly x: number, private readonly y: number) {
    this.matrix = localMatrix(matrix, x, y)
  }

  draw(data: TrackData, segments: SegmentTexture, window: Window, opacity: number, stroke: Stroke): void {
    if (segments.count === 0) return
    const {gl, programs, quads} = this.gpu
    const program = stroke.width > 0 ? programs.wide : programs.thin
    gl.useProgram(program.program)
    quads.bind(stroke.width > 0 ? segments.count : 0)
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
    gl.disable(gl.DEPTH_TEST)
    gl.disable(gl.STENCIL_TEST)
    gl.disable(gl.CULL_FACE)
    this.bindTextures(data, segments, program)
    this.setUniforms(program, window, opacity, stroke)
    for (const world of this.layer.worldsInView()) {
      gl.uniform2i(program.uniform('u_centre'), (Math.round(this.x * WORLD) - world * WORLD) | 0, Math.round(this.y * WORLD))
      if (stroke.width > 0) gl.drawElements(gl.TRIANGLES, 6 * segments.count, gl.UNSIGNED_INT, 0)
      else gl.drawArrays(gl.LINES, 0, 2 * segments.count)
    }
  }

  drawRaster(raster: DensityRaster, opacity: number, theme: Theme): void {
    raster.draw(this.matrix, this.x * WORLD, this.y * WORLD, opacity, theme)
  }

  private bindTextures(data: TrackData, segments: SegmentTexture, {uniform}: Program): void {
    const {gl} = this.gpu
    // making a texture binds it, so that it must come before the others
    const colours = this.gpu.coloursOf(this.layer.look.theme)
    const fixes = this.gpu.fixesOf(data)
    gl.activeTexture(gl.TEXTURE0)
    gl.bindTexture(gl.TEXTURE_2D, fixes)
    gl.activeTexture(gl.TEXTURE1)
    segments.bind()
    gl.activeTexture(gl.TEXTURE2)
    gl.bindTexture(gl.TEXTURE_2D, colours)
    gl.uniform1i(uniform('u_fixes'), 0)
    gl.uniform1i(uniform('u_segments'), 1)
    gl.uniform1i(uniform('u_colours'), 2)
  }

  private setUniforms({uniform}: Program, window: Window, opacity: number, stroke: Stroke): void {
    const {gl} = this.gpu
    const {range, ramp, theme} = this.layer.look
    const pixels = gl.drawingBufferWidth / (gl.canvas as HTMLCanvasElement).clientWidth || 1
    const filter = stroke.unfiltered ? null : range
    gl.uniformMatrix4fv(uniform('u_matrix'), false, this.matrix)
    gl.uniform2i(uniform('u_window'), window.from, window.to)
    gl.uniform3f(uniform('u_range'), filter ? filter[0] : 0, filter ? filter[1] : 0, filter ? 1 : 0)
    gl.uniform2f(uniform('u_ramp'), ramp[0], 1 / Math.max(1e-3, ramp[1] - ramp[0]))
    gl.uniform4f(uniform('u_unknown'), ...(UNKNOWN_HEIGHT[theme].map(c => c / 255) as [number, number, number]), 1)
    gl.uniform4f(uniform('u_colour'), ...(stroke.colour ?? ([0, 0, 0, 0] as const)))
    gl.uniform1f(uniform('u_faded'), stroke.faded)
    gl.uniform1f(uniform('u_opacity'), opacity)
    gl.uniform1f(uniform('u_width'), stroke.width * pixels)
    gl.uniform2f(uniform('u_viewport'), gl.drawingBufferWidth, gl.drawingBufferHeight)
  }
}
