/// PNG files put together by hand, for the kinds that our own encoder never writes.
struct HandmadePNG {
    var width: Int
    var height: Int
    var bitDepth: UInt8 = 8
    /// 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.
    var colorType: UInt8
    var isInterlaced = false
    /// Between the header and the pixels, in this order.
    var chunks: [(type: String, data: [UInt8])] = []
    /// What deflate unpacks to: each row with its filter byte.
    var scanlines: [UInt8]

    var bytes: [UInt8] {
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        let interlace: UInt8 = isInterlaced ? 1 : 0
        bytes += chunk("IHDR", bigEndian(width) + bigEndian(height) + [bitDepth, colorType, 0, 0, interlace])
        for (type, data) in chunks { bytes += chunk(type, data) }
        return bytes + chunk("IDAT", stored(scanlines)) + chunk("IEND", [])
    }
}

func bigEndian(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }

private func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    bigEndian(data.count) + Array(type.utf8) + data + bigEndian(Int(crc32(Array(type.utf8) + data)))
}

/// A zlib stream of stored blocks (RFC 1950, RFC 1951 §3.2.4).
private func stored(_ data: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var rest = data[...]
    repeat {
        let block = rest.prefix(65_535)
        rest = rest.dropFirst(block.count)
        let (low, high) = (UInt8(block.count & 0xFF), UInt8(block.count >> 8))
        stream += [rest.isEmpty ? 1 : 0, low, high, ~low, ~high] + block
    } while !rest.isEmpty
    var (a, b) = (1, 0)
    for byte in data {
        a = (a + Int(byte)) % 65_521
        b = (b + a) % 65_521
    }
    return stream + bigEndian(b << 16 | a)
}

private func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = ~0
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
}
