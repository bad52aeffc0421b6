// The look of a layer on one of its finer pieces: colours, filters and heights are worked out on the piece's own fixes.

import {columnOf} from './colouring'
import type {ColumnValues} from './column-values'
import {speedsOf} from './motion'
import {UNKNOWN_VALUE, type Paint} from './paint'
import type {TrackData} from './data'
import {NO_FILTER, resolve, type TrackFilter} from './filtering'
import {drawnHeights} from './lifting'
import type {Look} from './look'
import type {PieceColumns} from './piece-columns'

interface Worked {
  paintOf: Paint | null
  /** The column `paint` was made with. */
  column: ColumnValues | null
  paint: Paint | null
  filter: TrackFilter
  /** Under which ground `drawn` was worked out; undefined: not yet. */
  ground: Look['ground'] | undefined
  drawn: Float32Array<ArrayBuffer> | null
}

export class Pieces {
  private readonly worked = new WeakMap<TrackData, Worked>()

  constructor(private readonly first: TrackData, private readonly columns: PieceColumns | null = null) {}

  /** `only`: the piece is that one track, with all its fixes. */
  lookOn(piece: TrackData, look: Look, only: number | null = null): Look {
    if (piece === this.first) return look
    let worked = this.worked.get(piece)
    if (!worked) this.worked.set(piece, (worked = {paintOf: null, column: null, paint: null, filter: NO_FILTER, ground: undefined, drawn: null}))
    const column = this.columnOn(piece, look.paint)
    if (worked.paintOf !== look.paint || worked.column !== column) {
      Object.assign(worked, {paintOf: look.paint, column, paint: paintOn(piece, look.paint, column, this.first, only)})
    }
    worked.filter = this.filterOn(piece, look, worked.filter, only)
    if (look.space && worked.ground !== look.ground) Object.assign(worked, {ground: look.ground, drawn: drawnHeights(piece, look.ground ?? (() => 0))})
    return {...look, paint: worked.paint!, filter: worked.filter, drawn: look.space ? worked.drawn : null}
  }

  /** What a track has once, its finer fixes have as well; of what varies, theirs have to be fetched. */
  private columnOn(piece: TrackData, {by, varies, values}: Paint): ColumnValues | null {
    const name = columnOf(by)
    return name !== null && varies && values ? this.columns?.of(piece, name) ?? null : null
  }

  private filterOn(piece: TrackData, {filters, filter}: Look, former: TrackFilter, only: number | null): TrackFilter {
    const found = resolve(piece, filters, filter.range, former)
    // which tracks are shown does not depend on the piece
    const tracks = only === null || !filter.tracks ? filter.tracks : filter.tracks.subarray(only, only + 1)
    return {...found, tracks}
  }
}

/** Values of the piece's fixes; of a column none before it is there. */
function paintOn(piece: TrackData, paint: Paint, column: ColumnValues | null, first: TrackData, only: number | null): Paint {
  if (!paint.values) return paint
  if (paint.by === 'speed') return {...paint, values: Float32Array.from(speedsOf(piece), speed => (Number.isFinite(speed) ? speed : UNKNOWN_VALUE))}
  if (paint.varies) return {...paint, values: (column && paint.valuesOn?.(piece, column)) ?? null}
  const values = new Float32Array(piece.fixCount)
  for (let track = 0; track < piece.count; track++) {
    const from = first.start[only ?? track]
    values.fill(from < first.start[(only ?? track) + 1] ? paint.values[from] : UNKNOWN_VALUE, piece.start[track], piece.start[track + 1])
  }
  return {...paint, values}
}
