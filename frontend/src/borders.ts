// Lines of the base map, without the cuts which the data have along the antimeridian.

type Line = [longitude: number, latitude: number][]

/** Leave out the stretches that run along the edge of the world: they are no coast. */
export function withoutEdges(lines: Line[]): Line[] {
  const kept: Line[] = []
  for (const line of lines) {
    let piece: Line = []
    for (let i = 0; i < line.length; i++) {
      const onEdge = i > 0 && alongEdge(line[i - 1], line[i])
      if (onEdge) {
        if (piece.length > 1) kept.push(piece)
        piece = []
      }
      piece.push(line[i])
    }
    if (piece.length > 1) kept.push(piece)
  }
  return kept
}

function alongEdge([ax, ay]: [number, number], [bx, by]: [number, number]): boolean {
  const edge = (x: number) => Math.abs(x) > 179.99
  return (edge(ax) && edge(bx)) || (ay < -85.2 && by < -85.2)
}
