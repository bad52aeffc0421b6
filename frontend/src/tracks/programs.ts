// WebGL programs, textures and buffers of the tracks.

import {ROW, STRIDE, type TrackData} from './data'
import {THIN_FRAGMENT, THIN_VERTEX, WIDE_FRAGMENT, WIDE_VERTEX} from './shaders'
import type {Segments} from './window'

/** Segments in one row of their texture; the shader shifts by 11 bits. */
const SEGMENT_ROW = 2048

type Gl = WebGL2RenderingContext

export interface Program {
  program: WebGLProgram
  uniform: (name: string) => WebGLUniformLocation | null
}

export function buildPrograms(gl: Gl): {thin: Program; wide: Program} {
  return {thin: link(gl, THIN_VERTEX, THIN_FRAGMENT), wide: link(gl, WIDE_VERTEX, WIDE_FRAGMENT)}
}

export function link(gl: Gl, vertex: string, fragment: string): Program {
  const program = gl.createProgram()
  for (const [type, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]] as const) {
    const shader = gl.createShader(type)
    if (!shader) throw new Error('the graphics context was lost')
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(`shader: ${gl.getShaderInfoLog(shader)}`)
    gl.deleteShader(shader)
  }
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(`program: ${gl.getProgramInfoLog(program)}`)
  const locations = new Map<string, WebGLUniformLocation | null>()
  const uniform = (name: string) => {
    if (!locations.has(name)) locations.set(name, gl.getUniformLocation(program, name))
    return locations.get(name) ?? null
  }
  return {program, uniform}
}

/** Uploading depends on settings which MapLibre leaves as it last needed them. */
function plainUploads(gl: Gl): void {
  gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false)
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false)
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4)
  gl.bindBuffer(gl.PIXEL_UNPACK_BUFFER, null)
}

export function newTexture(gl: Gl, filter: number): WebGLTexture {
  const texture = gl.createTexture()
  gl.bindTexture(gl.TEXTURE_2D, texture)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, filter)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, filter)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE)
  plainUploads(gl)
  return texture
}

export function fixesTexture(gl: Gl, data: TrackData): WebGLTexture {
  const rows = data.fixes.length / (ROW * STRIDE)
  const limit = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number
  if (rows > limit) throw new Error(`${data.fixCount} fixes are more than this graphics card holds (${limit * ROW})`)
  const texture = newTexture(gl, gl.NEAREST)
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32I, ROW, rows, 0, gl.RGBA_INTEGER, gl.INT, data.fixes)
  return texture
}

export function coloursTexture(gl: Gl, texels: Uint8Array): WebGLTexture {
  const texture = newTexture(gl, gl.LINEAR)
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, texels.length / 4, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, texels)
  return texture
}

/** The segments to draw, on the graphics card. */
export class SegmentTexture {
  count = 0
  private rows = 0
  private texture: WebGLTexture | null = null

  constructor(private readonly gl: Gl) {}

  upload({pairs, count}: Segments): void {
    const {gl} = this
    this.count = count
    if (count === 0) return
    const rows = Math.ceil(count / SEGMENT_ROW)
    if (!this.texture || rows > this.rows) this.allocate(pairs.length / 2 / SEGMENT_ROW)
    else {
      gl.bindTexture(gl.TEXTURE_2D, this.texture)
      plainUploads(gl)
    }
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, SEGMENT_ROW, rows, gl.RG_INTEGER, gl.UNSIGNED_INT, pairs.subarray(0, rows * SEGMENT_ROW * 2))
  }

  bind(): void {
    this.gl.bindTexture(this.gl.TEXTURE_2D, this.texture)
  }

  destroy(): void {
    this.gl.deleteTexture(this.texture)
    this.texture = null
  }

  private allocate(rows: number): void {
    this.destroy()
    this.texture = newTexture(this.gl, this.gl.NEAREST)
    this.gl.texStorage2D(this.gl.TEXTURE_2D, 1, this.gl.RG32UI, SEGMENT_ROW, rows)
    this.rows = rows
  }
}

/** Two triangles for each group of four vertices; the vertices themselves come from their numbers alone. */
export class QuadIndices {
  private capacity = 0
  private readonly vertices: WebGLVertexArrayObject
  private readonly buffer: WebGLBuffer

  constructor(private readonly gl: Gl) {
    this.vertices = gl.createVertexArray()
    this.buffer = gl.createBuffer()
  }

  /** Bind the vertex array, with indices for at least `count` quads. */
  bind(count: number): void {
    const {gl} = this
    gl.bindVertexArray(this.vertices)
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.buffer)
    if (count <= this.capacity) return
    this.capacity = Math.max(4096, 2 ** Math.ceil(Math.log2(count)))
    const indices = new Uint32Array(6 * this.capacity)
    for (let quad = 0; quad < this.capacity; quad++) {
      const v = 4 * quad
      indices.set([v, v + 1, v + 2, v + 2, v + 1, v + 3], 6 * quad)
    }
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indices, gl.STATIC_DRAW)
  }

  destroy(): void {
    this.gl.deleteVertexArray(this.vertices)
    this.gl.deleteBuffer(this.buffer)
  }
}
