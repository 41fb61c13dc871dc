/// The candidate that was probably meant: at most a third of its letters differ, and one at least may.
///
/// - Returns: The nearest; the first in order among equals; `nil` when none is near.
func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let folded = Array(word.lowercased())
    var best: (word: String, distance: Int)?
    for candidate in candidates {
        let distance = editDistance(folded, Array(candidate.lowercased()))
        let allowed = max(1, max(folded.count, candidate.count) / 3)
        if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.word
}

/// How many letters to insert, delete, replace or swap with their neighbour (optimal string alignment).
private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        for column in right.indices {
            let same = left[row] == right[column]
            var cost = min(current[column] + 1, previous[column + 1] + 1, previous[column] + (same ? 0 : 1))
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                cost = min(cost, beforePrevious[column - 1] + 1)
            }
            current.append(cost)
        }
        (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
}
