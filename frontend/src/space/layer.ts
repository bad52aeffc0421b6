// What stands above the ground: airspaces as bodies, flights at their heights. One layer for all, so that the ground is drawn once.

import type {CustomLayerInterface, CustomRenderMethodInput, Map as MapLibre} from 'maplibre-gl'
import type {Item, Moment} from '../layers'
import {mercatorX, mercatorY} from '../mercator'
import {localMatrix} from '../screen'
import type {Screen} from '../screen'
import {link, type Program} from '../tracks/programs'
import {Bodies} from './bodies'
import type {Mesh} from './mesh'
import {BODY_ATTRIBUTES, BODY_FRAGMENT, BODY_VERTEX} from './shaders'

export const SPACE_LAYER = 'lagebild-space'

export interface SpaceLayerHost {
  items: () => Item[]
  moment: () => Moment
  /** Mercator units a metre is drawn high. */
  lift: () => number
  view: () => ReturnType<Screen['view']>
}

export class SpaceLayer implements CustomLayerInterface {
  readonly id = SPACE_LAYER
  readonly type = 'custom'
  readonly renderingMode = '3d'
  /** Meshes of the airspace layers by the id of their layer; what is missing is not drawn yet. */
  readonly meshes = new Map<string, Mesh>()
  private readonly bodies = new Map<string, {mesh: Mesh; bodies: Bodies}>()
  private map: MapLibre | null = null
  private program: Program | null = null
  private gl: WebGL2RenderingContext | null = null

  constructor(private readonly host: SpaceLayerHost) {}

  onAdd(map: MapLibre, gl: WebGL2RenderingContext): void {
    this.map = map
    this.gl = gl
    this.program = link(gl, BODY_VERTEX, BODY_FRAGMENT, BODY_ATTRIBUTES)
  }

  onRemove(): void {
    for (const {bodies} of this.bodies.values()) bodies.destroy()
    this.bodies.clear()
    if (this.program) this.gl?.deleteProgram(this.program.program)
    this.program = null
    this.map = null
  }

  render(gl: WebGL2RenderingContext, {defaultProjectionData}: CustomRenderMethodInput): void {
    const matrix = defaultProjectionData.mainMatrix as unknown as ArrayLike<number>
    const shown = this.host.items().filter(({visible, opacity}) => visible && opacity > 0)
    this.drawBodies(gl, shown, matrix)
    // flights last: what they pass through must not hide them
    for (const {tracks} of shown) tracks?.draw(gl, matrix, 'map', this.host.lift())
    gl.bindVertexArray(null)
    gl.activeTexture(gl.TEXTURE0)
  }

  private drawBodies(gl: WebGL2RenderingContext, shown: Item[], matrix: ArrayLike<number>): void {
    const {map, program, host} = this
    if (!map || !program) return
    const {lng, lat} = map.getCenter()
    const [x, y] = [mercatorX(lng), mercatorY(lat)]
    const {theme, time, range} = host.moment()
    gl.useProgram(program.program)
    gl.uniformMatrix4fv(program.uniform('u_matrix'), false, localMatrix(matrix, x, y))
    gl.uniform1f(program.uniform('u_lift'), host.lift())
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
    gl.enable(gl.DEPTH_TEST)
    gl.depthFunc(gl.LEQUAL)
    gl.depthMask(false)
    gl.disable(gl.CULL_FACE)
    gl.disable(gl.STENCIL_TEST)
    for (const {airspaces, opacity} of shown) {
      const bodies = airspaces && this.bodiesOf(gl, airspaces.id, airspaces.airspaces)
      if (bodies) bodies.draw(program, {theme, time, range, opacity, selected: airspaces.picked}, x, y, host.view())
    }
  }

  private bodiesOf(gl: WebGL2RenderingContext, id: string, airspaces: ConstructorParameters<typeof Bodies>[1]): Bodies | null {
    const mesh = this.meshes.get(id)
    if (!mesh) return null
    const known = this.bodies.get(id)
    if (known?.mesh === mesh) return known.bodies
    known?.bodies.destroy()
    const bodies = new Bodies(gl, airspaces, mesh)
    this.bodies.set(id, {mesh, bodies})
    return bodies
  }
}
