// The time axis: the time in which somebody flies, end to end. Long pauses between are narrow breaks, so that two flights
// nine months apart do not shrink to two dots at its ends.

export interface Span {
  start: number
  end: number
}

/** A long pause; `from` and `to` say where on the axis its break lies. */
export interface Break extends Span {
  from: number
  to: number
}

/** A pause up to this long is always part of the axis, ms: somebody lands and takes off again. */
const SHORT = 30 * 60_000
/** All pauses left on the axis together take at most this share of the time in which somebody flies. */
const IDLE = 0.15
/** Share of the axis which a break takes, and all of them together. */
const WIDTH = 0.025
const ALL_WIDTHS = 0.25

export class TimeAxis {
  /** In order, without overlap; a span may be a single moment. Between two of them is a break. */
  readonly spans: Span[]
  readonly breaks: Break[] = []
  /** Where each span lies, from 0 to 1. */
  private readonly places: {from: number; to: number}[] = []

  /** `flights`: when each is in the air, in any order; what lies outside `bounds` is cut off. */
  constructor(bounds: Span, flights: Iterable<Span> = []) {
    this.spans = joinShortPauses(union(bounds, flights))
    this.place()
  }

  get start(): number {
    return this.spans[0].start
  }

  get end(): number {
    return this.spans[this.spans.length - 1].end
  }

  /** ms in which somebody flies, short pauses included. */
  get active(): number {
    return sum(this.spans.map(({start, end}) => end - start))
  }

  /** More than one UTC day: clock times alone would not say when. */
  get severalDays(): boolean {
    return Math.floor(this.start / 86_400_000) !== Math.floor(this.end / 86_400_000)
  }

  /** From 0 to 1; moments within a pause lie within its break, so that any moment can be shown. */
  positionOf(time: number): number {
    const i = this.spanUpTo(time)
    if (i < 0) return 0
    const {start, end} = this.spans[i]
    const {from, to} = this.places[i]
    if (time <= end) return between(time, start, end, from, to)
    const pause = this.breaks[i]
    return pause ? between(time, pause.start, pause.end, pause.from, pause.to) : 1
  }

  /** The moment at a position: the inverse of `positionOf`. */
  timeAt(position: number): number {
    const at = Math.max(0, Math.min(1, position))
    const i = Math.max(0, lastIndex(this.places, ({from}) => from <= at))
    const {from, to} = this.places[i]
    const {start, end} = this.spans[i]
    if (at <= to) return between(at, from, to, start, end)
    const pause = this.breaks[i]
    return pause ? between(at, pause.from, pause.to, pause.start, pause.end) : end
  }

  /** The moment at a position, and beside a break the nearer end of its pause: nobody wants to look at months without flights. */
  snappedAt(position: number): number {
    const time = this.timeAt(position)
    const pause = this.pauseAt(time)
    if (!pause) return time
    return position - pause.from < pause.to - position ? pause.start : pause.end
  }

  /** The long pause a moment lies in; its ends belong to the flights. */
  pauseAt(time: number): Break | null {
    return this.breaks.find(({start, end}) => time > start && time < end) ?? null
  }

  /**
   * The moment `step` ms of flying later, or earlier if negative. It stops where a pause begins and, from there, where
   * it ends: landing and the next take-off are both seen, and nothing in between.
   */
  advance(time: number, step: number): number {
    if (step === 0) return time
    return step > 0 ? this.later(time, step) : this.earlier(time, -step)
  }

  private later(time: number, step: number): number {
    const i = Math.max(0, this.spanUpTo(time))
    const {start, end} = this.spans[i]
    if (time < end) return Math.min(end, Math.max(time, start) + step)
    return this.spans[i + 1]?.start ?? end
  }

  private earlier(time: number, step: number): number {
    const i = Math.max(0, this.spanUpTo(time))
    const {start, end} = this.spans[i]
    if (time > end) return end
    if (time > start) return Math.max(start, time - step)
    return this.spans[i - 1]?.end ?? start
  }

  private spanUpTo(time: number): number {
    return lastIndex(this.spans, ({start}) => start <= time)
  }

  private place(): void {
    const pauses = this.spans.length - 1
    const {active} = this
    // moments only: the breaks are all there is
    const width = active > 0 ? Math.min(WIDTH, ALL_WIDTHS / Math.max(1, pauses)) : 1 / Math.max(1, pauses)
    const scale = active > 0 ? (1 - width * pauses) / active : 0
    let at = 0
    this.spans.forEach(({start, end}, i) => {
      const to = i === pauses ? (active > 0 || pauses > 0 ? 1 : 0) : at + (end - start) * scale
      this.places.push({from: at, to})
      if (i === pauses) return
      at = to + width
      this.breaks.push({start: end, end: this.spans[i + 1].start, from: to, to: at})
    })
  }
}

/** The union of the flights and of the ends, in order. */
function union(bounds: Span, flights: Iterable<Span>): Span[] {
  const ends = [bounds.start, bounds.end].map(time => ({start: time, end: time}))
  const within = [...flights].filter(({start, end}) => start <= end && end >= bounds.start && start <= bounds.end)
  // no flights known: all of it counts
  if (within.length === 0) return [{...bounds}]
  const cut = within.map(({start, end}) => ({start: Math.max(bounds.start, start), end: Math.min(bounds.end, end)}))
  return merge([...ends, ...cut].sort((a, b) => a.start - b.start), 0)
}

/** Pauses so short, or so few, that leaving them on the axis costs little. */
function joinShortPauses(spans: Span[]): Span[] {
  const long = spans.slice(1).filter(({start}, i) => start - spans[i].end > SHORT).length
  const active = sum(spans.map(({start, end}) => end - start))
  return merge(spans, Math.max(SHORT, (IDLE * active) / Math.max(1, long)))
}

function merge(spans: Span[], pause: number): Span[] {
  const merged: Span[] = []
  for (const {start, end} of spans) {
    const last = merged[merged.length - 1]
    if (last && start - last.end <= pause) last.end = Math.max(last.end, end)
    else merged.push({start, end})
  }
  return merged
}

function between(value: number, from: number, to: number, low: number, high: number): number {
  if (to <= from) return low
  return low + (Math.max(0, Math.min(1, (value - from) / (to - from)))) * (high - low)
}

/** The last element for which the test holds, where it holds for all before; -1 if for none. */
function lastIndex<Item>(items: Item[], test: (item: Item) => boolean): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (test(items[middle])) low = middle + 1
    else high = middle
  }
  return low - 1
}

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
