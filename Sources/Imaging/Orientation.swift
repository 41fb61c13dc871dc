/// How stored pixels must be turned to stand upright: the eight values of EXIF's orientation tag (TIFF 6.0 §8).
///
/// Cases are named by where the stored picture's first row and first column belong.
enum Orientation: Int, CaseIterable {
    case upright = 1
    case topRight, bottomRight, bottomLeft, leftTop, rightTop, rightBottom, leftBottom

    init(_ value: Int) {
        self = Orientation(rawValue: value) ?? .upright
    }

    /// Whether width and height change places.
    var isTransposed: Bool {
        switch self {
        case .upright, .topRight, .bottomRight, .bottomLeft: false
        case .leftTop, .rightTop, .rightBottom, .leftBottom: true
        }
    }
}

extension Raster {
    /// These pixels turned upright.
    func turned(_ orientation: Orientation) -> Raster {
        guard orientation != .upright else { return self }
        let (right, bottom) = (size.width - 1, size.height - 1)
        return Raster(size: orientation.isTransposed ? size.transposed : size) { x, y in
            switch orientation {
            case .upright: self[x, y]
            case .topRight: self[right - x, y]
            case .bottomRight: self[right - x, bottom - y]
            case .bottomLeft: self[x, bottom - y]
            case .leftTop: self[y, x]
            case .rightTop: self[y, bottom - x]
            case .rightBottom: self[right - y, bottom - x]
            case .leftBottom: self[right - y, x]
            }
        }
    }
}
