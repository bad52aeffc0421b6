// Keeps the tracks' colours in line with what is chosen: fetches columns once, and lets the latest choice win.

import type {Quantity} from '../quantities'
import type {ColourColumn, TracksSpec} from '../scene'
import type {Transport} from '../transport'
import type {Units} from '../units'
import {columnOf, paintsFor} from './colouring'
import {columnResource, valuesBelow, valuesOf, type ColumnMeta, type ColumnValues} from './column-values'
import type {TracksLayer} from './layer'

export interface PaintingHost {
  transport: Pick<Transport, 'resource'>
  colourBy: () => string
  units: () => Units
  tracks: () => {spec: TracksSpec; tracks: TracksLayer}[]
  columnsOf: (spec: TracksSpec) => ColourColumn[]
  failed: (name: string, error: Error) => void
  changed: () => void
}

export class Painting {
  private readonly columns = new Map<string, Promise<ColumnValues | null>>()
  private asked = 0

  constructor(private readonly host: PaintingHost) {}

  /** The choice, a unit or the layers changed. */
  async update(): Promise<void> {
    const mine = ++this.asked
    const {host} = this
    const [by, layers] = [host.colourBy(), host.tracks()]
    const name = columnOf(by)
    const columns = name === null ? [] : await Promise.all(layers.map(({spec}) => this.column(spec, name)))
    if (mine !== this.asked) return
    const quantity = (layers.flatMap(({spec}) => host.columnsOf(spec)).find(column => column.name === name)?.quantity ?? '') as Quantity
    const paints = paintsFor(by, layers.map(({tracks}, i) => ({data: tracks.data, column: columns[i]})), quantity, host.units())
    layers.forEach(({tracks: {look}}, i) => {
      look.paint = paints[i].source === 'height' ? {...paints[i], scale: look.ramp} : paints[i]
    })
    host.changed()
  }

  private column(spec: TracksSpec, name: string): Promise<ColumnValues | null> {
    const known = this.host.columnsOf(spec).find(column => column.name === name)
    if (!known) return Promise.resolve(null)
    const resource = columnResource(known.values ?? valuesBelow(spec.resource), 'first', name)
    let arriving = this.columns.get(resource)
    if (!arriving) {
      arriving = this.host.transport.resource<ColumnMeta>(resource).then(valuesOf)
      this.columns.set(resource, arriving)
    }
    return arriving.catch(error => {
      this.columns.delete(resource) // the next choice may try again
      this.host.failed(spec.name, error instanceof Error ? error : new Error(String(error)))
      return null
    })
  }
}
