// Draws a density grid: one rectangle with a texture of a texel a cell.

import type {Theme} from '../ramps'
import type {Grid} from './density'
import {topOf} from './density'
import {densityTexels} from './density-ramp'
import {link, newTexture, type Program} from './programs'

const VERTEX = `#version 300 es
precision highp float;
uniform mat4 u_matrix;
uniform vec4 u_box;  // west, north, east, south, relative to the centre
out vec2 v_place;
void main() {
  v_place = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
  gl_Position = u_matrix * vec4(mix(u_box.xy, u_box.zw, v_place), 0.0, 1.0);
}`

const FRAGMENT = `#version 300 es
precision highp float;
uniform sampler2D u_cells;
uniform float u_opacity;
in vec2 v_place;
out vec4 colour;
void main() { colour = texture(u_cells, v_place) * u_opacity; }`

export class DensityRaster {
  private readonly program: Program
  private texture: WebGLTexture | null = null
  private grid: Grid | null = null
  private cells = new Float32Array(0)
  private theme: Theme | null = null
  /** Upper end of the colour scale. */
  top = 1

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.program = link(gl, VERTEX, FRAGMENT)
  }

  set(grid: Grid, cells: Float32Array<ArrayBuffer>): void {
    this.grid = grid
    this.cells = cells
    this.top = topOf(cells)
    this.theme = null
  }

  /** `x`, `y`: the map's centre, units of mercator.WORLD, which is the origin of `matrix`. */
  draw(matrix: Float32Array, x: number, y: number, opacity: number, theme: Theme): void {
    const {gl, grid} = this
    if (!grid) return
    if (theme !== this.theme) this.upload(grid, theme)
    const {uniform} = this.program
    gl.useProgram(this.program.program)
    gl.bindVertexArray(null)
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
    for (const test of [gl.DEPTH_TEST, gl.STENCIL_TEST, gl.CULL_FACE]) gl.disable(test)
    gl.activeTexture(gl.TEXTURE0)
    gl.bindTexture(gl.TEXTURE_2D, this.texture)
    gl.uniform1i(uniform('u_cells'), 0)
    gl.uniformMatrix4fv(uniform('u_matrix'), false, matrix)
    const {cell, west, north, columns, rows} = grid
    gl.uniform4f(uniform('u_box'), west * cell - x, north * cell - y, (west + columns) * cell - x, (north + rows) * cell - y)
    gl.uniform1f(uniform('u_opacity'), opacity)
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4)
  }

  destroy(): void {
    this.gl.deleteProgram(this.program.program)
    this.gl.deleteTexture(this.texture)
  }

  private upload({columns, rows}: Grid, theme: Theme): void {
    const {gl} = this
    gl.deleteTexture(this.texture)
    this.texture = newTexture(gl, gl.NEAREST)
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, columns, rows, 0, gl.RGBA, gl.UNSIGNED_BYTE, densityTexels(this.cells, this.top, theme))
    this.theme = theme
  }
}
