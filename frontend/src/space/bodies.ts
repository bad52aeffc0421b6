// The airspaces of one layer as bodies on the graphics card: their mesh once, their looks whenever they change.

import type {Activity, Airspace} from '../airspaces/data'
import {activityAt, withinHeights} from '../airspaces/data'
import {FAMILIES, familyColour} from '../airspaces/families'
import {STRENGTH} from '../airspaces/strength'
import {mercatorX, WORLD} from '../mercator'
import {type Rgb, type Theme} from '../ramps'
import {newTexture, type Program} from '../tracks/programs'
import type {Mesh} from './mesh'

/** Airspaces in one row of the texture of looks; the shader shifts by 10 bits. */
const ROW = 1024
/** Texels of an airspace, one above the other: faces, edges, pattern. */
const ASPECTS = 3
/** Patterns of the edges, as outlines on the flat map have them: whole, dashed, dotted. */
const PATTERNS: Record<Activity, number> = {active: 0, inactive: 1, unknown: 2}
/** Walls and faces lie over each other several times. */
const FACE = 0.9
const SELECTED_FACE = 0.3

export interface BodyLook {
  theme: Theme
  opacity: number
  time: number | null
  range: [number, number] | null
  selected: number[]
}

/** Texels of the looks: what is not shown has no opacity. */
export function looksOf(airspaces: Airspace[], look: BodyLook): Uint8Array<ArrayBuffer> {
  const rows = Math.max(1, Math.ceil(airspaces.length / ROW))
  const texels = new Uint8Array(rows * ASPECTS * ROW * 4)
  const put = (index: number, aspect: number, [red, green, blue]: Rgb, alpha: number) => {
    texels.set([red, green, blue, Math.round(255 * Math.min(1, alpha))], 4 * ((Math.floor(index / ROW) * ASPECTS + aspect) * ROW + (index % ROW)))
  }
  for (const airspace of airspaces) {
    if (!withinHeights(airspace, look.range)) continue
    const {index, family} = airspace
    const activity = activityAt(airspace, look.time)
    const colour = familyColour(family, look.theme)
    const selected = look.selected.includes(index)
    put(index, 0, colour, selected ? SELECTED_FACE : look.opacity * FACE * FAMILIES[family].fill * STRENGTH[activity].fill)
    put(index, 1, colour, selected ? 1 : look.opacity * STRENGTH[activity].line)
    put(index, 2, [PATTERNS[activity], 0, 0], 1)
  }
  return texels
}

export class Bodies {
  private readonly vertices: WebGLVertexArrayObject
  private readonly buffers: WebGLBuffer[] = []
  private readonly triangleCount: number
  private readonly edgeCount: number
  private readonly looks: WebGLTexture
  private shown = new Uint8Array(0)
  private readonly extent: [west: number, east: number]

  constructor(private readonly gl: WebGL2RenderingContext, private readonly airspaces: Airspace[], mesh: Mesh) {
    this.vertices = gl.createVertexArray()
    gl.bindVertexArray(this.vertices)
    this.attribute(0, mesh.places, 2)
    this.attribute(1, mesh.heights, 1)
    this.attribute(2, mesh.shares, 1)
    this.attribute(3, mesh.owners, 1)
    this.upload(gl.ELEMENT_ARRAY_BUFFER, joined(mesh.triangles, mesh.edges))
    gl.bindVertexArray(null)
    this.triangleCount = mesh.triangles.length
    this.edgeCount = mesh.edges.length
    this.looks = newTexture(gl, gl.NEAREST)
    this.extent = [Math.min(...airspaces.map(({west}) => mercatorX(west) * WORLD)), Math.max(...airspaces.map(({east}) => mercatorX(east) * WORLD))]
  }

  /** `x`, `y`: the map's centre (mercator 0..1); `west`, `east` bound the view, in units of WORLD. */
  draw({program, uniform}: Program, look: BodyLook, x: number, y: number, {west, east}: {west: number; east: number}): void {
    const {gl} = this
    gl.useProgram(program)
    gl.activeTexture(gl.TEXTURE0)
    this.setLooks(looksOf(this.airspaces, look))
    gl.uniform1i(uniform('u_looks'), 0)
    gl.bindVertexArray(this.vertices)
    for (const world of [-2, -1, 0, 1, 2]) {
      if (this.extent[0] + world * WORLD > east || this.extent[1] + world * WORLD < west) continue
      gl.uniform2i(uniform('u_centre'), (Math.round(x * WORLD) - world * WORLD) | 0, Math.round(y * WORLD))
      gl.uniform1i(uniform('u_aspect'), 0)
      gl.drawElements(gl.TRIANGLES, this.triangleCount, gl.UNSIGNED_INT, 0)
      gl.uniform1i(uniform('u_aspect'), 1)
      gl.drawElements(gl.LINES, this.edgeCount, gl.UNSIGNED_INT, 4 * this.triangleCount)
    }
    gl.bindVertexArray(null)
  }

  destroy(): void {
    const {gl} = this
    gl.deleteVertexArray(this.vertices)
    for (const buffer of this.buffers) gl.deleteBuffer(buffer)
    gl.deleteTexture(this.looks)
  }

  private setLooks(texels: Uint8Array<ArrayBuffer>): void {
    const {gl} = this
    gl.bindTexture(gl.TEXTURE_2D, this.looks)
    if (texels.length === this.shown.length && texels.every((value, i) => value === this.shown[i])) return
    this.shown = texels
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, ROW, texels.length / 4 / ROW, 0, gl.RGBA, gl.UNSIGNED_BYTE, texels)
  }

  private attribute(location: number, values: Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>, size: number): void {
    const {gl} = this
    this.upload(gl.ARRAY_BUFFER, values)
    gl.enableVertexAttribArray(location)
    if (values instanceof Float32Array) gl.vertexAttribPointer(location, size, gl.FLOAT, false, 0, 0)
    else gl.vertexAttribIPointer(location, size, values instanceof Int32Array ? gl.INT : gl.UNSIGNED_INT, 0, 0)
  }

  private upload(target: number, values: AllowSharedBufferSource): void {
    const buffer = this.gl.createBuffer()
    this.buffers.push(buffer)
    this.gl.bindBuffer(target, buffer)
    this.gl.bufferData(target, values, this.gl.STATIC_DRAW)
  }
}

function joined(a: Uint32Array, b: Uint32Array): Uint32Array<ArrayBuffer> {
  const both = new Uint32Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
