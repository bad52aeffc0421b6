// Panel's model, typed: reading and writing parameters, watching them, and messages.

import type {Parameters} from './scene'

/** What Panel's JSComponent hands to `render`. */
export interface PanelModel {
  [name: string]: unknown
  on(name: string | string[], callback: (argument?: unknown) => void): void
  off(name: string | string[], callback: (argument?: unknown) => void): void
  send_msg(message: unknown): void
}

export class Model {
  private readonly cleanups: (() => void)[] = []

  constructor(private readonly panel: PanelModel) {}

  get<Name extends keyof Parameters>(name: Name): Parameters[Name] {
    return this.panel[name] as Parameters[Name]
  }

  set<Name extends keyof Parameters>(name: Name, value: Parameters[Name]): void {
    this.panel[name] = value
  }

  /** Panel calls back for our own writes as well as for Python's. */
  watch(name: keyof Parameters, callback: () => void): void {
    this.listen(name, callback)
  }

  onMessage(callback: (message: unknown) => void): void {
    this.listen('msg:custom', callback)
  }

  onRemove(callback: () => void): void {
    this.panel.on('remove', callback)
  }

  send(message: Record<string, unknown>): void {
    this.panel.send_msg(message)
  }

  close(): void {
    for (const cleanup of this.cleanups.splice(0)) cleanup()
  }

  private listen(name: string, callback: (argument?: unknown) => void): void {
    this.panel.on(name, callback)
    this.cleanups.push(() => this.panel.off(name, callback))
  }
}
