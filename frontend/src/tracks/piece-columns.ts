// Columns for the finer pieces of a large layer: asked for tile by tile, as the pieces themselves were.

import type {Container, Numbers} from '../columns'
import {columnResource, valuesOf, type ColumnMeta, type ColumnValues} from './column-values'
import type {TrackData} from './data'
import {Recent} from './recent'
import {lowerBound} from './thinning'

/** Columns of tiles are kept until they have so many values together, of four bytes at most. */
const MOST_KEPT = 1_500_000

export interface PieceColumnsHost {
  /** What a column's resources lie under. */
  valuesOf: (column: string) => string
  load: (name: string) => Promise<Container<ColumnMeta>>
  /** One has arrived. */
  changed: () => void
  failed: (error: Error) => void
}

interface Wanted {
  values: string
  column: string
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
    const values = this.host.valuesOf(column)
    const key = columnResource(values, '', column)
    if (!columns.has(key)) {
      columns.set(key, null)
      void this.fetch(piece, {values, column}, found => columns.set(key, found))
    }
    return columns.get(key)!
  }

  private async fetch({parts = [], numbers = new Uint32Array(0)}: TrackData, wanted: Wanted, keep: (found: ColumnValues | null) => void): Promise<void> {
    const {changed, failed} = this.host
    try {
      const found = await Promise.all(parts.map(({name}) => this.part(name, wanted)))
      keep(joined(found, parts, numbers))
      changed()
    } catch (error) {
      failed(error instanceof Error ? error : new Error(String(error)))
    }
  }

  private async part(name: string, {values, column}: Wanted): Promise<ColumnValues> {
    const wanted = columnResource(values, name, column)
    const known = this.fetched.get(wanted)
    if (known) return known
    const found = valuesOf(await this.host.load(wanted))
    this.fetched.set(wanted, found, 1 + (found.kind === 'number' ? found.values : found.codes).length)
    return found
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
