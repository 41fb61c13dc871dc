import Foundation

extension Scene {
    /// The ground, without trees.
    ///
    /// - Parameter octaves: How fine; each doubles the detail.
    func groundHeight(_ x: Float, _ z: Float, octaves: Int) -> Float {
        let noise = Noise(seed: seed)
        let p = Vector2(x, z) / land.wavelength
        var rise = step(land.near, land.far, z)
        if land.valley > 0 {
            let bend = (noise.value(Vector2(0.3, z / 2600)) - 0.5) * land.valley * 1.1
            let side = abs(x - bend * step(400, 4000, z)) + (noise.value(Vector2(x, z) / 420) - 0.5) * 160
            rise = max(rise, step(land.valley, land.valley + land.valleySide, side) * 0.78 * step(50, 2200, z))
        }
        var height = land.floor + rise * (130 + land.relief * (noise.eroded(p, octaves: octaves) - 0.18))
        for peak in land.peaks {
            let offset = Vector2(x - peak.x, z - peak.z) / peak.radius
            let distance = (offset * offset).sum().squareRoot()
            guard distance < 1 else { continue }
            // A pointed cone, its faces broken by the range's own noise.
            let rough = noise.eroded(p * 1.7 + 11, octaves: octaves - 1)
            let cone = 1 - distance
            height += peak.height * cone * cone * (1.9 - 0.9 * cone) * (0.62 + 0.62 * rough) * rise
        }
        return height
    }

    /// How much a conifer adds to the ground here, in metres.
    func treeHeight(_ x: Float, _ z: Float, ground: Float) -> Float {
        guard ground > 1.5, ground < land.treeLine + 200 else { return 0 }
        let noise = Noise(seed: seed &+ 4)
        let share = woods(x, z, ground: ground)
        guard share > 0.02 else { return 0 }
        let cell: Float = 8.5
        let p = Vector2(x, z) / cell
        let (i, j) = (Int32(p.x.rounded(.down)), Int32(p.y.rounded(.down)))
        guard noise.hash(i, j) < share else { return 0 }
        let centre = Vector2(0.3 + 0.4 * noise.hash(i &+ 99, j), 0.3 + 0.4 * noise.hash(i, j &+ 99))
        let offset = p - Vector2(Float(i), Float(j)) - centre
        let distance = (offset * offset).sum().squareRoot()
        let tall = 9 + 15 * noise.hash(i &+ 7, j &+ 7)
        return max(0, tall * (1 - distance / 0.48))
    }

    /// The share of the ground that is wooded, 0 to 1.
    func woods(_ x: Float, _ z: Float, ground: Float) -> Float {
        let noise = Noise(seed: seed &+ 5)
        let patches = noise.cloudy(Vector2(x, z) / 420, octaves: 4)
        let edge = land.treeLine + (noise.cloudy(Vector2(x, z) / 900, octaves: 3) - 0.5) * 420
        return step(0.3, 0.52, patches) * (1 - step(edge - 160, edge + 60, ground)) * step(1.5, 7, ground)
    }

    /// How much of the light reaches a place, 0 to 1.
    func sunlight(at place: Vector3, octaves: Int) -> Float {
        var light: Float = 1
        var distance: Float = 25
        while distance < 9_000, light > 0.01 {
            let point = place + self.light.direction * distance
            if point.y > 4_200 { break }
            let clearance = point.y - groundHeight(point.x, point.z, octaves: octaves)
            light = min(light, 0.5 + 14 * clearance / distance)
            distance *= 1.28
        }
        return step(0, 1, light)
    }

    /// The colour of the ground or its trees in this light, before the air comes between.
    func surfaceColor(at place: Vector3, tree: Float, distance: Float) -> Vector3 {
        let octaves = distance < 3_000 ? 11 : 10
        let reach = max(0.8, distance * 0.0007)
        let ground = groundHeight(place.x, place.z, octaves: octaves)
        let normal = normalized(
            Vector3(
                ground - groundHeight(place.x + reach, place.z, octaves: octaves), reach,
                ground - groundHeight(place.x, place.z + reach, octaves: octaves)))
        let sun = sunlight(at: Vector3(place.x, ground + 4, place.z), octaves: 7)
        let noise = Noise(seed: seed &+ 2)
        let spots = noise.cloudy(Vector2(place.x, place.z) / 60, octaves: 5)
        var albedo = groundColor(ground, normal: normal, at: place, spots: spots)
        var facing = max(dot(normal, light.direction), 0)
        var openness = 0.55 + 0.45 * normal.y
        if tree > 0.4 {
            let kind = noise.hash(Int32((place.x / 8.5).rounded(.down)), Int32((place.z / 8.5).rounded(.down)))
            albedo = mix(Vector3(0.012, 0.03, 0.012), Vector3(0.04, 0.062, 0.02), kind * spots * 1.6)
            facing = 0.25 + 0.45 * facing + 0.3 * min(tree / 18, 1)
            openness = 0.35 + 0.5 * min(tree / 18, 1)
        }
        let bounce = light.color * 0.035 * max(0, -normal.z * 0.4 + 0.3)
        return albedo * (light.color * facing * sun + light.ambient * openness + bounce)
    }

    private func groundColor(_ height: Float, normal: Vector3, at place: Vector3, spots: Float) -> Vector3 {
        let noise = Noise(seed: seed &+ 3)
        let folds = noise.cloudy(Vector2(place.x, place.z) / 700, octaves: 4) * 260
        let strata = noise.cloudy(Vector2(place.x / 900, (height + folds) / 34), octaves: 4)
        var color = mix(Vector3(0.085, 0.08, 0.078), Vector3(0.21, 0.19, 0.17), strata * 0.45 + spots * 0.5)
        let meadow = mix(Vector3(0.045, 0.07, 0.018), Vector3(0.13, 0.135, 0.04), spots)
        let green = step(0.62, 0.84, normal.y) * (1 - step(land.treeLine, land.treeLine + 520, height + spots * 240))
        color = mix(color, meadow, green)
        let shore = 1 - step(1, 7, height + (spots - 0.5) * 5)
        color = mix(color, Vector3(0.2, 0.185, 0.165) * (0.55 + 0.8 * spots), land.hasWater ? shore : 0)
        let line = land.snowLine + (noise.cloudy(Vector2(place.x, place.z) / 520, octaves: 5) - 0.5) * 900
        let lies = step(0.42, 0.68, normal.y + (spots - 0.5) * 0.25)
        let snow = step(line - 260, line + 320, height) * lies
        return mix(color, Vector3(0.86, 0.88, 0.92), snow)
    }
}
