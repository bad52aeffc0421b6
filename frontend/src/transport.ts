// Fetches binary resources: over HTTP in the served page, by message in a notebook.

import {Container} from './columns'
import type {Model} from './model'
import type {Parameters} from './scene'

/** A notebook's kernel answers between its cells, however long one runs: waiting is no fault, but is told. */
const SLOW = 60_000
const TIMEOUT = 30 * SLOW

/** A message can be lost while a notebook's page and its kernel find each other: what may be asked twice is asked again. */
const AGAIN = 15_000

interface Waiting {
  resolve: (reply: Container) => void
  reject: (reason: Error) => void
  timer: ReturnType<typeof setTimeout>
  again?: ReturnType<typeof setTimeout>
}

/** The exact height of the ground, as Python knows it: m AMSL, null where there is no terrain. */
export interface Ground {
  elevation: number | null
  accuracy: number | null
}

export class Transport {
  /** Bytes of all resources as they were after decompression. */
  bytes = 0
  /** What was asked for before anyone needed it. */
  private readonly early = new Map<string, Promise<ArrayBuffer>>()
  private readonly waiting = new Map<string, Waiting>()
  /** Every view of one model hears all answers: the questions must differ between them. */
  private readonly prefix = Math.random().toString(36).slice(2, 10)
  private counter = 0

  /** `slow` hears once when an answer takes long. */
  constructor(private readonly model: Model, private readonly slow: () => void = () => {}) {
    model.onMessage(message => this.receive(message))
  }

  /** Begin to fetch: the network need not wait until the map is made. */
  prefetch(names: string[]): void {
    for (const name of names) {
      const arriving = this.fetch(name)
      arriving.catch(() => {}) // whoever takes it hears of it
      this.early.set(name, arriving)
    }
  }

  async resource<Meta>(name: string): Promise<Container<Meta>> {
    const arriving = this.early.get(name) ?? this.fetch(name)
    this.early.delete(name)
    const data = await arriving
    this.bytes += data.byteLength
    return Container.read<Meta>(data)
  }

  async ground(longitude: number, latitude: number): Promise<Ground> {
    const {meta} = await this.request({type: 'ground', longitude, latitude}, SLOW)
    return {elevation: numberOrNull(meta.elevation), accuracy: numberOrNull(meta.accuracy)}
  }

  /** A question about files: reading one may take long, which nobody need be told of. */
  async answer(message: Record<string, unknown>): Promise<Record<string, unknown>> {
    return (await this.request(message, TIMEOUT, () => {}, false)).meta
  }

  /** The parameters as Python has them now. */
  async state(): Promise<Partial<Parameters>> {
    const {meta} = await this.request({type: 'state'}, TIMEOUT)
    return (meta.state ?? {}) as Partial<Parameters>
  }

  close(): void {
    for (const {reject, timer, again} of this.waiting.values()) {
      clearTimeout(timer)
      clearTimeout(again)
      reject(new Error('the map was closed'))
    }
    this.waiting.clear()
    this.early.clear()
  }

  private async fetch(name: string): Promise<ArrayBuffer> {
    const base = this.model.get('resource_base')
    return base ? download(`${base.replace(/\/$/, '')}/${name.split('/').map(encodeURIComponent).join('/')}`) : this.ask(name)
  }

  private async ask(name: string): Promise<ArrayBuffer> {
    const reply = await this.request({type: 'resource', name}, TIMEOUT)
    if (typeof reply.meta.error === 'string') throw new Error(`${name}: ${reply.meta.error}`)
    return expand(reply.column('payload') as Uint8Array<ArrayBuffer>)
  }

  private request(message: Record<string, unknown>, timeout: number, slow = this.slow, repeatable = true): Promise<Container> {
    const id = `${this.prefix}-${++this.counter}`
    return new Promise((resolve, reject) => {
      const fail = () => {
        this.waiting.delete(id)
        clearTimeout(waiting.again)
        reject(new Error(`no answer to ${JSON.stringify(message)} within ${timeout / 1000} s`))
      }
      const wait = () => {
        waiting.timer = setTimeout(fail, timeout - SLOW)
        slow()
      }
      const waiting: Waiting = {resolve, reject, timer: setTimeout(timeout > SLOW ? wait : fail, SLOW)}
      this.waiting.set(id, waiting)
      const ask = (pause: number) => {
        this.model.send({...message, id})
        if (repeatable) waiting.again = setTimeout(() => ask(2 * pause), pause)
      }
      ask(AGAIN)
    })
  }

  private receive(message: unknown): void {
    if (!(message instanceof ArrayBuffer) && !ArrayBuffer.isView(message)) return
    const reply = Container.read(message)
    const id = String(reply.meta.reply)
    const waiting = this.waiting.get(id)
    if (!waiting) return // asked by another view of the same model
    this.waiting.delete(id)
    clearTimeout(waiting.timer)
    clearTimeout(waiting.again)
    waiting.resolve(reply)
  }
}

async function download(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url, {credentials: 'same-origin'})
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`)
  return response.arrayBuffer()
}

async function expand(compressed: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(stream).arrayBuffer()
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
