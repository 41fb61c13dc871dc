/// Smooth random fields that depend on the seed and on nothing else.
struct Noise: Sendable {
    var seed: UInt32

    /// A number from 0 to 1 for a lattice point.
    func hash(_ x: Int32, _ y: Int32) -> Float {
        var mixed = UInt32(bitPattern: x) &* 0x85EB_CA6B ^ UInt32(bitPattern: y) &* 0xC2B2_AE35 ^ seed &* 0x9E37_79B1
        mixed ^= mixed >> 15
        mixed = mixed &* 0x2C1B_3C6D
        mixed ^= mixed >> 12
        mixed = mixed &* 0x297A_2D39
        mixed ^= mixed >> 15
        return Float(mixed >> 8) / 16_777_216
    }

    /// Between 0 and 1, and its slope along both axes.
    func valueAndSlope(_ p: Vector2) -> (value: Float, slope: Vector2) {
        let floor = p.rounded(.down)
        let (x, y) = (Int32(floor.x), Int32(floor.y))
        let f = p - floor
        let u = f * f * f * (f * (f * 6 - 15) + 10)
        let du = 30 * f * f * (f * (f - 2) + 1)
        let a = hash(x, y)
        let b = hash(x &+ 1, y)
        let c = hash(x, y &+ 1)
        let d = hash(x &+ 1, y &+ 1)
        let twist = a - b - c + d
        let value = a + (b - a) * u.x + (c - a) * u.y + twist * u.x * u.y
        let slope = du * Vector2((b - a) + twist * u.y, (c - a) + twist * u.x)
        return (value, slope)
    }

    func value(_ p: Vector2) -> Float { valueAndSlope(p).value }

    /// Octaves of noise, each twice as fine and half as strong; between 0 and 1, mostly near the middle.
    func cloudy(_ point: Vector2, octaves: Int) -> Float {
        var (p, sum, weight, total) = (point, Float(0), Float(0.5), Float(0))
        for _ in 0..<octaves {
            sum += weight * value(p)
            total += weight
            weight *= 0.5
            p = turned(p) * 2.03
        }
        return sum / total
    }

    /// Mountains: octaves count less where the coarser ones are already steep, as if water had smoothed the slopes and
    /// left the crests sharp. Between 0 and about 1.2.
    func eroded(_ point: Vector2, octaves: Int) -> Float {
        var (p, sum, weight) = (point, Float(0), Float(1))
        var slope = Vector2.zero
        for _ in 0..<octaves {
            let noise = valueAndSlope(p)
            slope += noise.slope
            sum += weight * noise.value / (1 + (slope * slope).sum())
            weight *= 0.5
            p = turned(p) * 2
        }
        return sum
    }

    /// Turned by an angle that no multiple brings back, so that the lattices of the octaves don't line up.
    private func turned(_ p: Vector2) -> Vector2 {
        Vector2(0.8 * p.x - 0.6 * p.y, 0.6 * p.x + 0.8 * p.y)
    }
}

typealias Vector2 = SIMD2<Float>
/// A direction or a place (x right, y up, z away, in metres), or a colour in linear light.
typealias Vector3 = SIMD3<Float>

func dot(_ a: Vector3, _ b: Vector3) -> Float { (a * b).sum() }

func normalized(_ v: Vector3) -> Vector3 { v / dot(v, v).squareRoot() }

func mix(_ a: Vector3, _ b: Vector3, _ share: Float) -> Vector3 { a + (b - a) * share }

/// 0 below `low`, 1 above `high`, a soft curve between.
func step(_ low: Float, _ high: Float, _ x: Float) -> Float {
    let t = min(max((x - low) / (high - low), 0), 1)
    return t * t * (3 - 2 * t)
}
