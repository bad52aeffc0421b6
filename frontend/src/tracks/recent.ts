// What was fetched lately, within bounds.

/** Values by key, the longest unused forgotten first as soon as they weigh too much together. */
export class Recent<Value> {
  private readonly values = new Map<string, {value: Value; weight: number}>()
  private weight = 0

  constructor(private readonly most: number) {}

  get(key: string): Value | undefined {
    const found = this.values.get(key)
    if (!found) return undefined
    this.values.delete(key)
    this.values.set(key, found)
    return found.value
  }

  /** The newest is kept, however much it weighs. */
  set(key: string, value: Value, weight: number): void {
    this.weight += weight - (this.values.get(key)?.weight ?? 0)
    this.values.delete(key)
    this.values.set(key, {value, weight})
    for (const [oldest, held] of this.values) {
      if (this.weight <= this.most || oldest === key) break
      this.values.delete(oldest)
      this.weight -= held.weight
    }
  }

  get size(): number {
    return this.values.size
  }
}
