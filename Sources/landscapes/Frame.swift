import Foundation

/// Dark conifers close by, at the picture's sides: they give the distance something to be far from.
struct FrameTrees {
    private struct Tree {
        /// In shares of the picture's height; x from the left edge.
        var x: Float
        var foot: Float
        var tall: Float
        var seed: UInt32
    }

    private let trees: [Tree]

    init(_ scene: Scene, aspect: Float) {
        let noise = Noise(seed: scene.seed &+ 40)
        var trees: [Tree] = []
        for index in 0..<Int32(scene.frame > 0 ? 26 : 0) {
            let isLeft = noise.hash(index, 1) < 0.62
            let inward = pow(noise.hash(index, 2), 1.7) * (isLeft ? 0.34 : 0.24)
            let tall = scene.frame * (0.2 + 0.55 * pow(noise.hash(index, 3), 1.5)) * (1 - 1.9 * inward)
            trees.append(
                Tree(
                    x: isLeft ? inward - 0.02 : aspect - inward + 0.02, foot: 1.05 + 0.05 * noise.hash(index, 4),
                    tall: max(tall, 0.08), seed: scene.seed &+ UInt32(index) &* 17))
        }
        self.trees = trees
    }

    /// How much of a place the trees cover, 0 or 1.
    ///
    /// - Parameters:
    ///   - x: From the left, in shares of the picture's height.
    ///   - y: From the top, in shares of the picture's height.
    func cover(_ x: Float, _ y: Float) -> Bool {
        trees.contains { covers($0, x, y) }
    }

    private func covers(_ tree: Tree, _ x: Float, _ y: Float) -> Bool {
        let up = (tree.foot - y) / tree.tall
        guard up > 0, up < 1 else { return false }
        let half = tree.tall * 0.19
        let side = (x - tree.x) / half
        guard abs(side) < 1.1 else { return false }
        if abs(side) < 0.045 * (1.15 - up) { return true }
        let noise = Noise(seed: tree.seed)
        // Whorls of branches, each drooping outwards, longer on one side than on the other.
        let droop = up + abs(side) * 0.06
        let whorls = droop * 24
        let whorl = whorls.rounded(.down)
        let within = whorls - whorl
        let half2: Int32 = side < 0 ? 0 : 1
        let reach = (1 - droop) * (0.55 + 0.6 * noise.hash(Int32(whorl), half2)) * step(0, 0.1, up)
        let needles = noise.cloudy(Vector2(side * 26, up * 190), octaves: 3) - 0.5
        let edge = reach * (1.05 - 0.75 * within) + needles * 0.16 * (0.25 + reach)
        return abs(side) < edge
    }
}
