import Foundation

/// The weights that turn a line of `sourceCount` samples into one of `targetCount`: Lanczos with three lobes.
///
/// When shrinking, the kernel is widened by the scale, so that every source sample counts and nothing aliases. At the
/// borders the missing samples are left out and the rest renormalised, so that a flat picture stays flat.
struct ResampleKernel {
    let sourceCount: Int
    let targetCount: Int
    /// Samples that make one result; the same for all of them.
    let tapCount: Int
    /// The first sample of each result.
    private let starts: [Int]
    /// `tapCount` weights per result, of sum 1.
    private let weights: [Float]

    init(from sourceCount: Int, to targetCount: Int) {
        precondition(sourceCount > 0 && targetCount > 0, "a line has at least one sample")
        self.sourceCount = sourceCount
        self.targetCount = targetCount
        let scale = Double(sourceCount) / Double(targetCount)
        let radius = lobes * max(scale, 1)
        tapCount = min(sourceCount, Int((2 * radius).rounded(.up)) + 1)
        var starts: [Int] = []
        var weights: [Float] = []
        for index in 0..<targetCount {
            let centre = (Double(index) + 0.5) * scale
            let start = min(max(0, Int((centre - radius).rounded(.down))), sourceCount - tapCount)
            let line = (start..<start + tapCount).map { lanczos((Double($0) + 0.5 - centre) / max(scale, 1)) }
            let sum = line.reduce(0, +)
            starts.append(start)
            weights += line.map { Float($0 / sum) }
        }
        self.starts = starts
        self.weights = weights
    }

    /// The samples that result `index` is made of.
    func window(of index: Int) -> Range<Int> { starts[index]..<starts[index] + tapCount }

    func weights(of index: Int) -> ArraySlice<Float> { weights[index * tapCount..<(index + 1) * tapCount] }

    /// Resamples one line into the `targetCount` samples of `target` from `offset` on.
    func apply(to source: Span<LinearPixel>, into target: inout MutableSpan<LinearPixel>, at offset: Int) {
        precondition(source.count == sourceCount, "a kernel fits one length of source")
        precondition(offset >= 0 && offset + targetCount <= target.count, "the line must fit into the target")
        let (starts, weights) = (starts.span, weights.span)
        for index in 0..<targetCount {
            var even = LinearPixel.zero
            var odd = LinearPixel.zero
            let base = index * tapCount
            // `init` keeps every window inside the source and makes the tables as long as the counts say.
            let start = unsafe starts[unchecked: index]
            var tap = 0
            while tap + 1 < tapCount {
                unsafe even += weights[unchecked: base + tap] * source[unchecked: start + tap]
                unsafe odd += weights[unchecked: base + tap + 1] * source[unchecked: start + tap + 1]
                tap += 2
            }
            if tap < tapCount {
                unsafe even += weights[unchecked: base + tap] * source[unchecked: start + tap]
            }
            unsafe target[unchecked: offset + index] = even + odd
        }
    }
}

private let lobes = 3.0

private func lanczos(_ x: Double) -> Double {
    let distance = abs(x)
    if distance < 1e-9 { return 1 }
    if distance >= lobes { return 0 }
    let angle = Double.pi * distance
    return lobes * sin(angle) * sin(angle / lobes) / (angle * angle)
}
