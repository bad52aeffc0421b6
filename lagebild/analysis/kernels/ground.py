"""The ground beneath straight lines over a raster: exact, cell by cell.

Bilinear between four centres of cells, the ground along a straight line is a quadratic in each square of centres that
the line crosses. Places are in rows and columns of the raster (0, 0 is the first centre); a line's parameter t runs
from 0 at its start to 1 at its end.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lagebild.model.compiled import inner, kernel

__all__ = ["block_pairs", "clip", "ground_in_cell", "lowest", "next_line", "passages", "walk"]


@inner
def next_line(place: float, change: float, t: float) -> float:
    """Return the next parameter after `t` at which `place + change * t` is a whole number; inf if there is none."""
    if change == 0.0:
        return math.inf
    here = place + change * t
    line, step = (math.floor(here) + 1.0, 1.0) if change > 0.0 else (math.ceil(here) - 1.0, -1.0)
    found = (line - place) / change
    while found <= t:  # rounding put the line that was just reached before us again
        line += step
        found = (line - place) / change
    return found


@inner
def clip(place: float, change: float, low: float, high: float, begin: float, end: float) -> tuple[float, float]:
    """Return the part of begin..end in which `place + change * t` lies in low..high; the end before the begin: none.

    A line that keeps to `high` lies in what begins there, not here.
    """
    if change == 0.0:
        return (begin, end) if low <= place < high else (1.0, 0.0)
    a, b = (low - place) / change, (high - place) / change
    if a > b:
        a, b = b, a
    return max(begin, a), min(end, b)


@inner
def ground_in_cell(
    cells: NDArray[np.float32],
    row: float,
    column: float,
    row_change: float,
    column_change: float,
    t: float,
) -> tuple[float, float, float]:
    """Return q of the ground q0 + q1 t + q2 t² along a line in the square of centres in which it is at `t`.

    Up to half a cell beyond the outermost centres their value holds. NaN in a cell that counts gives NaN.
    """
    i, j = math.floor(row + row_change * t), math.floor(column + column_change * t)
    last_row, last_column = cells.shape[0] - 1, cells.shape[1] - 1
    r0, c0 = min(max(i, 0), last_row), min(max(j, 0), last_column)
    r1, c1 = min(max(i + 1, 0), last_row), min(max(j + 1, 0), last_column)
    b, a = row - i, column - j
    if row_change == 0.0 and b == 0.0:  # a cell of no weight does not count
        r1 = r0
    if column_change == 0.0 and a == 0.0:
        c1 = c0
    z = np.float64(cells[r0, c0])  # float() would leave it in 32 bits
    across, down = cells[r0, c1] - z, cells[r1, c0] - z
    twist = z - cells[r0, c1] - cells[r1, c0] + cells[r1, c1]
    return (
        z + across * a + down * b + twist * a * b,
        across * column_change + down * row_change + twist * (a * row_change + b * column_change),
        twist * row_change * column_change,
    )


@inner
def _edges(block: int, size: int, cells: int) -> tuple[float, float]:
    """Return where a block of a row or column of `cells` begins and ends; the outermost reach half a cell farther."""
    low = -0.5 if block == 0 else float(block * size)
    high = float((block + 1) * size)
    return low, (math.nextafter(cells - 0.5, math.inf) if high > cells - 1 else high)


@inner
def _blocks(low: float, high: float, size: int, cells: int) -> tuple[int, int]:
    """Return the first and the last block that low..high touches."""
    return min(max(math.floor(low), 0), cells - 1) // size, min(max(math.floor(high), 0), cells - 1) // size


@kernel
def block_pairs(
    rows: NDArray[np.float64], columns: NDArray[np.float64], shape: tuple[int, int], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which line may touch which block of `size` squared cells: positions of lines, numbers of blocks.

    `rows`, `columns`: (n, 2), start and end of each line; lines that are not finite touch none.
    """
    across = (shape[1] - 1) // size + 1
    lines, blocks = [np.int64(0) for _ in range(0)], [np.int64(0) for _ in range(0)]
    for k in range(len(rows)):
        if not math.isfinite(rows[k, 0] + rows[k, 1] + columns[k, 0] + columns[k, 1]):
            continue
        low_row, high_row = min(rows[k, 0], rows[k, 1]), max(rows[k, 0], rows[k, 1])
        low_column, high_column = min(columns[k, 0], columns[k, 1]), max(columns[k, 0], columns[k, 1])
        if high_row < -0.5 or low_row > shape[0] - 0.5 or high_column < -0.5 or low_column > shape[1] - 0.5:
            continue
        first_i, last_i = _blocks(low_row, high_row, size, shape[0])
        first_j, last_j = _blocks(low_column, high_column, size, shape[1])
        for i in range(first_i, last_i + 1):
            for j in range(first_j, last_j + 1):
                lines.append(np.int64(k))
                blocks.append(np.int64(i * across + j))
    return np.array(lines, dtype=np.int64), np.array(blocks, dtype=np.int64)


@inner
def _range_in(
    rows: NDArray[np.float64],
    columns: NDArray[np.float64],
    k: int,
    block: tuple[int, int],
    shape: tuple[int, int],
    size: int,
) -> tuple[float, float]:
    """Return the part of line k that lies in a block."""
    low, high = _edges(block[0], size, shape[0])
    begin, end = clip(rows[k, 0], rows[k, 1] - rows[k, 0], low, high, 0.0, 1.0)
    low, high = _edges(block[1], size, shape[1])
    return clip(columns[k, 0], columns[k, 1] - columns[k, 0], low, high, begin, end)


@kernel
def walk(
    cells: NDArray[np.float32],
    corner: tuple[int, int],
    rows: NDArray[np.float64],
    columns: NDArray[np.float64],
    lines: NDArray[np.int64],
    block: tuple[int, int],
    shape: tuple[int, int],
    size: int,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the pieces in which lines cross the squares of a block: line (m,), and begin, end, q0, q1, q2 (m, 5).

    `cells`: the part of the raster that the lines touch in this block, from row and column `corner` on; `rows`,
    `columns`: as in `block_pairs`; `lines`: positions in these. Pieces of one line stand together and in order.
    """
    nowhere, total = np.empty((0, 5)), 0
    for n in range(len(lines)):
        total += _pieces(cells, corner, rows, columns, lines[n], block, shape, size, nowhere, 0)
    line, found = np.empty(total, dtype=np.int64), np.empty((total, 5))
    place = 0
    for n in range(len(lines)):
        after = place + _pieces(cells, corner, rows, columns, lines[n], block, shape, size, found, place)
        for m in range(place, after):
            line[m] = lines[n]
        place = after
    return line, found


@inner
def _pieces(
    cells: NDArray[np.float32],
    corner: tuple[int, int],
    rows: NDArray[np.float64],
    columns: NDArray[np.float64],
    k: int,
    block: tuple[int, int],
    shape: tuple[int, int],
    size: int,
    found: NDArray[np.float64],
    place: int,
) -> int:
    """Write the pieces of line k into `found` from `place` on, unless that is empty; return how many there are."""
    t, end = _range_in(rows, columns, k, block, shape, size)
    row, column = rows[k, 0] - corner[0], columns[k, 0] - corner[1]
    row_change, column_change = rows[k, 1] - rows[k, 0], columns[k, 1] - columns[k, 0]
    count = 0
    while t < end:
        stop = min(next_line(row, row_change, t), next_line(column, column_change, t), end)
        if len(found):
            piece = found[place + count]
            piece[0], piece[1] = t, stop
            middle = (t + stop) / 2.0
            piece[2], piece[3], piece[4] = ground_in_cell(cells, row, column, row_change, column_change, middle)
        count += 1
        t = stop
    return count


@kernel
def lowest(
    line: NDArray[np.int64],
    pieces: NDArray[np.float64],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    least: NDArray[np.float64],
    place: NDArray[np.float64],
    covered: NDArray[np.float64],
) -> None:
    """Lower `least` (n,) to the least height above the ground along each line (n,), and put its parameter into `place`.

    `line`, `pieces`: as `walk` returns them; `start`, `end`: heights at the lines' ends, linear between; `covered` is
    raised by the share of each line over ground that is known.
    """
    for m in range(len(line)):
        k = line[m]
        first, last, q0, q1, q2 = pieces[m, 0], pieces[m, 1], pieces[m, 2], pieces[m, 3], pieces[m, 4]
        if math.isnan(q0 + q1 + q2):
            continue
        covered[k] += last - first
        if math.isnan(start[k] + end[k]):
            continue
        c0, c1 = start[k] - q0, end[k] - start[k] - q1
        for t in (first, last, _turn(c1, -q2, first, last)):
            height = c0 + t * (c1 - t * q2)
            if height < least[k]:
                least[k], place[k] = height, t


@inner
def _turn(c1: float, c2: float, first: float, last: float) -> float:
    """Return where c1 t + c2 t² turns, if within first..last, else `first`."""
    if c2 == 0.0:
        return first
    t = -c1 / (2.0 * c2)
    return t if first < t < last else first


@kernel
def passages(
    line: NDArray[np.int64],
    pieces: NDArray[np.float64],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    below: float,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the parts of the pieces in which the height above the ground is below `below`.

    As in `lowest`; returned are the positions of the pieces (p,), and begin and end (p, 2) of the parts.
    """
    positions, ends = [np.int64(0) for _ in range(0)], [0.0 for _ in range(0)]
    cuts = np.empty(4)
    for m in range(len(line)):
        k = line[m]
        q0, q1, q2 = pieces[m, 2], pieces[m, 3], pieces[m, 4]
        c0, c1 = start[k] - q0 - below, end[k] - start[k] - q1
        if math.isnan(c0 + c1 + q2):
            continue
        count = _roots(c0, c1, -q2, pieces[m, 0], pieces[m, 1], cuts)
        for i in range(count - 1):
            t = (cuts[i] + cuts[i + 1]) / 2.0
            if cuts[i + 1] > cuts[i] and c0 + t * (c1 - t * q2) < 0.0:
                positions.append(np.int64(m))
                ends.append(cuts[i])
                ends.append(cuts[i + 1])
    return np.array(positions, dtype=np.int64), np.array(ends, dtype=np.float64).reshape(-1, 2)


@inner
def _roots(c0: float, c1: float, c2: float, first: float, last: float, cuts: NDArray[np.float64]) -> int:
    """Write first, the zeros of c0 + c1 t + c2 t² between, and last into `cuts`, in order; return how many."""
    cuts[0] = first
    count = 1
    discriminant = c1 * c1 - 4.0 * c0 * c2
    if discriminant >= 0.0:
        # the form that does not subtract nearly equal numbers, and holds for c2 = 0
        q = -0.5 * (c1 + math.copysign(math.sqrt(discriminant), c1))
        a = c0 / q if q != 0.0 else math.inf
        b = q / c2 if c2 != 0.0 else math.inf
        for root in (min(a, b), max(a, b)):
            if first < root < last:
                cuts[count] = root
                count += 1
    cuts[count] = last
    return count + 1
