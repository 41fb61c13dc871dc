/// Everything that makes one landscape: the lie of the land, the light, the air.
struct Scene: Sendable {
    var seed: UInt32
    /// Above the water, in metres.
    var cameraHeight: Float
    /// Where the horizon runs, as a share of the picture's height from the top.
    var horizon: Float
    /// How far the land is drawn, in metres.
    var farthest: Float = 40_000
    var land: Land
    var light: Light
    var air: Air
    var sky: Sky
    /// Brightness of the finished picture.
    var exposure: Float
    /// 1 leaves colours as they are, less pales them, as eyes do at night.
    var saturation: Float
    /// Trees along the lower edge that frame the view; 0 is none.
    var frame: Float
}

/// Heights in metres above the water.
struct Land: Sendable {
    /// A lone mountain added to the range.
    struct Peak: Sendable {
        var x: Float
        var z: Float
        var height: Float
        var radius: Float
    }

    /// Metres per unit of the noise: how wide a mountain is.
    var wavelength: Float
    /// How high the range stands.
    var relief: Float
    /// Where the range begins: nothing rises before `near`, everything after `far`.
    var near: Float
    var far: Float
    /// Half the width of the valley that runs away from the viewer, and how fast its sides rise; 0 is no valley.
    var valley: Float
    var valleySide: Float
    /// The floor, below the water where there is a lake.
    var floor: Float
    var peaks: [Peak]
    var hasWater: Bool
    var snowLine: Float
    var treeLine: Float
}

struct Light: Sendable {
    /// Towards the sun or the moon.
    var direction: Vector3
    var color: Vector3
    /// What comes from the whole sky.
    var ambient: Vector3
}

struct Air: Sendable {
    /// Blue haze: what is lost per metre, for red, green and blue.
    var haze: Vector3
    /// Colour that the haze adds in the distance.
    var hazeColor: Vector3
    /// The same towards the light.
    var glowColor: Vector3
    /// Mist that lies in the valleys: density per metre at its foot, height in metres in which it thins out, and its colour.
    var mist: Float
    var mistHeight: Float
    var mistColor: Vector3
}
