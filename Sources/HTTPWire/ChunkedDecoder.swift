package import HTTPSemantics

/// What reading a body comes to next.
package enum BodyEvent: Hashable, Sendable {
    /// Data, as a range of the bytes just given.
    case data(Range<Int>)
    /// All bytes given are used up, and the body goes on.
    case needMore
    /// The body is complete; what follows belongs to the next message. Trailers come with chunked bodies alone.
    case end(trailers: Fields)
}

/// Takes a chunked body apart (RFC 9112 §7.1), as strictly as its grammar allows.
///
/// ```
///            ┌────────────────────── data, CR LF ◀──────────────────────┐
///            ▼                                                          │
///   size ──▶ extensions ──▶ CR LF ──▶ more than zero? ──▶ data ─────────┘
///                                     zero? ──▶ trailer lines ──▶ empty line ──▶ done
/// ```
///
/// 1. Every byte given is used up: nothing is asked for twice, and only trailers are copied.
/// 2. Lines end in CR LF. Sizes have 1 to 16 digits and no blanks around them; extensions follow the grammar without
///    blanks (§7.1.1), and are ignored.
/// 3. What isn't data is bounded: each line by the limits, and all lines together by what the data so far may explain,
///    so that a body of one-byte chunks with long extensions ends early.
package struct ChunkedDecoder: Sendable {
    private enum State: Sendable {
        case size
        case chunkExtension(ExtensionState)
        case sizeLineFeed
        case data
        case dataReturn, dataLineFeed
        case trailers
        case done
    }

    private enum ExtensionState: Sendable { case nameStart, name, valueStart, value, quoted, escaped, afterQuoted }

    private let limits: WireLimits
    private var state = State.size
    private var digits = 0
    /// The size of the chunk while its line is read, what is left of it while its data is.
    private var remaining = 0
    private var lineLength = 0
    private var overhead = 0
    private var trailers: [UInt8] = []
    private var trailerLineStart = 0
    private var trailerFields = Fields()

    /// Lines of this much beyond what their data explains are tolerated over the whole body.
    private static let overheadBytes = 16_384

    package init(limits: WireLimits = .request) { self.limits = limits }

    /// Whether the last chunk and the trailer section have been read.
    package var isComplete: Bool {
        if case .done = state { true } else { false }
    }

    /// Reads on.
    ///
    /// - Parameter consumed: Where in `bytes` to begin; afterwards, where to go on. Call again until `needMore` or `end`.
    package mutating func decode(_ bytes: RawSpan, consumed: inout Int) throws(WireError) -> BodyEvent {
        while true {
            if case .done = state {
                defer { trailerFields = Fields() }
                return .end(trailers: trailerFields)
            }
            guard consumed < bytes.byteCount else { return .needMore }
            if case .data = state {
                let start = consumed
                let count = min(remaining, bytes.byteCount - start)
                remaining -= count
                consumed += count
                if remaining == 0 { state = .dataReturn }
                return .data(start..<consumed)
            }
            let byte = bytes.byte(consumed)
            consumed += 1
            try take(byte)
        }
    }

    private mutating func take(_ byte: UInt8) throws(WireError) {
        switch state {
        case .size: try takeSize(byte)
        case .chunkExtension(let part): try takeExtension(byte, part)
        case .sizeLineFeed:
            guard byte == UInt8(ascii: "\n") else { throw .malformedChunk }
            try endSizeLine()
        case .dataReturn:
            guard byte == UInt8(ascii: "\r") else { throw .malformedChunk }
            state = .dataLineFeed
        case .dataLineFeed:
            guard byte == UInt8(ascii: "\n") else { throw .malformedChunk }
            (state, digits, lineLength) = (.size, 0, 0)
        case .trailers: try takeTrailer(byte)
        case .data, .done: preconditionFailure("data is not taken byte by byte, and nothing after the end")
        }
    }

    private mutating func takeSize(_ byte: UInt8) throws(WireError) {
        if let digit = hexValue(byte) {
            digits += 1
            guard digits <= 16, remaining <= Int.max >> 4 else { throw .chunkTooLarge }
            remaining = remaining << 4 | Int(digit)
        } else if digits > 0, byte == UInt8(ascii: "\r") {
            state = .sizeLineFeed
        } else if digits > 0, byte == UInt8(ascii: ";") {
            state = .chunkExtension(.nameStart)
        } else {
            throw .malformedChunk
        }
    }

    /// RFC 9112 §7.1.1: `;name`, `;name=token` or `;name="quoted"`, any number of them.
    private mutating func takeExtension(_ byte: UInt8, _ part: ExtensionState) throws(WireError) {
        lineLength += 1
        guard lineLength <= limits.chunkLineBytes else { throw .chunkOverheadTooLarge }
        let isToken = ByteWord.isToken(byte)
        let isText = byte >= 0x20 && byte != 0x7F || byte == UInt8(ascii: "\t")
        switch part {
        case .nameStart where isToken: state = .chunkExtension(.name)
        case .name where isToken, .value where isToken: break
        case .name where byte == UInt8(ascii: "="): state = .chunkExtension(.valueStart)
        case .valueStart where isToken: state = .chunkExtension(.value)
        case .valueStart where byte == UInt8(ascii: "\""): state = .chunkExtension(.quoted)
        case .quoted where byte == UInt8(ascii: "\""): state = .chunkExtension(.afterQuoted)
        case .quoted where byte == UInt8(ascii: "\\"): state = .chunkExtension(.escaped)
        case .quoted where isText: break
        case .escaped where isText: state = .chunkExtension(.quoted)
        case .name where byte == UInt8(ascii: ";"), .value where byte == UInt8(ascii: ";"),
            .afterQuoted where byte == UInt8(ascii: ";"):
            state = .chunkExtension(.nameStart)
        case .name where byte == UInt8(ascii: "\r"), .value where byte == UInt8(ascii: "\r"),
            .afterQuoted where byte == UInt8(ascii: "\r"):
            state = .sizeLineFeed
        case .nameStart, .name, .valueStart, .value, .quoted, .escaped, .afterQuoted: throw .malformedChunk
        }
    }

    private mutating func endSizeLine() throws(WireError) {
        // A chunk explains 16 bytes of line and as many again as twice its data.
        let explained = remaining > Self.overheadBytes ? Self.overheadBytes : 16 + 2 * remaining
        overhead = max(0, overhead + digits + lineLength + 4 - explained)
        guard overhead <= Self.overheadBytes else { throw .chunkOverheadTooLarge }
        state = remaining > 0 ? .data : .trailers
    }

    private mutating func takeTrailer(_ byte: UInt8) throws(WireError) {
        trailers.append(byte)
        guard trailers.count <= limits.trailerBytes else { throw .trailerTooLarge }
        guard byte == UInt8(ascii: "\n") else { return }
        let line = trailerLineStart
        trailerLineStart = trailers.count
        if trailers.count - line == 2, trailers[line] == UInt8(ascii: "\r") {
            state = .done
            trailers = []
            return
        }
        guard trailerFields.count < limits.fieldCount else { throw .tooManyFields }
        let field = try trailers.withRawSpan { bytes throws(WireError) in try Self.trailer(bytes, from: line) }
        trailerFields.append(field)
    }

    /// One trailer field. Those that would have mattered before the body are refused rather than dropped
    /// (RFC 9110 §6.5.1): whoever sends them hopes that somebody looks.
    private static func trailer(_ bytes: RawSpan, from start: Int) throws(WireError) -> Field {
        guard let line = try FieldLine(bytes, from: start, to: bytes.byteCount) else { throw .malformedField }
        switch KnownFieldTable.shared.field(bytes, start, line.nameEnd) {
        case .host, .connection, .contentLength, .transferEncoding, .te, .trailer, .upgrade, .keepAlive,
            .proxyConnection, .proxyAuthenticate, .proxyAuthorization, .expect, .authorization, .wwwAuthenticate,
            .cookie, .setCookie, .contentEncoding, .contentType, .contentRange:
            throw .trailerFieldForbidden
        default: break
        }
        return Field(
            name: FieldName(validated: bytes.copy(start..<line.nameEnd)),
            value: FieldValue(bytes.copy(line.valueStart..<line.valueEnd)))
    }
}
