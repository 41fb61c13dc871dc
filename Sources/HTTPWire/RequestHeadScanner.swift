/// Finds the parts of a request head in bytes, as strictly as RFC 9112 allows, without copying any.
///
/// A head that comes out of here has a method of token bytes, a target of a form that its method allows, version 1.0
/// or 1.1, and valid fields; it has one valid `Host` if it is 1.1 and at most one if it is 1.0 (RFC 9112 §3.2). How its
/// body is framed is another question (`requestFraming`).
package struct RequestHeadScanner: Sendable {
    package let limits: WireLimits
    private var progress = HeadProgress()

    package init(limits: WireLimits = .request) { self.limits = limits }

    /// Whether any of the next head has arrived, empty lines before it aside.
    package var hasBegun: Bool { progress.hasBegun }

    /// Makes ready for the next head.
    package mutating func reset() { progress.reset() }

    /// Scans as much of a head as there is.
    ///
    /// - Parameters:
    ///   - bytes: The message from its first byte on. After `false`, call again with the same bytes and more after
    ///     them; what was scanned is not scanned again.
    ///   - layout: The same one for all calls of a head.
    /// - Returns: Whether the head is complete. If so, call `reset()` before the next one.
    /// - Throws: The first fault, at the latest when the line it is in is complete. The connection is then of no more use.
    package mutating func scan(_ bytes: RawSpan, into layout: inout HeadLayout) throws(WireError) -> Bool {
        let end = min(bytes.byteCount, limits.headBytes)
        if progress.line == 0 { layout.clear() }
        if progress.resume(bytes, to: end), try advance(bytes, to: end, into: &layout) {
            try checkHost(bytes, layout)
            return true
        }
        progress.note(unfinishedAt: end)
        // The longest request line within the limits has two spaces, a version and CR LF besides method and target.
        let longest = limits.targetBytes + WireLimits.methodBytes + HTTPVersion.length + 4
        if progress.stage == .startLine, end - progress.line >= longest { throw .targetTooLong }
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
            guard try scanRequestLine(bytes, to: end, into: &layout) else { return false }
        }
        return try progress.scanFields(bytes, to: end, limits: limits, into: &layout)
    }

    /// RFC 9112 §3: exactly one space on either side of the target.
    @inline(__always)
    private mutating func scanRequestLine(
        _ bytes: RawSpan, to end: Int, into layout: inout HeadLayout
    ) throws(WireError) -> Bool {
        let line = progress.line
        let methodEnd = bytes.endOfToken(from: line, to: end)
        guard methodEnd - line <= WireLimits.methodBytes else { throw .malformedMethod }
        guard methodEnd < end else { return false }
        guard bytes.byte(methodEnd) == UInt8(ascii: " "), methodEnd > line else {
            throw Self.fault(bytes.byte(methodEnd), otherwise: .malformedMethod)
        }
        let target = methodEnd + 1
        let targetEnd = bytes.endOfTarget(from: target, to: end)
        guard targetEnd - target <= limits.targetBytes else { throw .targetTooLong }
        guard targetEnd < end else { return false }
        guard bytes.byte(targetEnd) == UInt8(ascii: " "), targetEnd > target else {
            let isAbsent = bytes.byte(targetEnd) == UInt8(ascii: "\r") || bytes.byte(targetEnd) == UInt8(ascii: " ")
            throw Self.fault(bytes.byte(targetEnd), otherwise: isAbsent ? .malformedRequestLine : .malformedTarget)
        }
        let versionEnd = targetEnd + 1 + HTTPVersion.length
        guard let version = try HTTPVersion(bytes, from: targetEnd + 1, to: end), versionEnd < end else { return false }
        guard bytes.byte(versionEnd) == UInt8(ascii: "\r") else {
            throw Self.fault(bytes.byte(versionEnd), otherwise: .malformedVersion)
        }
        guard versionEnd + 1 < end else { return false }
        guard bytes.byte(versionEnd + 1) == UInt8(ascii: "\n") else { throw .bareCarriageReturn }
        layout.method = line..<methodEnd
        layout.target = target..<targetEnd
        layout.version = version
        // All methods but CONNECT, which has seven letters, may have a path.
        if bytes.byte(target) != UInt8(ascii: "/") || methodEnd - line == 7 {
            _ = try RequestTarget(in: bytes, layout)
        }
        progress.nextLine(at: versionEnd + 2, stage: .fields)
        return true
    }

    private func checkHost(_ bytes: RawSpan, _ layout: HeadLayout) throws(WireError) {
        guard !layout.repeated.contains(.host) else { throw .duplicateHost }
        guard let host = layout.first(.host) else {
            guard layout.version < .http11 else { throw .missingHost }
            return
        }
        guard Authority(bytes, host.value) != nil else { throw .invalidHost }
    }

    private static func fault(_ byte: UInt8, otherwise: WireError) -> WireError {
        byte == UInt8(ascii: "\n") ? .bareLineFeed : otherwise
    }
}
