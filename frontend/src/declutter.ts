// Labels beside points, so that none covers another: each takes the first of four places that is free.

export interface Rect {
  left: number
  top: number
  right: number
  bottom: number
}

export interface Label extends Rect {
  lines: string[]
  strong: boolean
}

const CELL = 64
const LINE = 13
const OFFSET = 11

/** `measure` gives the width of a text in pixels; `taken` says where others have written already. */
export class Declutter {
  readonly labels: Label[] = []
  private readonly cells = new Map<number, Rect[]>()

  constructor(private readonly measure: (text: string) => number, private readonly width: number, private readonly height: number, private readonly taken: (rect: Rect) => boolean = () => false) {}

  /** Keep a place free of labels. */
  block(rect: Rect): void {
    for (const key of this.keys(rect)) {
      const cell = this.cells.get(key)
      if (cell) cell.push(rect)
      else this.cells.set(key, [rect])
    }
  }

  /** Place a label `offset` pixels beside (px, py) and say whether there was room; `strong` labels are placed in any case. */
  place(lines: string[], px: number, py: number, strong = false, offset = OFFSET): boolean {
    const width = Math.max(...lines.map(this.measure)) + 4
    const height = lines.length * LINE + 2
    const tries = [[offset, -height / 2], [-offset - width, -height / 2], [-width / 2, -offset - height], [-width / 2, offset]]
    for (const [dx, dy] of tries) {
      const rect = {left: px + dx, top: py + dy, right: px + dx + width, bottom: py + dy + height}
      if (!this.free(rect)) continue
      return this.put(rect, lines, strong)
    }
    if (!strong) return false
    return this.put({left: px + offset, top: py - height / 2, right: px + offset + width, bottom: py + height / 2}, lines, strong)
  }

  private put(rect: Rect, lines: string[], strong: boolean): true {
    this.block(rect)
    this.labels.push({...rect, lines, strong})
    return true
  }

  private free(rect: Rect): boolean {
    if (rect.left < 0 || rect.top < 0 || rect.right > this.width || rect.bottom > this.height) return false
    if (this.taken(rect)) return false
    for (const key of this.keys(rect)) {
      for (const other of this.cells.get(key) ?? []) {
        if (rect.left < other.right && rect.right > other.left && rect.top < other.bottom && rect.bottom > other.top) return false
      }
    }
    return true
  }

  private *keys({left, top, right, bottom}: Rect): Iterable<number> {
    for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x++) {
      for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y++) yield x * 65536 + y
    }
  }
}
