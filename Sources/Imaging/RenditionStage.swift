/// One size in the making: takes the rows of a larger picture in order, keeps only as many as its kernel spans, and hands
/// each finished row on to the smaller sizes that are made from it.
///
///     decoder ─ rows ─▶ 1920 ─ rows ─▶ 960 ─ rows ─▶ 320
///                  └──▶ 1280 ─ rows ─▶ 640
///
/// So all sizes come from one decode, and the memory is that of the results, not of the source.
final class RenditionStage {
    let target: ImageSize
    private let source: ImageSize
    private let horizontal: ResampleKernel
    private let vertical: ResampleKernel
    /// The last `vertical.tapCount` rows, already of the target's width; source row y lies in slot y modulo that count.
    private var recent: [LinearPixel]
    private var row: [LinearPixel]
    private var receivedRows = 0
    private var finishedRows = 0
    private var pixels: [Pixel] = []
    private var children: [RenditionStage] = []

    init(from source: ImageSize, to target: ImageSize) {
        self.source = source
        self.target = target
        horizontal = ResampleKernel(from: source.width, to: target.width)
        vertical = ResampleKernel(from: source.height, to: target.height)
        recent = Array(repeating: .zero, count: source == target ? 0 : vertical.tapCount * target.width)
        row = Array(repeating: .zero, count: target.width)
        pixels.reserveCapacity(target.pixelCount)
    }

    func add(_ child: RenditionStage) {
        children.append(child)
    }

    /// The finished picture, once all rows have come.
    consuming func finish() -> Raster {
        Raster(size: target, pixels: pixels)
    }

    func receive(_ input: Span<LinearPixel>) {
        guard source != target else {
            finish(input)
            return
        }
        let width = target.width
        var lines = recent.mutableSpan
        horizontal.apply(to: input, into: &lines, at: receivedRows % vertical.tapCount * width)
        receivedRows += 1
        while finishedRows < target.height, vertical.window(of: finishedRows).upperBound <= receivedRows {
            combine()
            let finished = row
            finish(finished.span)
        }
    }

    /// Makes the next row of the target from the rows at hand.
    private func combine() {
        let width = target.width
        let window = vertical.window(of: finishedRows)
        let lines = recent
        var row = row.mutableSpan
        for x in 0..<width {
            row[x] = .zero
        }
        for (y, weight) in zip(window, vertical.weights(of: finishedRows)) where weight != 0 {
            let start = y % vertical.tapCount * width
            let line = lines.span.extracting(start..<start + width)
            for x in 0..<width {
                // Both lines are `width` long.
                unsafe row[unchecked: x] += weight * line[unchecked: x]
            }
        }
    }

    private func finish(_ row: Span<LinearPixel>) {
        LinearLight.encode(row, appendingTo: &pixels)
        finishedRows += 1
        for child in children {
            child.receive(row)
        }
    }
}
