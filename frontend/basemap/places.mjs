// Cities for the base map, largest first, as columns: a third of the size of rows, and ordered by importance.

/** `{name_de, name_en, longitude, latitude, population, capital}`, each an array; capitals first, then by population. */
export function placesColumns(rows) {
  const ordered = [...rows].sort((a, b) => Number(b.capital) - Number(a.capital) || b.population - a.population)
  const round = value => Math.round(value * 1e4) / 1e4
  return {
    name_de: ordered.map(row => row.name_de),
    name_en: ordered.map(row => (row.name_en === row.name_de ? '' : row.name_en)),
    longitude: ordered.map(row => round(row.longitude)),
    latitude: ordered.map(row => round(row.latitude)),
    population: ordered.map(row => row.population),
    capital: ordered.map(row => Number(Boolean(row.capital))),
  }
}
