// When each flight is shown, worked out once for each filter: the histogram, the counts and the selection ask.

import type {Span} from '../axis'
import type {TrackData} from './data'
import {shownSpans, type TrackFilter} from './filtering'

export class ShownFlights {
  private readonly known = new WeakMap<TrackData, {key: string; spans: Span[][]}>()

  spansOf(data: TrackData, filter: TrackFilter): Span[][] {
    const key = `${filter.key} ${filter.range}`
    let found = this.known.get(data)
    if (found?.key !== key) this.known.set(data, (found = {key, spans: shownSpans(data, filter)}))
    return found.spans
  }
}
