import HTTPSemantics

/// Finds the end of a body, however it is framed.
package struct BodyReader: Sendable {
    private enum State: Sendable {
        case counting(remaining: Int)
        case chunked
        case untilClose
        case complete
    }

    private var state: State
    private var decoder: ChunkedDecoder

    package init(_ framing: BodyFraming, limits: WireLimits = .request) {
        decoder = ChunkedDecoder(limits: limits)
        state =
            switch framing {
            case .none, .length(0): .complete
            case .length(let count): .counting(remaining: count)
            case .chunked: .chunked
            case .untilClose: .untilClose
            }
    }

    /// Whether the body has been read to its end. One that lasts until the connection ends is never complete before.
    package var isComplete: Bool {
        if case .complete = state { true } else { false }
    }

    /// Reads on; after `end`, nothing is used up and every call says `end` again, without trailers.
    ///
    /// - Parameter consumed: Where in `bytes` to begin; afterwards, where to go on. Call again until `needMore` or `end`.
    package mutating func read(_ bytes: RawSpan, consumed: inout Int) throws(WireError) -> BodyEvent {
        let available = bytes.byteCount - consumed
        switch state {
        case .complete: return .end(trailers: [:])
        case .counting(let remaining):
            guard available > 0 else { return .needMore }
            let count = min(remaining, available)
            state = count == remaining ? .complete : .counting(remaining: remaining - count)
            consumed += count
            return .data((consumed - count)..<consumed)
        case .untilClose:
            guard available > 0 else { return .needMore }
            consumed += available
            return .data((consumed - available)..<consumed)
        case .chunked:
            let event = try decoder.decode(bytes, consumed: &consumed)
            if case .end = event { state = .complete }
            return event
        }
    }

    /// What it means that no more bytes will come.
    package enum Ending: Hashable, Sendable {
        /// The body is all there.
        case complete
        /// Some of it is missing; it must not be taken for the whole (RFC 9112 §8).
        case cutShort
    }

    package mutating func atEndOfInput() -> Ending {
        switch state {
        case .complete: return .complete
        case .untilClose:
            state = .complete
            return .complete
        case .counting, .chunked: return .cutShort
        }
    }
}
