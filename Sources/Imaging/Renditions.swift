/// One size of a picture, ready to be served.
package struct Rendition: Sendable {
    package var size: ImageSize
    package var format: ImageFormat
    package var bytes: [UInt8]

    package init(size: ImageSize, format: ImageFormat, bytes: [UInt8]) {
        self.size = size
        self.format = format
        self.bytes = bytes
    }
}

/// Which sizes are made of a picture, and how they are written.
package struct RenditionRecipe: Sendable, Hashable {
    /// In pixels, in any order.
    package var widths: [Int]
    /// 1 to 100; 82 is hard to tell from the original on a screen.
    package var jpegQuality: Int

    package init(widths: [Int], jpegQuality: Int) {
        self.widths = widths
        self.jpegQuality = jpegQuality
    }

    /// Text that changes whenever this recipe would make other bytes: for cache keys. Whoever changes the resampler or
    /// an encoder's settings raises the version.
    package var identity: String {
        let widths = askedWidths.map(String.init).joined(separator: ",")
        return "renditions v1; widths \(widths); jpeg \(jpegQuality)"
    }

    /// The sizes made of a picture of this upright size: ascending, each once, none larger than the picture.
    ///
    /// A picture narrower than the largest width asked for is also kept at its own width, so that nothing is lost.
    package func sizes(for size: ImageSize) -> [ImageSize] {
        guard let largest = askedWidths.last else { return [size] }
        let smaller = askedWidths.filter { $0 < size.width }
        let widths = largest < size.width ? smaller : smaller + [size.width]
        return widths.map(size.scaled(toWidth:))
    }

    private var askedWidths: [Int] { Set(widths).filter { $0 > 0 }.sorted() }
}

/// All the sizes a recipe asks for, ascending, from one decode.
///
/// JPEG gives JPEG, PNG gives PNG. The pixels stand upright, and nothing but pixels is left of the file.
package func makeRenditions(
    of bytes: [UInt8], recipe: RenditionRecipe, limits: ImageLimits
) throws(ImageFailure) -> [Rendition] {
    let info = try probe(bytes, limits: limits)
    let orientation = Orientation(info.orientation)
    let encoding: ImageEncoding =
        switch info.format {
        case .jpeg: .jpeg(quality: recipe.jpegQuality, isProgressive: false)
        case .png: .png
        }
    let targets = recipe.sizes(for: info.size).map { orientation.isTransposed ? $0.transposed : $0 }
    var renditions: [Rendition] = []
    for raster in try resample(bytes, info: info, to: targets, limits: limits) {
        let upright = raster.turned(orientation)
        try renditions.append(
            Rendition(size: upright.size, format: encoding.format, bytes: upright.encoded(as: encoding)))
    }
    return renditions
}

/// A picture's pixels, upright, at full size.
package func decode(_ bytes: [UInt8], limits: ImageLimits) throws(ImageFailure) -> Raster {
    let info = try probe(bytes, limits: limits)
    return try resample(bytes, info: info, to: [info.storedSize], limits: limits)[0]
        .turned(Orientation(info.orientation))
}

/// The decoded picture at each of the sizes, all in stored orientation.
///
/// - Parameter targets: Ascending, and none larger than the picture.
private func resample(
    _ bytes: [UInt8], info: ImageInfo, to targets: [ImageSize], limits: ImageLimits
) throws(ImageFailure) -> [Raster] {
    guard let largest = targets.last else { return [] }
    let eighths = info.format == .jpeg ? eighths(from: info.storedSize, to: largest) : 8
    return unsafe try bytes.withUnsafeBufferPointer { file throws(ImageFailure) in
        var reader = unsafe try PixelReader(file, info: info, eighths: eighths, limits: limits)
        let decoded = reader.size
        guard decoded == info.storedSize.scaled(byEighths: eighths) else {
            throw .damaged("the header and the pixels disagree about the size")
        }
        let stages = cascade(from: decoded, to: targets)
        var pixels = Array(repeating: Pixel(), count: decoded.width)
        var row = Array(repeating: LinearPixel.zero, count: decoded.width)
        for _ in 0..<decoded.height {
            var pixelSpan = pixels.mutableSpan
            try reader.read(into: &pixelSpan)
            var rowSpan = row.mutableSpan
            LinearLight.decode(pixels.span, into: &rowSpan)
            for stage in stages.first {
                stage.receive(row.span)
            }
        }
        return stages.all.map { $0.finish() }
    }
}

/// A stage for each size, and those among them that take the decoder's rows.
///
/// A size at most half as wide as another one is made from that; the error of resampling twice is then too small to
/// see, and the work a fraction.
private func cascade(
    from decoded: ImageSize, to targets: [ImageSize]
) -> (first: [RenditionStage], all: [RenditionStage]) {
    var stages: [RenditionStage] = []
    var first: [RenditionStage] = []
    for target in targets.reversed() {
        if let parent = stages.last(where: { $0.target.isTwice(target) }) {
            let stage = RenditionStage(from: parent.target, to: target)
            parent.add(stage)
            stages.append(stage)
        } else {
            let stage = RenditionStage(from: decoded, to: target)
            first.append(stage)
            stages.append(stage)
        }
    }
    return (first, stages.reversed())
}

/// How far a JPEG may be scaled while it decodes: at least twice the largest target remains for the resampler, because
/// the codec averages in sRGB's numbers, not in linear light.
private func eighths(from stored: ImageSize, to target: ImageSize) -> Int {
    for eighths in [1, 2, 4] {
        let scaled = stored.scaled(byEighths: eighths)
        if scaled.isTwice(target) { return eighths }
    }
    return 8
}

extension ImageSize {
    /// At least twice as large both ways; half a pixel that rounding took doesn't count.
    fileprivate func isTwice(_ other: ImageSize) -> Bool {
        width + 1 >= 2 * other.width && height + 1 >= 2 * other.height
    }

    /// As libjpeg rounds.
    fileprivate func scaled(byEighths eighths: Int) -> ImageSize {
        ImageSize(width: (width * eighths + 7) / 8, height: (height * eighths + 7) / 8)
    }
}
