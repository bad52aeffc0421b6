// Draws one layer of tracks within MapLibre's own canvas.
//
// A custom layer, not a deck.gl one: deck.gl draws wide lines as instances, which software rendering handles one
// by one (97 s for a million vertices), and adds 0.7 MB of script and a second projection to every frame.

import type {CustomLayerInterface, CustomRenderMethodInput, Map as MapLibre} from 'maplibre-gl'
import {drawsInSoftware} from '../maplibre'
import {mercatorX, mercatorY, unitsPerPixel, WORLD} from '../mercator'
import {rampTexels, UNKNOWN_COLOUR} from '../palettes'
import type {Theme} from '../ramps'
import {localMatrix} from '../screen'
import type {SymbolSet} from '../symbols/sprites'
import {ticksOf, type TrackData} from './data'
import type {TrackFilter} from './filtering'
import {SOURCES, type Paint} from './paint'
import {buildPrograms, coloursTexture, fixesTexture, QuadIndices, SegmentTexture, valuesTexture, type Program} from './programs'
import {everyFix, keepChanges, thin, type Shown, type Thinned} from './thinning'
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
/** Around those selected together: less, for they may be many. */
const PICKED: Record<Theme, Rgba> = {light: [0.06, 0.1, 0.16, 0.85], dark: [1, 1, 1, 0.85]}
const PICKED_WIDTHS = {halo: 5.5, line: 2.4}
const FADED = 0.3
/** What terrain or airspaces cover stays visible by so much: nothing vanishes. */
const COVERED = 0.3
/** Metres by which a line may pass above or below a fix where heights are seen; on a flat map only colours show them. */
const RISE_IN_SPACE = 30

type Rgba = [red: number, green: number, blue: number, alpha: number]

export interface Look {
  theme: Theme
  opacity: number
  time: number | null
  trail: number
  /** The scale of the heights, m. */
  ramp: [low: number, high: number]
  paint: Paint
  filter: TrackFilter
  symbols: SymbolSet
  selected: number | null
  /** Whether the map is three-dimensional: flights are then drawn at their heights, by space/layer.ts. */
  space: boolean
  /** Where fixes are drawn in space if some heights are unknown, see lifting.ts. */
  drawn: Float32Array<ArrayBuffer> | null
  /** Selected with others. */
  picked: number[]
}

type Gl = WebGL2RenderingContext

export class TracksLayer implements CustomLayerInterface {
  readonly type = 'custom'
  readonly renderingMode = '2d'
  drawn = 0
  private map: MapLibre | null = null
  private gpus: {map?: Gpu; trails?: Gpu} = {}
  private readonly levels = new Map<number, Thinned>()
  private levelsOf: {values: Float32Array | null; passes: Uint8Array | null} = {values: null, passes: null}
  /** Counts what the levels were made for. */
  private detail = 0
  private readonly segments = new Segments()
  private readonly selection = new Segments()

  private readonly extent: [west: number, east: number]

  constructor(readonly id: string, readonly data: TrackData, public look: Look, private readonly view: (margin: number) => Box) {
    this.extent = extentOf(data)
  }

  onAdd(map: MapLibre): void {
    this.map = map
  }

  onRemove(): void {
    for (const gpu of Object.values(this.gpus)) gpu.destroy()
    this.gpus = {}
    this.map = null
  }

  /** What of the data is seen now. */
  get window(): Window {
    const {time, trail} = this.look
    if (time === null) return ALWAYS
    return trailWindow(ticksOf(this.data, time), (trail * 1000) / this.data.tick)
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
    const gpu = (this.gpus[place] ??= new Gpu(gl, this.data))
    this.collectSegments(gpu)
    const {lng, lat} = this.map.getCenter()
    const frame = new Frame(gpu, this, matrix, mercatorX(lng), mercatorY(lat), lift)
    frame.draw(gpu.main, this.window, this.look.opacity, {width: this.widthOf(gpu), faded: this.look.trail > 0 ? FADED : 1})
    this.drawPicked(frame, gpu)
    this.drawSelected(frame, gpu)
    this.drawn = gpu.main.count
    gl.bindVertexArray(null)
    gl.activeTexture(gl.TEXTURE0)
  }

  /** The copies of the world in which some of the data is in view; data may reach over the antimeridian. */
  worldsInView(): number[] {
    const {west, east} = this.view(0)
    return [-2, -1, 0, 1, 2].filter(world => this.extent[0] + world * WORLD <= east && this.extent[1] + world * WORLD >= west)
  }

  private widthOf(gpu: Gpu): number {
    return gpu.main.count <= MOST_WIDE[gpu.software ? 'software' : 'hardware'] ? LINE_WIDTH : 0
  }

  /** What is shown of those selected together. */
  private drawPicked(frame: Frame, gpu: Gpu): void {
    const {picked, theme} = this.look
    const level = levelOf(this.map!)
    if (picked !== gpu.picked.tracks || level !== gpu.picked.level) {
      gpu.picked.tracks = picked
      gpu.picked.level = level
      const {data, thinned} = someTracks(this.data, this.level(level), picked)
      gpu.picked.segments.upload(collect(data, thinned, ALWAYS, null, this.selection))
    }
    const {segments} = gpu.picked
    frame.draw(segments, this.window, 1, {width: PICKED_WIDTHS.halo, faded: 1, colour: PICKED[theme]})
    frame.draw(segments, this.window, 1, {width: PICKED_WIDTHS.line, faded: 1})
  }

  /** The selected track is shown in full: its halo and what lies outside the window paler. */
  private drawSelected(frame: Frame, gpu: Gpu): void {
    const {selected, theme} = this.look
    if (selected === null) return
    const {filter} = this.look
    if (selected !== gpu.selectedTrack || filter.key !== gpu.selectedFilter) {
      gpu.selectedTrack = selected
      gpu.selectedFilter = filter.key
      const tracks = filter.tracks && filter.tracks.subarray(selected)
      collect(oneTrack(this.data, selected), everyFix(this.data, selected), ALWAYS, null, this.selection, {...filter, tracks})
      gpu.selected.upload(this.selection)
    }
    for (const {width, colour} of HALO[theme]) frame.draw(gpu.selected, ALWAYS, 1, {width, faded: 1, colour})
    frame.draw(gpu.selected, ALWAYS, 1, {width: SELECTED_WIDTH, faded: 1})
  }

  /** Collects anew only if the level of detail or the window changed, or the view left what was collected. */
  private collectSegments(gpu: Gpu): void {
    const level = levelOf(this.map!)
    const {from, to} = this.window
    const {filter, space} = this.look
    const key = `${level} ${from} ${to} ${space} ${filter.key}`
    this.forgetLevels()
    const needed = this.view(0)
    if (key === gpu.collected && this.detail === gpu.detail && gpu.collectedBox && holds(gpu.collectedBox, needed)) return
    const box = this.view(MARGIN)
    const boxes = [-2, -1, 0, 1, 2].map(world => ({...box, west: box.west + world * WORLD, east: box.east + world * WORLD}))
    collect(this.data, this.level(level), {from, to}, boxes, this.segments, filter)
    gpu.main.upload(this.segments)
    gpu.collected = key
    gpu.detail = this.detail
    gpu.collectedBox = box
  }

  /** Levels depend on what is coloured and on the speeds that are shown. */
  private forgetLevels(): void {
    const {paint, filter} = this.look
    const values = paint.varies ? paint.values : null
    if (values === this.levelsOf.values && filter.passes === this.levelsOf.passes) return
    this.levelsOf = {values, passes: filter.passes}
    this.levels.clear()
    this.detail++
  }

  private level(level: number): Thinned {
    const {space, ramp: [low, high]} = this.look
    const key = space ? -level - 1 : level
    let found = this.levels.get(key)
    if (!found) {
      found = thin(this.data, TOLERANCE * unitsPerPixel(level), space ? RISE_IN_SPACE : Math.max(10, (high - low) / 40), shownOf(this.look.paint))
      const {passes} = this.look.filter
      if (passes) found = keepChanges(this.data, found, passes)
      this.levels.set(key, found)
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

function holds(outer: Box, inner: Box): boolean {
  return inner.west >= outer.west && inner.east <= outer.east && inner.north >= outer.north && inner.south <= outer.south
}

/** What of one layer lies on the graphics card. */
class Gpu {
  readonly programs: {thin: Program; wide: Program}
  readonly software: boolean
  readonly fixes: WebGLTexture
  readonly main: SegmentTexture
  readonly selected: SegmentTexture
  readonly quads: QuadIndices
  /** What `main` holds: level of detail and window, and the view's surroundings. */
  collected = ''
  collectedBox: Box | null = null
  detail = -1
  selectedTrack: number | null = null
  selectedFilter = ''
  readonly picked: {segments: SegmentTexture; tracks: number[]; level: number}
  private colours: WebGLTexture | null = null
  private coloursFor = ''
  private values: WebGLTexture | null = null
  private valuesFrom: Float32Array | null = null
  private heights: WebGLTexture | null = null
  private lifted: Float32Array | null = null

  constructor(readonly gl: Gl, data: TrackData) {
    this.programs = buildPrograms(gl)
    this.software = drawsInSoftware(gl)
    this.fixes = fixesTexture(gl, data)
    this.main = new SegmentTexture(gl)
    this.selected = new SegmentTexture(gl)
    this.picked = {segments: new SegmentTexture(gl), tracks: [], level: NaN}
    this.quads = new QuadIndices(gl)
  }

  coloursOf({ramp}: Paint, theme: Theme): WebGLTexture {
    const wanted = `${ramp} ${theme}`
    if (!this.colours || wanted !== this.coloursFor) {
      this.gl.deleteTexture(this.colours)
      this.colours = coloursTexture(this.gl, rampTexels(ramp, theme))
      this.coloursFor = wanted
    }
    return this.colours
  }

  /** null where every fix has its own height. */
  heightsOf(drawn: Float32Array<ArrayBuffer> | null): WebGLTexture | null {
    if (drawn !== this.lifted) {
      this.gl.deleteTexture(this.heights)
      this.heights = drawn && valuesTexture(this.gl, drawn)
      this.lifted = drawn
    }
    return this.heights
  }

  valuesOf({values}: Paint): WebGLTexture {
    if (!this.values || values !== this.valuesFrom) {
      this.gl.deleteTexture(this.values)
      this.values = valuesTexture(this.gl, values)
      this.valuesFrom = values
    }
    return this.values
  }

  destroy(): void {
    const {gl} = this
    for (const {program} of Object.values(this.programs)) gl.deleteProgram(program)
    gl.deleteTexture(this.fixes)
    gl.deleteTexture(this.colours)
    gl.deleteTexture(this.heights)
    gl.deleteTexture(this.values)
    this.main.destroy()
    this.selected.destroy()
    this.picked.segments.destroy()
    this.quads.destroy()
  }
}

interface Stroke {
  /** Pixels; 0 draws one-pixel lines. */
  width: number
  faded: number
  /** Instead of the colour of the value. */
  colour?: Rgba
}

/** One picture of one layer: the view's numbers, set for each stroke. */
class Frame {
  private readonly matrix: Float32Array

  constructor(private readonly gpu: Gpu, private readonly layer: TracksLayer, matrix: ArrayLike<number>, private readonly x: number, private readonly y: number,
              private readonly lift: number) {
    this.matrix = localMatrix(matrix, x, y)
  }

  draw(segments: SegmentTexture, window: Window, opacity: number, stroke: Stroke): void {
    if (segments.count === 0) return
    const {gl, programs, quads} = this.gpu
    const program = stroke.width > 0 ? programs.wide : programs.thin
    gl.useProgram(program.program)
    quads.bind(stroke.width > 0 ? segments.count : 0)
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
    gl.disable(gl.STENCIL_TEST)
    gl.disable(gl.CULL_FACE)
    gl.depthMask(false)
    this.bindTextures(segments, program)
    this.setUniforms(program, window, stroke)
    if (this.lift > 0) {
      gl.enable(gl.DEPTH_TEST)
      gl.depthFunc(gl.GREATER)
      this.drawWorlds(segments, program, opacity * COVERED, stroke)
      gl.depthFunc(gl.LEQUAL)
    } else gl.disable(gl.DEPTH_TEST)
    this.drawWorlds(segments, program, opacity, stroke)
  }

  private drawWorlds(segments: SegmentTexture, {uniform}: Program, opacity: number, stroke: Stroke): void {
    const {gl} = this.gpu
    gl.uniform1f(uniform('u_opacity'), opacity)
    for (const world of this.layer.worldsInView()) {
      gl.uniform2i(uniform('u_centre'), (Math.round(this.x * WORLD) - world * WORLD) | 0, Math.round(this.y * WORLD))
      if (stroke.width > 0) gl.drawElements(gl.TRIANGLES, 6 * segments.count, gl.UNSIGNED_INT, 0)
      else gl.drawArrays(gl.LINES, 0, 2 * segments.count)
    }
  }

  private bindTextures(segments: SegmentTexture, {uniform}: Program): void {
    const {gl} = this.gpu
    // making a texture binds it, so that it must come before the others
    const {paint, theme, drawn} = this.layer.look
    const colours = this.gpu.coloursOf(paint, theme)
    const values = this.gpu.valuesOf(paint)
    const heights = this.lift > 0 ? this.gpu.heightsOf(drawn) : null
    gl.activeTexture(gl.TEXTURE0)
    gl.bindTexture(gl.TEXTURE_2D, this.gpu.fixes)
    gl.activeTexture(gl.TEXTURE1)
    segments.bind()
    gl.activeTexture(gl.TEXTURE2)
    gl.bindTexture(gl.TEXTURE_2D, colours)
    gl.activeTexture(gl.TEXTURE3)
    gl.bindTexture(gl.TEXTURE_2D, values)
    gl.uniform1i(uniform('u_values'), 3)
    gl.uniform1i(uniform('u_fixes'), 0)
    gl.uniform1i(uniform('u_segments'), 1)
    gl.uniform1i(uniform('u_colours'), 2)
    gl.activeTexture(gl.TEXTURE3)
    gl.bindTexture(gl.TEXTURE_2D, heights)
    gl.uniform1i(uniform('u_heights'), 3)
    gl.uniform1i(uniform('u_drawn'), heights ? 1 : 0)
  }

  private setUniforms({uniform}: Program, window: Window, stroke: Stroke): void {
    const {gl} = this.gpu
    const {theme, paint, filter} = this.layer.look
    const {range, hours} = filter
    const [low, high] = scaleIn(this.layer.data, paint)
    const pixels = gl.drawingBufferWidth / (gl.canvas as HTMLCanvasElement).clientWidth || 1
    gl.uniformMatrix4fv(uniform('u_matrix'), false, this.matrix)
    gl.uniform2i(uniform('u_window'), window.from, window.to)
    gl.uniform3f(uniform('u_range'), range ? range[0] : 0, range ? range[1] : 0, range ? (filter.unknown ? 1 : 2) : 0)
    gl.uniform3i(uniform('u_hours'), hours?.from ?? 0, hours?.length ?? 0, hours?.day ?? 1)
    gl.uniform1i(uniform('u_source'), !paint.values && (paint.source === 'number' || paint.source === 'category') ? -1 : SOURCES.indexOf(paint.source))
    gl.uniform1f(uniform('u_tick'), this.layer.data.tick / 1000)
    gl.uniform2f(uniform('u_ramp'), low, 1 / Math.max(1e-6, high - low))
    gl.uniform4f(uniform('u_unknown'), ...(UNKNOWN_COLOUR[theme].map(c => c / 255) as [number, number, number]), 1)
    gl.uniform4f(uniform('u_colour'), ...(stroke.colour ?? ([0, 0, 0, 0] as const)))
    gl.uniform1f(uniform('u_faded'), stroke.faded)
    gl.uniform1f(uniform('u_lift'), this.lift)
    gl.uniform1f(uniform('u_width'), stroke.width * pixels)
    gl.uniform2f(uniform('u_viewport'), gl.drawingBufferWidth, gl.drawingBufferHeight)
  }
}

/** The ramp's ends as the shader counts: times in ticks. */
function scaleIn(data: TrackData, {source, scale: [low, high]}: Paint): [number, number] {
  return source === 'time' ? [ticksOf(data, low), ticksOf(data, high)] : [low, high]
}
