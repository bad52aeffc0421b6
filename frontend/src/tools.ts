// Tools of the map share a place on the screen: one is open at a time.

export interface Tool {
  readonly active: boolean
  start: () => void
  stop: () => void
}

export class Tools {
  constructor(private readonly all: readonly Tool[]) {}

  start(tool: Tool): void {
    for (const other of this.all) if (other !== tool && other.active) other.stop()
    tool.start()
  }

  toggle(tool: Tool): void {
    if (tool.active) tool.stop()
    else this.start(tool)
  }

  get current(): Tool | null {
    return this.all.find(({active}) => active) ?? null
  }
}
