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
  for (const report of reports) {
    const [px, py] = project(report)
    if (!(px === px && py === py)) continue // behind the camera
    const near = clusters.find(cluster => Math.hypot(cluster.px - px, cluster.py - py) < distance)
    if (near) near.reports.push(report)
    else clusters.push({px, py, reports: [report]})
  }
  return clusters
}

/** What all of them are about, or null where they differ. */
export function common<Report, Value>(reports: Report[], of: (report: Report) => Value): Value | null {
  const first = of(reports[0])
  return reports.every(report => of(report) === first) ? first : null
}
