type Line = [longitude: number, latitude: number][]

export function unwrapLine(line: Line): Line
export function unwrapRing(ring: Line): Line
export function unwrapPolygon(rings: Line[]): Line[][]
export function cutPolygon(rings: Line[]): Line[][]
