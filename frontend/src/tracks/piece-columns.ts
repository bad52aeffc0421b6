// Columns for the finer pieces of a large layer: asked for tile by tile, as the pieces themselves were.

import type {Container, Numbers} from '../columns'
import {columnResource, valuesOf, type ColumnMeta, type ColumnValues} from './column-values'
import type {TrackData} from './data'
import {Recent} from './recent'
import {lowerBound} from './thinning'

/** Columns of tiles are kept until they have so many values together, of four bytes at most. */
const MOST_KEPT = 1_500_000

export interface PieceColumnsHost {
  /** The layer's resource. */
  resource: string
  load: (name: string) => Promise<Container<ColumnMeta>>
  /** One has arrived. */
  changed: () => void
  failed: (error: Error) => void
}

export class PieceColumns {
  /** null: on its way, or it could not be had, which is said once. */
  private readonly known = new WeakMap<TrackData, Map<string, ColumnValues | null>>()

  private readonly fetched = new Recent<ColumnValues>(MOST_KEPT)

  constructor(private readonly host: PieceColumnsHost) {}

  /** A column of the piece's fixes; null as long as it is not there. */
  of(piece: TrackData, column: string): ColumnValues | null {
    let columns = this.known.get(piece)
    if (!columns) this.known.set(piece, (columns = new Map()))
    if (!columns.has(column)) {
      columns.set(column, null)
      void this.fetch(piece, column, columns)
    }
    return columns.get(column)!
  }

  private async fetch({parts = [], numbers = new Uint32Array(0)}: TrackData, column: string, columns: Map<string, ColumnValues | null>): Promise<void> {
    const {changed, failed} = this.host
    try {
      const found = await Promise.all(parts.map(({name}) => this.part(name, column)))
      columns.set(column, joined(found, parts, numbers))
      changed()
    } catch (error) {
      failed(error instanceof Error ? error : new Error(String(error)))
    }
  }

  private async part(name: string, column: string): Promise<ColumnValues> {
    const {resource, load} = this.host
    const wanted = columnResource(resource, name, column)
    const known = this.fetched.get(wanted)
    if (known) return known
    const values = valuesOf(await load(wanted))
    this.fetched.set(wanted, values, 1 + (values.kind === 'number' ? values.values : values.codes).length)
    return values
  }
}

/** One value for each fix of the piece, out of what its parts say of theirs. */
function joined(found: ColumnValues[], parts: {fix: Numbers}[], numbers: Numbers): ColumnValues | null {
  const [first] = found
  if (!first) return null
  const values = first.kind === 'number' ? new Float32Array(numbers.length).fill(NaN) : new Uint8Array(numbers.length).fill(255)
  found.forEach((column, part) => {
    const {fix} = parts[part]
    const given = column.kind === 'number' ? column.values : column.codes
    for (let i = 0; i < fix.length; i++) {
      const place = lowerBound(numbers, fix[i])
      if (numbers[place] === fix[i]) values[place] = given[i]
    }
  })
  return first.kind === 'number' ? {kind: 'number', values} : {...first, codes: values}
}
