import Foundation

/// One column of the picture, drawn from near to far.
///
/// The view is level, so a column of pixels is one vertical plane: the ground's profile along it is walked outwards, and
/// whatever rises above all that came before is seen. What lies behind water is also seen upside down in it: its mirror
/// image hangs as far below the water as it stands above.
struct Column {
    private let scene: Scene
    private let height: Int
    /// Pixels per unit of slope.
    private let focus: Float
    /// Metres to the right per metre away.
    private let slant: Float
    private let horizon: Float
    private var colors: [Vector3]
    private var mirror: [Vector3]
    /// The distance of the water that a pixel shows; 0 elsewhere.
    private var water: [Float]

    init(_ scene: Scene, x: Float, width: Int, height: Int) {
        self.scene = scene
        self.height = height
        focus = Float(width) * 0.86
        slant = (x - Float(width) / 2) / focus
        horizon = scene.horizon * Float(height)
        colors = Array(repeating: .zero, count: height)
        mirror = colors
        water = Array(repeating: 0, count: height)
    }

    /// Colours from top to bottom, in linear light.
    mutating func draw() -> [Vector3] {
        for y in 0..<height {
            colors[y] = scene.skyColor(direction(y))
        }
        for y in Int(horizon)..<height {
            mirror[y] = scene.skyColor(direction(Int(2 * horizon) - y), withStars: false)
        }
        drawLand()
        if scene.land.hasWater { drawWater() }
        return colors
    }

    private func direction(_ y: Int) -> Vector3 {
        normalized(Vector3(slant, (horizon - Float(y) - 0.5) / focus, 1))
    }

    private func row(ofHeight height: Float, at z: Float) -> Float {
        horizon - focus * (height - scene.cameraHeight) / z
    }

    private mutating func drawLand() {
        // First row that is not yet covered, counted from below, and the same for the mirror, counted from the horizon.
        var top = height
        var bottom = Int(horizon)
        var z: Float = 14
        var lastZ = z
        var lastRow = Float(height)
        var lastDeep = horizon
        while z < scene.farthest, top > 0 {
            let x = slant * z
            let ground = scene.groundHeight(x, z, octaves: z < 2_500 ? 11 : 10)
            if ground < 0, scene.land.hasWater {
                let row = max(0, min(self.row(ofHeight: 0, at: z), Float(height)))
                while Float(top - 1) >= row {
                    top -= 1
                    water[top] = z
                }
                lastRow = row
            } else {
                let tree = z < 6_000 ? scene.treeHeight(x, z, ground: ground) : 0
                let row = self.row(ofHeight: ground + tree, at: z)
                fill(&top, to: row, from: lastRow, lastZ, z, tree: tree)
                lastRow = row
                if scene.land.hasWater {
                    let deep = horizon + focus * (ground + tree + scene.cameraHeight) / z
                    reflect(&bottom, to: deep, from: lastDeep, lastZ, z, tree: tree)
                    lastDeep = deep
                }
            }
            lastZ = z
            z += stride(at: z)
        }
    }

    /// Half a pixel of flat ground near by, a small share of the distance farther off.
    private func stride(at z: Float) -> Float {
        min(max(0.15, 0.5 * z * z / (focus * max(scene.cameraHeight, 4))), z * 0.0016)
    }

    /// Colours the rows that came into sight between two steps, each at its own place on the slope.
    private mutating func fill(
        _ top: inout Int, to row: Float, from lastRow: Float, _ lastZ: Float, _ z: Float, tree: Float
    ) {
        while top > 0, Float(top - 1) >= row {
            top -= 1
            let share = min(max((lastRow - Float(top)) / max(lastRow - row, 0.001), 0), 1)
            colors[top] = land(at: lastZ + (z - lastZ) * share, tree: tree)
        }
    }

    private mutating func reflect(
        _ bottom: inout Int, to row: Float, from lastRow: Float, _ lastZ: Float, _ z: Float, tree: Float
    ) {
        while bottom < height, Float(bottom) < row {
            let share = min(max((Float(bottom) - lastRow) / max(row - lastRow, 0.001), 0), 1)
            mirror[bottom] = land(at: lastZ + (z - lastZ) * share, tree: tree)
            bottom += 1
        }
    }

    private func land(at z: Float, tree: Float) -> Vector3 {
        let x = slant * z
        let height = scene.groundHeight(x, z, octaves: 8) + tree
        let color = scene.surfaceColor(at: Vector3(x, height, z), tree: tree, distance: z)
        return scene.throughAir(color, from: Vector3(x, height, z))
    }

    private mutating func drawWater() {
        let noise = Noise(seed: scene.seed &+ 6)
        for y in 0..<height where water[y] > 0 {
            let z = water[y]
            let place = Vector2(slant * z, z)
            // Long ripples; far away they are finer than a pixel and only blur.
            let ripple = noise.cloudy(Vector2(place.x / 9, place.y / 3.2), octaves: 4) - 0.5
            let breeze = noise.cloudy(place / Vector2(420, 160), octaves: 4)
            let strength = (0.35 + 1.3 * step(0.45, 0.7, breeze)) * Float(height) * 0.011
            let depth = Float(y) - horizon
            let sampled = Float(y) + ripple * strength * min(1, depth / 60) * 2
            let row = min(max(Int(sampled), Int(horizon)), height - 1)
            let slope = (Float(y) + 0.5 - horizon) / focus
            let cosine = slope / (1 + slope * slope).squareRoot()
            let shine = 0.05 + 0.95 * pow(1 - cosine, 5)
            let deep = (scene.light.color * 0.6 + scene.light.ambient) * Vector3(0.006, 0.032, 0.036)
            let surface = mix(deep, mirror[row] * Vector3(0.9, 0.95, 0.97), min(shine * 1.15, 0.96))
            colors[y] = scene.throughAir(surface, from: Vector3(place.x, 0, z))
        }
    }
}

extension Scene {
    /// What the air between leaves of a colour, and adds to it.
    func throughAir(_ color: Vector3, from place: Vector3) -> Vector3 {
        let way = place - Vector3(0, cameraHeight, 0)
        let distance = dot(way, way).squareRoot()
        let toLight = max(dot(way / distance, light.direction), 0)
        let haze = mix(air.hazeColor, air.glowColor, 0.25 * toLight * toLight + 0.75 * pow(toLight, 12))
        let left = Vector3(exp(-air.haze.x * distance), exp(-air.haze.y * distance), exp(-air.haze.z * distance))
        let clear = color * left + haze * (1 - left)
        guard air.mist > 0 else { return clear }
        // The integral of a density that falls exponentially with height, along the line of sight.
        let rise = way.y / air.mistHeight
        let average = abs(rise) < 0.01 ? 1 : (1 - exp(-rise)) / rise
        let noise = Noise(seed: seed &+ 8)
        let wisps = noise.cloudy(Vector2(place.x / 2_300, place.z / 1_500 + place.y / 300), octaves: 5)
        let density = air.mist * exp(-cameraHeight / air.mistHeight) * average * (0.3 + 1.5 * wisps)
        let mist = mix(air.mistColor, air.glowColor, 0.5 * pow(toLight, 6))
        return mix(mist, clear, exp(-density * distance))
    }
}
