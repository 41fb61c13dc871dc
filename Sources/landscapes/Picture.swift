import Foundation
import Imaging
import Synchronization

extension Scene {
    /// The finished picture. Four samples a pixel, columns drawn side by side on all cores; the same for the same scene.
    func draw(_ size: ImageSize) -> Raster {
        let aspect = Float(size.width) / Float(size.height)
        let trees = FrameTrees(self, aspect: aspect)
        let columns = Columns(count: size.width)
        DispatchQueue.concurrentPerform(iterations: size.width) { x in
            columns[x] = column(x, size, trees)
        }
        return Raster(size: size) { x, y in developed(columns[x][y], x, y) }
    }

    private func column(_ x: Int, _ size: ImageSize, _ trees: FrameTrees) -> [Vector3] {
        let (width, height) = (size.width * 2, size.height * 2)
        var sums = Array(repeating: Vector3.zero, count: size.height)
        for half in 0..<2 {
            let position = Float(x * 2 + half) + 0.5
            var column = Column(self, x: position, width: width, height: height)
            let dark = light.ambient * 0.006 + light.color * 0.0012
            for (y, color) in column.draw().enumerated() {
                let isTree = trees.cover(position / Float(height), (Float(y) + 0.5) / Float(height))
                sums[y / 2] += (isTree ? dark : color) / 4
            }
        }
        return sums
    }

    /// Film: bright parts roll off instead of burning out, and a trace of grain hides the steps of eight bits.
    private func developed(_ light: Vector3, _ x: Int, _ y: Int) -> Pixel {
        let grey = dot(light, Vector3(0.2126, 0.7152, 0.0722))
        let exposed = pointwiseMax(mix(Vector3(repeating: grey), light, saturation), .zero) * exposure
        let toned = (exposed * (2.51 * exposed + 0.03)) / (exposed * (2.43 * exposed + 0.59) + 0.14)
        let noise = Noise(seed: seed &+ 90)
        let grain = noise.hash(Int32(x), Int32(y)) + noise.hash(Int32(x) &+ 50_000, Int32(y)) - 1
        func level(_ value: Float) -> UInt8 {
            let value = min(max(value, 0), 1)
            let encoded = value <= 0.0031308 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055
            return UInt8(min(max(encoded * 255 + grain, 0), 255).rounded())
        }
        return Pixel(level(toned.x), level(toned.y), level(toned.z), 255)
    }
}

/// Columns that are finished in any order.
private final class Columns: Sendable {
    private let columns: [Slot]

    init(count: Int) {
        columns = (0..<count).map { _ in Slot() }
    }

    subscript(_ x: Int) -> [Vector3] {
        get { columns[x].value.withLock { $0 } }
        set { columns[x].value.withLock { $0 = newValue } }
    }

    private final class Slot: Sendable {
        let value = Mutex<[Vector3]>([])
    }
}
