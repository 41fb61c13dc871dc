import HTTPSemantics
import HTTPWire

/// What scanning some bytes comes to.
enum Scanned<Head: Hashable & Sendable>: Hashable, Sendable {
    case head(Head, lengthBytes: Int)
    case needsMore
    case refused(WireError)
}

/// How bytes arrive.
enum Delivery: Hashable, CaseIterable, Sendable {
    case whole, byteByByte, inThrees
}

extension [UInt8] {
    init(_ text: String) {
        // One byte per scalar: tables write 0x80–0xFF as they are.
        self = text.unicodeScalars.map { UInt8($0.value) }
    }

    /// The lengths of what a reader has after each arrival.
    func arrivals(_ delivery: Delivery) -> [Int] {
        switch delivery {
        case .whole: [count]
        case .byteByByte: Array<Int>(0...count)
        case .inThrees: Array<Int>(stride(from: 0, to: count, by: 3)) + [count]
        }
    }

    func scannedRequest(_ delivery: Delivery = .whole, limits: WireLimits = .request) -> Scanned<RequestHead> {
        var scanner = RequestHeadScanner(limits: limits)
        var layout = HeadLayout()
        return withRawSpan { bytes in
            for length in arrivals(delivery) {
                let received = bytes.extracting(first: length)
                do throws(WireError) {
                    if try scanner.scan(received, into: &layout) {
                        return .head(RequestHead(layout: layout, bytes: received), lengthBytes: layout.headLength)
                    }
                } catch {
                    return .refused(error)
                }
            }
            return .needsMore
        }
    }

    func scannedResponse(_ delivery: Delivery = .whole, limits: WireLimits = .response) -> Scanned<ResponseHead> {
        var scanner = ResponseHeadScanner(limits: limits)
        var layout = HeadLayout()
        return withRawSpan { bytes in
            for length in arrivals(delivery) {
                let received = bytes.extracting(first: length)
                do throws(WireError) {
                    if try scanner.scan(received, into: &layout) {
                        return .head(ResponseHead(layout: layout, bytes: received), lengthBytes: layout.headLength)
                    }
                } catch {
                    return .refused(error)
                }
            }
            return .needsMore
        }
    }
}

/// A body read to its end, or as far as it goes.
struct ReadBody: Hashable, Sendable {
    var data: [UInt8] = []
    var trailers: Fields?
    /// Bytes used up.
    var lengthBytes = 0
    var fault: WireError?

    var isComplete: Bool { trailers != nil }

    /// Reads `bytes` in pieces of the given lengths, the last one with whatever is left.
    init(_ framing: BodyFraming, _ bytes: [UInt8], pieces: [Int] = [], limits: WireLimits = .request) {
        var reader = BodyReader(framing, limits: limits)
        var start = 0
        for piece in pieces + [bytes.count] {
            let end = Swift.min(bytes.count, start + piece)
            guard read(Array(bytes[start..<end]), &reader) else { return }
            start = end
        }
    }

    private mutating func read(_ piece: [UInt8], _ reader: inout BodyReader) -> Bool {
        var consumed = 0
        while true {
            do throws(WireError) {
                switch try piece.withRawSpan({ bytes throws(WireError) in try reader.read(bytes, consumed: &consumed) })
                {
                case .data(let range): data += piece[range]
                case .needMore:
                    lengthBytes += consumed
                    return true
                case .end(let fields):
                    lengthBytes += consumed
                    trailers = fields
                    return false
                }
            } catch {
                fault = error
                return false
            }
        }
    }
}

/// The same numbers for the same seed, on every machine (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    let seed: UInt64
    private var state: UInt64

    init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: choices.indices, using: &self)]
    }
}
