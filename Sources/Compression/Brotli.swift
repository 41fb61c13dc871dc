import CLibBrotli

var brotliVersionText: String { String(BrotliEncoderVersion(), radix: 16) }

/// RFC 7932, with a window of 4 MiB: more would cost each reader's program that much memory.
func brotlied(_ bytes: [UInt8], level: Int32) -> [UInt8]? {
    var size = BrotliEncoderMaxCompressedSize(bytes.count)
    var isWhole = false
    // The encoder reads and writes within the two regions, whose sizes it is told, and holds on to neither.
    let output = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        unsafe bytes.withUnsafeBufferPointer { input in
            let result = unsafe BrotliEncoderCompress(
                level, 22, BROTLI_MODE_TEXT, input.count, input.baseAddress, &size, buffer.baseAddress)
            isWhole = result != 0
            count = isWhole ? size : 0
        }
    }
    return isWhole ? output : nil
}
