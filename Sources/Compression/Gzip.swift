import CZLib

var zlibVersionText: String { unsafe String(cString: zlibVersion()) }

/// RFC 1952, with no name and no time in its head.
func gzipped(_ bytes: [UInt8], level: Int32) -> [UInt8]? {
    var stream = unsafe z_stream()
    // A window of 15 bits; 16 more ask for gzip's frame instead of zlib's. The most memory makes the smallest output.
    guard
        unsafe deflateInit2_(
            &stream, level, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { unsafe deflateEnd(&stream) }
    let bound = Int(unsafe deflateBound(&stream, UInt(bytes.count)))
    var isWhole = false
    // zlib reads and writes within the two regions, whose sizes it is told, and holds on to neither.
    let output = unsafe [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
        unsafe bytes.withUnsafeBufferPointer { input in
            unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            unsafe stream.avail_in = UInt32(input.count)
            unsafe stream.next_out = buffer.baseAddress
            unsafe stream.avail_out = UInt32(buffer.count)
            isWhole = unsafe deflate(&stream, Z_FINISH) == Z_STREAM_END
            count = unsafe buffer.count - Int(stream.avail_out)
        }
    }
    return isWhole ? output : nil
}
