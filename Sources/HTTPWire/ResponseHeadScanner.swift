/// Finds the parts of a response head in bytes, as strictly as RFC 9112 allows, without copying any.
package struct ResponseHeadScanner: Sendable {
    package let limits: WireLimits
    private var progress = HeadProgress()

    /// No empty lines before a response: RFC 9112 §2.2 speaks of requests alone.
    package init(limits: WireLimits = .response) {
        var limits = limits
        limits.leadingEmptyLines = 0
        self.limits = limits
    }

    /// Whether any of the next head has arrived.
    package var hasBegun: Bool { progress.hasBegun }

    /// Makes ready for the next head.
    package mutating func reset() { progress.reset() }

    /// Scans as much of a head as there is; to be used just like `RequestHeadScanner.scan`.
    package mutating func scan(_ bytes: RawSpan, into layout: inout HeadLayout) throws(WireError) -> Bool {
        let end = min(bytes.byteCount, limits.headBytes)
        if progress.line == 0 { layout.clear() }
        if progress.resume(bytes, to: end), try advance(bytes, to: end, into: &layout) { return true }
        progress.note(unfinishedAt: end)
        if end >= limits.headBytes { throw .headTooLarge }
        return false
    }

    @inline(__always)
    private mutating func advance(
        _ bytes: RawSpan, to end: Int, into layout: inout HeadLayout
    ) throws(WireError) -> Bool {
        if progress.stage == .emptyLines {
            guard try progress.skipEmptyLines(bytes, to: end, limits: limits) else { return false }
        }
        if progress.stage == .startLine {
            guard try scanStatusLine(bytes, to: end, into: &layout) else { return false }
        }
        return try progress.scanFields(bytes, to: end, limits: limits, into: &layout)
    }

    /// RFC 9112 §4. The space after the status may be missing if no reason follows, as several servers write it.
    @inline(__always)
    private mutating func scanStatusLine(
        _ bytes: RawSpan, to end: Int, into layout: inout HeadLayout
    ) throws(WireError) -> Bool {
        let line = progress.line
        let versionEnd = line + HTTPVersion.length
        guard let version = try HTTPVersion(bytes, from: line, to: end), versionEnd + 4 < end else { return false }
        guard bytes.byte(versionEnd) == UInt8(ascii: " "), let status = Self.status(bytes, at: versionEnd + 1) else {
            throw .malformedStatusLine
        }
        var reason = versionEnd + 4
        switch bytes.byte(reason) {
        case UInt8(ascii: " "): reason += 1
        case UInt8(ascii: "\r"): break
        case UInt8(ascii: "\n"): throw .bareLineFeed
        default: throw .malformedStatusLine
        }
        var reasonEnd = bytes.endOfText(from: reason, to: end)
        while reasonEnd < end, bytes.byte(reasonEnd) == UInt8(ascii: "\t") {
            reasonEnd = bytes.endOfText(from: reasonEnd + 1, to: end)
        }
        guard reasonEnd + 1 < end else { return false }
        guard bytes.byte(reasonEnd) == UInt8(ascii: "\r") else {
            throw bytes.byte(reasonEnd) == UInt8(ascii: "\n") ? .bareLineFeed : .malformedStatusLine
        }
        guard bytes.byte(reasonEnd + 1) == UInt8(ascii: "\n") else { throw .bareCarriageReturn }
        layout.version = version
        layout.status = status
        layout.reason = reason..<reasonEnd
        progress.nextLine(at: reasonEnd + 2, stage: .fields)
        return true
    }

    private static func status(_ bytes: RawSpan, at place: Int) -> Int? {
        var status = 0
        for index in place..<(place + 3) {
            let digit = bytes.byte(index) &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            status = status * 10 + Int(digit)
        }
        return (100...599).contains(status) ? status : nil
    }
}
