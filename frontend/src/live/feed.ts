// Asks the server for what is new, again and again: each answer comes as soon as there is something to tell.

import {Container} from '../columns'
import type {HeightColumn} from '../scene'

/** An aircraft: its number in the layer, and what is known of it. */
export type Aircraft = [slot: number, id: string, callsign: string, icao24: string, squawk: string, feed: number]

export type FeedPhase = 'connecting' | 'live' | 'silent' | 'dead' | 'ended'

export interface FeedState {
  name: string
  phase: FeedPhase
  /** Why it is dead: a sentence of Python's, by language. */
  reason: Record<string, string> | null
  /** s since something came last; null: never. */
  age: number | null
  /** s by which its clock is wrong; null: not known. */
  offset: number | null
}

export interface LiveMeta {
  epoch: string
  last: number
  whole: boolean
  /** ms since 1970 by the feeds' clock, and how fast that runs: 1, or a replay's speed. */
  now: number
  rate: number
  replay: boolean
  /** ms that are shown. */
  window: number
  height: HeightColumn | null
  feeds: FeedState[]
  aircraft: Aircraft[]
  /** How many nobody has taken notice of, and how many were ever raised. */
  alerts: {unseen: number; raised: number}
  /** Why the log cannot be written, by language, and how many entries wait; null while it can. */
  log: {reason: Record<string, string>; waiting: number} | null
}

export type Answer = Container<LiveMeta>

/** ms before a server is asked again that did not answer, growing up to the last. */
const PAUSES = [500, 1000, 2000, 5000, 10_000]

export interface LiveFeedHost {
  /** URL of the stream; `?after=…&epoch=…` is added. */
  address: string
  take: (answer: Answer) => void
  /** The server answers again, or does not. */
  reached: (reached: boolean) => void
  fetch?: typeof fetch
}

export class LiveFeed {
  private readonly ending = new AbortController()
  private after = 0
  private epoch = ''
  private failures = 0

  constructor(private readonly host: LiveFeedHost) {
    void this.run()
  }

  close(): void {
    this.ending.abort()
  }

  private async run(): Promise<void> {
    while (!this.ending.signal.aborted) {
      try {
        const answer = await this.ask()
        if (this.ending.signal.aborted) return
        this.after = answer.meta.last
        this.epoch = answer.meta.epoch
        if (this.failures > 0) this.host.reached(true)
        this.failures = 0
        this.host.take(answer)
      } catch (error) {
        if (this.ending.signal.aborted) return
        if (this.failures++ === 0) {
          this.host.reached(false)
          console.warn('lagemap: the live stream is interrupted', error)
        }
        await this.pause(PAUSES[Math.min(this.failures, PAUSES.length) - 1])
      }
    }
  }

  private async ask(): Promise<Answer> {
    const {address} = this.host
    const question = new URLSearchParams({after: String(this.after), epoch: this.epoch})
    const response = await (this.host.fetch ?? fetch)(`${address}?${question}`, {credentials: 'same-origin', signal: this.ending.signal})
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`)
    return Container.read<LiveMeta>(await response.arrayBuffer())
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, milliseconds)
      this.ending.signal.addEventListener('abort', () => { clearTimeout(timer); resolve() }, {once: true})
    })
  }
}
