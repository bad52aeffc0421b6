// Reads the binary container which lagebild/views/columns.py writes.

const MAGIC = 0x3143424c // "LBC1", little-endian

const ARRAYS = {
  i1: Int8Array, u1: Uint8Array, i2: Int16Array, u2: Uint16Array,
  i4: Int32Array, u4: Uint32Array, f4: Float32Array, f8: Float64Array,
} as const

type Dtype = keyof typeof ARRAYS
export type Numbers = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array

interface Entry {
  name: string
  dtype: Dtype
  offset: number
  length: number
  scale: number
  origin: number
  delta: boolean
}

export class Container<Meta = Record<string, unknown>> {
  private constructor(readonly meta: Meta, private readonly entries: Map<string, Entry>, private readonly buffer: ArrayBuffer) {}

  static read<Meta = Record<string, unknown>>(data: ArrayBuffer | ArrayBufferView): Container<Meta> {
    const buffer = aligned(data)
    const view = new DataView(buffer)
    if (buffer.byteLength < 8 || view.getUint32(0, true) !== MAGIC) throw new Error('not a column container: it does not begin with LBC1')
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, view.getUint32(4, true))))
    return new Container(header.meta, new Map(header.columns.map((entry: Entry) => [entry.name, entry])), buffer)
  }

  has(name: string): boolean {
    return this.entries.has(name)
  }

  /** The column's values; columns that need no arithmetic come as a view of the container, not as a copy. */
  column(name: string): Numbers {
    const {raw, scale, origin} = this.stored(name)
    return scale === 1 && origin === 0 ? raw : scaled(raw, scale, origin)
  }

  /** The stored numbers and what makes values of them: origin + scale * raw. */
  stored(name: string): {raw: Numbers; scale: number; origin: number} {
    const entry = this.entries.get(name)
    if (!entry) throw new Error(`the container has no column '${name}'`)
    const Type = ARRAYS[entry.dtype]
    if (!Type) throw new Error(`column '${name}' has the unknown type '${entry.dtype}'`)
    const stored = new Type(this.buffer, entry.offset, entry.length)
    return {raw: entry.delta ? runningSum(stored) : stored, scale: entry.scale, origin: entry.origin}
  }
}

/** Modulo 2**32, as the writer's differences are: `| 0` wraps like int32 does. */
function runningSum(stored: Numbers): Int32Array {
  const sums = new Int32Array(stored.length)
  let sum = 0
  for (let i = 0; i < stored.length; i++) sums[i] = sum = (sum + stored[i]) | 0
  return sums
}

function scaled(raw: Numbers, scale: number, origin: number): Float64Array {
  const values = new Float64Array(raw.length)
  for (let i = 0; i < raw.length; i++) values[i] = origin + scale * raw[i]
  return values
}

/** Typed arrays must begin on multiples of their width, which a slice of a larger message need not do. */
function aligned(data: ArrayBuffer | ArrayBufferView): ArrayBuffer {
  if (!ArrayBuffer.isView(data)) return data
  if (data.byteOffset === 0 && data.byteLength === data.buffer.byteLength) return data.buffer as ArrayBuffer
  return data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer
}
