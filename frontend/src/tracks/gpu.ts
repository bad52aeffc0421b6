// What of one layer of tracks lies on a graphics card.

import {drawsInSoftware} from '../maplibre'
import {rampTexels} from '../palettes'
import type {Theme} from '../ramps'
import type {TrackData} from './data'
import type {Grid} from './density'
import {DensityRaster} from './density-raster'
import type {Paint} from './paint'
import {buildPrograms, coloursTexture, fixesTexture, QuadIndices, SegmentTexture, valuesTexture, type Program} from './programs'
import type {Thinned} from './thinning'
import type {Box} from './window'

type Gl = WebGL2RenderingContext

/** Textures by what they were made from; what one picture did not need leaves the graphics card. */
class Textures<Source extends object> {
  private readonly made = new Map<Source, WebGLTexture>()
  private readonly used = new Set<Source>()

  constructor(private readonly gl: Gl, private readonly make: (source: Source) => WebGLTexture) {}

  of(source: Source): WebGLTexture {
    this.used.add(source)
    let texture = this.made.get(source)
    if (!texture) this.made.set(source, (texture = this.make(source)))
    return texture
  }

  sweep(kept: (Source | null | undefined)[] = []): void {
    for (const [source, texture] of this.made) {
      if (this.used.has(source) || kept.includes(source)) continue
      this.gl.deleteTexture(texture)
      this.made.delete(source)
    }
    this.used.clear()
  }
}

export class Gpu {
  readonly programs: {thin: Program; wide: Program}
  readonly software: boolean
  readonly main: SegmentTexture
  readonly selected: SegmentTexture
  readonly quads: QuadIndices
  /** What `main` holds: level of detail and window, the view's surroundings, the piece and how it was thinned. */
  collected = ''
  collectedBox: Box | null = null
  collectedFrom: TrackData | null = null
  collectedThinned: Thinned | null = null
  collections = 0
  /** What `selected` holds. */
  selectedFrom: {data: TrackData; track: number; filter: string} | null = null
  readonly picked: {segments: SegmentTexture; tracks: number[]; thinned: Thinned | null}
  /** The density, and for which collection it was counted. */
  raster: DensityRaster | null = null
  grid: Grid | null = null
  blot = false
  counted = ''
  private readonly fixes: Textures<TrackData>
  private readonly numbers: Textures<Float32Array>
  private readonly nothing: WebGLTexture
  private colours: WebGLTexture | null = null
  private coloursFor = ''

  constructor(readonly gl: Gl) {
    this.programs = buildPrograms(gl)
    this.software = drawsInSoftware(gl)
    this.main = new SegmentTexture(gl)
    this.selected = new SegmentTexture(gl)
    this.picked = {segments: new SegmentTexture(gl), tracks: [], thinned: null}
    this.quads = new QuadIndices(gl)
    this.fixes = new Textures(gl, data => fixesTexture(gl, data))
    this.numbers = new Textures(gl, values => valuesTexture(gl, values))
    this.nothing = valuesTexture(gl, null)
  }

  fixesOf(data: TrackData): WebGLTexture {
    return this.fixes.of(data)
  }

  /** One number a fix: of a paint, or the heights at which fixes are drawn. */
  numbersOf(values: Float32Array | null): WebGLTexture {
    return values ? this.numbers.of(values) : this.nothing
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

  /** A picture is done; `first` is always needed again. */
  sweep(first: TrackData): void {
    this.fixes.sweep([first])
    this.numbers.sweep()
  }

  destroy(): void {
    const {gl} = this
    for (const {program} of Object.values(this.programs)) gl.deleteProgram(program)
    for (const textures of [this.fixes, this.numbers]) {
      textures.sweep() // what the last picture used is now unused
      textures.sweep()
    }
    this.raster?.destroy()
    gl.deleteTexture(this.colours)
    gl.deleteTexture(this.nothing)
    this.main.destroy()
    this.selected.destroy()
    this.picked.segments.destroy()
    this.quads.destroy()
  }
}
