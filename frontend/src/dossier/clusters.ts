// Reports that lie so near to each other on the screen that their marks would cover each other.

export interface Placed {
  px: number
  py: number
}

export interface Cluster<Report> extends Placed {
  reports: Report[]
}

/**
 * Put each report to the first cluster whose middle lies within `distance` pixels, else into one of its own. A cluster
 * stays where its first report is, so that marks do not wander while others join.
 */
export function clustered<Report>(reports: Report[], project: (report: Report) => [px: number, py: number], distance: number): Cluster<Report>[] {
  const clusters: Cluster<Report>[] = []
  const cells = new Map<string, number[]>()
  for (const report of reports) {
    const [px, py] = project(report)
    if (!(px === px && py === py)) continue // behind the camera
    const [column, row] = [Math.floor(px / distance), Math.floor(py / distance)]
    const near = firstNear(clusters, cells, column, row, ({px: x, py: y}) => Math.hypot(x - px, y - py) < distance)
    if (near) {
      near.reports.push(report)
      continue
    }
    const key = `${column} ${row}`
    const cell = cells.get(key)
    if (cell) cell.push(clusters.length)
    else cells.set(key, [clusters.length])
    clusters.push({px, py, reports: [report]})
  }
  return clusters
}

/** The earliest cluster that is near, among those of the cells around. */
function firstNear<Report>(clusters: Cluster<Report>[], cells: Map<string, number[]>, column: number, row: number, near: (cluster: Cluster<Report>) => boolean): Cluster<Report> | null {
  let first = Infinity
  for (let x = column - 1; x <= column + 1; x++) {
    for (let y = row - 1; y <= row + 1; y++) {
      for (const number of cells.get(`${x} ${y}`) ?? []) if (number < first && near(clusters[number])) first = number
    }
  }
  return clusters[first] ?? null
}

/** What all of them are about, or null where they differ. */
export function common<Report, Value>(reports: Report[], of: (report: Report) => Value): Value | null {
  const first = of(reports[0])
  return reports.every(report => of(report) === first) ? first : null
}
