import Imaging

/// A JPEG with an EXIF block that names only an orientation, put right behind its first marker.
func jpeg(_ file: [UInt8], withOrientation orientation: Int, littleEndian: Bool = false) -> [UInt8] {
    let tiff = exif(orientation: orientation, littleEndian: littleEndian)
    let segment = Array("Exif\0\0".utf8) + tiff
    let length = segment.count + 2
    return file.prefix(2) + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 0xFF)] + segment + file.dropFirst(2)
}

/// A TIFF header and a directory of one entry.
func exif(orientation: Int, littleEndian: Bool = false) -> [UInt8] {
    func short(_ value: Int) -> [UInt8] {
        let bytes = [UInt8(value >> 8), UInt8(value & 0xFF)]
        return littleEndian ? bytes.reversed() : bytes
    }
    func long(_ value: Int) -> [UInt8] { littleEndian ? short(value) + [0, 0] : [0, 0] + short(value) }
    let entry = short(0x0112) + short(3) + long(1) + short(orientation) + short(0)
    return Array((littleEndian ? "II" : "MM").utf8) + short(42) + long(8) + short(1) + entry + long(0)
}

/// A progressive JPEG whose first scan comes `count` times: legal, small, and a lot of work.
func jpeg(_ file: [UInt8], withFirstScanTimes count: Int) -> [UInt8] {
    let scans = file.indices.dropLast().filter { file[$0] == 0xFF && file[$0 + 1] == 0xDA }
    guard scans.count > 1 else { return file }
    // Tables for the next scan lie between the two; repeating them changes nothing.
    let first = file[scans[0]..<scans[1]]
    return file[..<scans[0]] + (0..<count).flatMap { _ in first } + file[scans[1]...]
}
