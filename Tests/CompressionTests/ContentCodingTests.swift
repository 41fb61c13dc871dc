import CLibBrotliDecoder
import CLibZstd
import CZLib
import Compression
import TestSupport
import Testing

@Suite struct `Content codings` {
    @Test(arguments: ContentCoding.allCases)
    func `give back what went in, whatever its size`(_ coding: ContentCoding) throws {
        var random = SeededRandom(seed: 7)
        for size in [0, 1, 511, 4_096, 70_000, 1_000_000] {
            // Text that repeats itself, with noise between.
            let bytes = (0..<size).map { index in
                index % 97 == 0
                    ? UInt8.random(in: .min ... .max, using: &random) : UInt8(ascii: "a") + UInt8(index % 23)
            }
            let compressed = try #require(coding.compressed(bytes))
            #expect(decoded(compressed, coding, size: size) == bytes, "\(size) bytes")
            if size > 4_000 { #expect(compressed.count < size / 2, "\(size) bytes") }
        }
    }

    @Test(arguments: ContentCoding.allCases)
    func `make the same bytes of the same text every time`(_ coding: ContentCoding) {
        let text = Array(String(repeating: "The mountains rise behind the town. ", count: 300).utf8)
        #expect(coding.compressed(text) == coding.compressed(text))
    }

    @Test func `gzip's head tells neither time nor name`() throws {
        let compressed = try #require(ContentCoding.gzip.compressed(Array("text".utf8)))
        #expect(compressed.prefix(8) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
    }

    @Test func `the recipe names libraries and levels`() {
        #expect(ContentCoding.recipe.wholeMatch(of: /gzip [0-9.]+ 9, br [0-9a-f]+ 11, zstd [0-9]+ 19/) != nil)
    }

    private func decoded(_ bytes: [UInt8], _ coding: ContentCoding, size: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
            unsafe bytes.withUnsafeBufferPointer { input in
                switch coding {
                case .gzip:
                    var stream = unsafe z_stream()
                    unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                    unsafe stream.avail_in = UInt32(input.count)
                    unsafe stream.next_out = buffer.baseAddress
                    unsafe stream.avail_out = UInt32(buffer.count)
                    _ = unsafe inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
                    _ = unsafe inflate(&stream, Z_FINISH)
                    count = unsafe Int(stream.total_out)
                    _ = unsafe inflateEnd(&stream)
                case .brotli:
                    count = buffer.count
                    _ = unsafe BrotliDecoderDecompress(input.count, input.baseAddress, &count, buffer.baseAddress)
                case .zstandard:
                    count = unsafe ZSTD_decompress(buffer.baseAddress, buffer.count, input.baseAddress, input.count)
                }
            }
        }
    }
}
