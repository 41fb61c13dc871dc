import CLibZstd

var zstandardVersionText: String { String(ZSTD_versionNumber()) }

/// RFC 8878, one frame that tells its size.
func zstandarded(_ bytes: [UInt8], level: Int32) -> [UInt8]? {
    var isWhole = false
    // The encoder reads and writes within the two regions, whose sizes it is told, and holds on to neither.
    let output = unsafe [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) { buffer, count in
        unsafe bytes.withUnsafeBufferPointer { input in
            let size = unsafe ZSTD_compress(buffer.baseAddress, buffer.count, input.baseAddress, input.count, level)
            isWhole = ZSTD_isError(size) == 0
            count = isWhole ? size : 0
        }
    }
    return isWhole ? output : nil
}
