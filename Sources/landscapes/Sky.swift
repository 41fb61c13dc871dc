import Foundation

/// Colours by height, the disc and its glow, clouds and stars.
struct Sky: Sendable {
    var zenith: Vector3
    var middle: Vector3
    var horizon: Vector3
    /// Where the three colours lie: sine of the elevation at which `middle` is reached.
    var middleHeight: Float
    /// Light around the disc: wide and narrow.
    var glow: Vector3
    var discColor: Vector3
    /// Cosine of the disc's radius; 1 is no disc.
    var disc: Float
    /// Share of the sky that clouds cover, 0 to 1.
    var clouds: Float
    var cloudColor: Vector3
    var cloudShade: Vector3
    /// Brightness of the stars; 0 by day.
    var stars: Float
}

extension Scene {
    /// The sky in one direction.
    ///
    /// - Parameter withStars: Points of light don't survive a rippled mirror, the water asks for none.
    func skyColor(_ direction: Vector3, withStars: Bool = true) -> Vector3 {
        let up = max(direction.y, 0)
        var color = mix(sky.horizon, sky.middle, 1 - exp(-2.2 * up / sky.middleHeight))
        color = mix(color, sky.zenith, step(sky.middleHeight * 0.6, 0.42, up))
        let toLight = max(dot(direction, light.direction), 0)
        color += sky.glow * (0.35 * pow(toLight, 9) + 0.65 * pow(toLight, 90))
        if sky.stars > 0, withStars {
            color += starColor(direction)
        }
        if sky.disc < 1 {
            let edge = (1 - sky.disc) * 0.09
            let halo = pow(toLight, 2600)
            color += sky.discColor * (step(sky.disc - edge, sky.disc + edge, toLight) + 0.05 * halo)
        }
        return clouds(over: color, direction, toLight: toLight)
    }

    private func clouds(over color: Vector3, _ direction: Vector3, toLight: Float) -> Vector3 {
        guard sky.clouds > 0, direction.y > 0.004 else { return color }
        let noise = Noise(seed: seed &+ 77)
        // A flat layer seen from below, drawn out along the wind.
        let place = Vector2(direction.x, direction.z) / (direction.y + 0.07)
        let p = Vector2(place.x * 0.62, place.y * 1.25)
        let warp = Vector2(noise.cloudy(p * 0.9 + 7, octaves: 4), noise.cloudy(p * 0.9 - 3, octaves: 4))
        let thickness = noise.cloudy(p + warp * 1.3, octaves: 8)
        let cover = step(0.66 - 0.3 * sky.clouds, 0.86 - 0.2 * sky.clouds, thickness)
        let lit = noise.cloudy(p + warp * 1.3 + Vector2(light.direction.x, light.direction.z) * 0.09, octaves: 6)
        let shade = min(max(0.5 + (thickness - lit) * 4.5, 0), 1)
        let cloud = mix(sky.cloudShade, sky.cloudColor, shade) + sky.glow * 0.5 * pow(toLight, 14)
        return mix(color, cloud, cover * step(0.0, 0.1, direction.y) * 0.92)
    }

    /// Stars of many brightnesses, few of them strong, denser along the Milky Way.
    private func starColor(_ direction: Vector3) -> Vector3 {
        let noise = Noise(seed: seed &+ 1001)
        let across = dot(direction, normalized(Vector3(0.72, -0.62, 0.18)))
        let along = Vector2(direction.x * 3 + direction.y * 4, across * 7)
        let warp = Vector2(noise.cloudy(along * 1.1, octaves: 4), noise.cloudy(along * 1.1 + 9, octaves: 4))
        let dust = noise.cloudy(along * 3.1 + warp * 1.2 + 5, octaves: 7)
        let band = exp(-across * across * 30)
        let core = exp(-across * across * 150)
        let river = band * step(0.34, 0.66, noise.cloudy(along * 1.3 + warp, octaves: 7))
        var color = Vector3(0.5, 0.6, 0.95) * 0.03 * river + Vector3(0.95, 0.82, 0.78) * 0.042 * core
        color *= 1 - 0.8 * step(0.36, 0.72, dust) * band
        for (cells, strength) in [(Float(46), Float(1)), (130, 0.34), (340, 0.2)] {
            color += stars(direction, cells: cells, share: 0.13 + 0.4 * river, noise: noise) * strength
        }
        return color * sky.stars * step(0.01, 0.22, direction.y)
    }

    private func stars(_ direction: Vector3, cells: Float, share: Float, noise: Noise) -> Vector3 {
        let p = Vector2(direction.x, direction.y) / max(direction.z, 0.2) * cells
        let (x, y) = (Int32(p.x.rounded(.down)), Int32(p.y.rounded(.down)))
        guard noise.hash(x, y &+ 9000) < share else { return .zero }
        let centre = Vector2(0.2 + 0.6 * noise.hash(x &+ 500, y), 0.2 + 0.6 * noise.hash(x, y &+ 500))
        let offset = p - Vector2(Float(x), Float(y)) - centre
        let magnitude = pow(noise.hash(x &+ 1300, y &+ 77), 8)
        // Wide enough for a pixel and a half, so that stars stay round when averaged.
        let radius = cells * (0.0003 + 0.00028 * magnitude)
        let light = exp(-(offset * offset).sum() / (radius * radius))
        let warmth = noise.hash(x &- 700, y &+ 31)
        return mix(Vector3(0.72, 0.84, 1.15), Vector3(1.15, 0.92, 0.7), warmth) * light * (0.06 + 1.9 * magnitude)
    }
}
