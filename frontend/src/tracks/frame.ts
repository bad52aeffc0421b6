// One picture of one layer of tracks: the view's numbers, set for each stroke.

import {WORLD} from '../mercator'
import {UNKNOWN_COLOUR} from '../palettes'
import type {Theme} from '../ramps'
import {localMatrix} from '../screen'
import {ticksOf, type TrackData} from './data'
import type {DensityRaster} from './density-raster'
import type {Gpu} from './gpu'
import type {Look} from './look'
import {SOURCES, type Paint} from './paint'
import type {Program, SegmentTexture} from './programs'
import type {Window} from './window'

/** What terrain or airspaces cover stays visible by so much: nothing vanishes. */
const COVERED = 0.3

export type Rgba = [red: number, green: number, blue: number, alpha: number]

export interface Stroke {
  /** Pixels; 0 draws one-pixel lines. */
  width: number
  faded: number
  /** Instead of the colour of the value. */
  colour?: Rgba
}

/** A piece, and how it is to be seen. */
export interface Seen {
  data: TrackData
  look: Look
}

export class Frame {
  private readonly matrix: Float32Array

  /** `x`, `y`: the map's centre (mercator 0..1); `lift`: mercator units a metre is drawn high, 0 on a flat map. */
  constructor(private readonly gpu: Gpu, private readonly worlds: number[], matrix: ArrayLike<number>, private readonly x: number, private readonly y: number, private readonly lift: number) {
    this.matrix = localMatrix(matrix, x, y)
  }

  draw(seen: Seen, segments: SegmentTexture, window: Window, opacity: number, stroke: Stroke): void {
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
    this.bindTextures(seen, segments, program)
    this.setUniforms(seen, program, window, stroke)
    if (this.lift > 0) {
      gl.enable(gl.DEPTH_TEST)
      gl.depthFunc(gl.GREATER)
      this.drawWorlds(segments, program, opacity * COVERED, stroke)
      gl.depthFunc(gl.LEQUAL)
    } else gl.disable(gl.DEPTH_TEST)
    this.drawWorlds(segments, program, opacity, stroke)
  }

  drawRaster(raster: DensityRaster, opacity: number, theme: Theme): void {
    raster.draw(this.matrix, this.x * WORLD, this.y * WORLD, opacity, theme)
  }

  private drawWorlds(segments: SegmentTexture, {uniform}: Program, opacity: number, stroke: Stroke): void {
    const {gl} = this.gpu
    gl.uniform1f(uniform('u_opacity'), opacity)
    for (const world of this.worlds) {
      gl.uniform2i(uniform('u_centre'), (Math.round(this.x * WORLD) - world * WORLD) | 0, Math.round(this.y * WORLD))
      if (stroke.width > 0) gl.drawElements(gl.TRIANGLES, 6 * segments.count, gl.UNSIGNED_INT, 0)
      else gl.drawArrays(gl.LINES, 0, 2 * segments.count)
    }
  }

  private bindTextures({data, look: {paint, theme, drawn}}: Seen, segments: SegmentTexture, {uniform}: Program): void {
    const {gl, gpu} = {gl: this.gpu.gl, gpu: this.gpu}
    // making a texture binds it, so that all must be made before the first is bound
    const textures = [
      ['u_fixes', gpu.fixesOf(data)], ['u_colours', gpu.coloursOf(paint, theme)], ['u_values', gpu.numbersOf(paint.values)],
      ['u_heights', gpu.numbersOf(this.lift > 0 ? drawn : null)],
    ] as const
    textures.forEach(([name, texture], unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit)
      gl.bindTexture(gl.TEXTURE_2D, texture)
      gl.uniform1i(uniform(name), unit)
    })
    gl.activeTexture(gl.TEXTURE0 + textures.length)
    segments.bind()
    gl.uniform1i(uniform('u_segments'), textures.length)
    gl.uniform1i(uniform('u_drawn'), this.lift > 0 && drawn ? 1 : 0)
  }

  private setUniforms({data, look: {theme, paint, filter}}: Seen, {uniform}: Program, window: Window, stroke: Stroke): void {
    const {gl} = this.gpu
    const {range, hours} = filter
    const [low, high] = scaleIn(data, paint)
    const pixels = gl.drawingBufferWidth / (gl.canvas as HTMLCanvasElement).clientWidth || 1
    gl.uniformMatrix4fv(uniform('u_matrix'), false, this.matrix)
    gl.uniform2i(uniform('u_window'), window.from, window.to)
    gl.uniform3f(uniform('u_range'), range ? range[0] : 0, range ? range[1] : 0, range ? (filter.unknown ? 1 : 2) : 0)
    gl.uniform3i(uniform('u_hours'), hours?.from ?? 0, hours?.length ?? 0, hours?.day ?? 1)
    gl.uniform1i(uniform('u_source'), !paint.values && (paint.source === 'number' || paint.source === 'category') ? -1 : SOURCES.indexOf(paint.source))
    gl.uniform1f(uniform('u_tick'), data.tick / 1000)
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
