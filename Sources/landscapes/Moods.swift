import Foundation

extension Scene {
    /// The landscapes by name.
    static let all: [String: Scene] = ["dawn": dawn, "lake": lake, "night": night]

    /// A summer noon over a mountain lake.
    static let lake = Scene(
        seed: 1, cameraHeight: 16, horizon: 0.56,
        land: Land(
            wavelength: 3_300, relief: 1_750, near: 2_600, far: 7_200, valley: 620, valleySide: 2_400, floor: -28,
            peaks: [Land.Peak(x: -900, z: 9_500, height: 900, radius: 4_800)], hasWater: true, snowLine: 1_350,
            treeLine: 620),
        light: Light(
            direction: normalized(Vector3(-0.62, 0.62, -0.28)), color: Vector3(3.0, 2.8, 2.5),
            ambient: Vector3(0.32, 0.46, 0.72)),
        air: Air(
            haze: Vector3(1.2e-5, 2.1e-5, 4.2e-5), hazeColor: Vector3(0.42, 0.6, 0.9),
            glowColor: Vector3(0.7, 0.75, 0.85), mist: 0, mistHeight: 100, mistColor: .zero),
        sky: Sky(
            zenith: Vector3(0.055, 0.17, 0.5), middle: Vector3(0.17, 0.38, 0.78), horizon: Vector3(0.55, 0.74, 0.95),
            middleHeight: 0.16, glow: Vector3(0.5, 0.42, 0.3), discColor: .zero, disc: 1, clouds: 0.42,
            cloudColor: Vector3(1.5, 1.48, 1.45), cloudShade: Vector3(0.55, 0.64, 0.8), stars: 0),
        exposure: 0.82, saturation: 1, frame: 0)

    /// First light over ranges that stand in mist.
    static let dawn = Scene(
        seed: 1, cameraHeight: 1_500, horizon: 0.5,
        land: Land(
            wavelength: 3_600, relief: 1_900, near: 1_500, far: 9_000, valley: 0, valleySide: 0, floor: -100,
            peaks: [Land.Peak(x: 3_200, z: 15_500, height: 1_100, radius: 5_500)], hasWater: false, snowLine: 2_000,
            treeLine: 900),
        light: Light(
            direction: normalized(Vector3(-0.2, 0.045, 1)), color: Vector3(3.4, 1.75, 0.8),
            ambient: Vector3(0.14, 0.16, 0.3)),
        air: Air(
            haze: Vector3(2.2e-5, 3.2e-5, 5.2e-5), hazeColor: Vector3(0.36, 0.28, 0.42),
            glowColor: Vector3(1.75, 0.72, 0.3), mist: 1e-3, mistHeight: 210, mistColor: Vector3(0.46, 0.4, 0.56)),
        sky: Sky(
            zenith: Vector3(0.035, 0.085, 0.27), middle: Vector3(0.4, 0.25, 0.38), horizon: Vector3(1.2, 0.5, 0.22),
            middleHeight: 0.15, glow: Vector3(1.6, 0.62, 0.16), discColor: Vector3(9, 6, 3), disc: 0.99985, clouds: 0.5,
            cloudColor: Vector3(1.3, 0.6, 0.42), cloudShade: Vector3(0.3, 0.22, 0.33), stars: 0),
        exposure: 0.62, saturation: 1.08, frame: 0)

    /// A clear night under the Milky Way, the snow lit by a moon behind the viewer.
    static let night = Scene(
        seed: 11, cameraHeight: 14, horizon: 0.7,
        land: Land(
            wavelength: 3_000, relief: 1_500, near: 2_200, far: 6_500, valley: 700, valleySide: 2_300, floor: -26,
            peaks: [Land.Peak(x: 1_100, z: 8_200, height: 1_350, radius: 3_900)], hasWater: true, snowLine: 700,
            treeLine: 560),
        light: Light(
            direction: normalized(Vector3(0.7, 0.5, -0.45)), color: Vector3(0.2, 0.25, 0.36),
            ambient: Vector3(0.014, 0.022, 0.046)),
        air: Air(
            haze: Vector3(1.6e-5, 2.2e-5, 3.4e-5), hazeColor: Vector3(0.022, 0.04, 0.075),
            glowColor: Vector3(0.03, 0.045, 0.07), mist: 2e-4, mistHeight: 45, mistColor: Vector3(0.035, 0.055, 0.09)),
        sky: Sky(
            zenith: Vector3(0.004, 0.008, 0.024), middle: Vector3(0.012, 0.026, 0.062),
            horizon: Vector3(0.05, 0.085, 0.12), middleHeight: 0.2, glow: .zero, discColor: .zero, disc: 1, clouds: 0,
            cloudColor: .zero, cloudShade: .zero, stars: 1),
        exposure: 2.4, saturation: 0.72, frame: 0.85)
}
