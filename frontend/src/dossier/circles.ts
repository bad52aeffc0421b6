// The circle within which a place may lie: geodesic, one for each place however many reports name it.

import type {Feature, FeatureCollection} from 'geojson'
import {destination} from '../geodesy'
import type {ReportMark} from './data'

/** Points of a circle. */
const POINTS = 96

export function circlesOf(reports: ReportMark[]): FeatureCollection {
  const places = new Map(reports.filter(({radius}) => radius > 0).map(report => [`${report.longitude} ${report.latitude} ${report.radius}`, report]))
  return {type: 'FeatureCollection', features: [...places.values()].map(circle)}
}

function circle({longitude, latitude, radius}: ReportMark): Feature {
  const ring = Array.from({length: POINTS}, (_, i) => {
    const at = destination({longitude, latitude}, -(360 * i) / POINTS, radius)
    return [at.longitude + 360 * Math.round((longitude - at.longitude) / 360), at.latitude]
  })
  return {type: 'Feature', properties: {radius}, geometry: {type: 'Polygon', coordinates: [[...ring, ring[0]]]}}
}
