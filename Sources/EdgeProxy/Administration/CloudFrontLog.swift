import HTTPCaching
import HTTPSemantics
import HTTPWire

/// CloudFront's standard log: 33 fields between tabs, `-` for what is empty, values percent-encoded.
enum CloudFrontLog {
    static let header = "#Version: 1.0\n#Fields: " + names.joined(separator: " ") + "\n"

    static let names = [
        "date", "time", "x-edge-location", "sc-bytes", "c-ip", "cs-method", "cs(Host)", "cs-uri-stem", "sc-status",
        "cs(Referer)", "cs(User-Agent)", "cs-uri-query", "cs(Cookie)", "x-edge-result-type", "x-edge-request-id",
        "x-host-header", "cs-protocol", "cs-bytes", "time-taken", "x-forwarded-for", "ssl-protocol", "ssl-cipher",
        "x-edge-response-result-type", "cs-protocol-version", "fle-status", "fle-encrypted-fields", "c-port",
        "time-to-first-byte", "x-edge-detailed-result-type", "sc-content-type", "sc-content-len", "sc-range-start",
        "sc-range-end",
    ]

    static func append(
        _ line: AccessLog.Line, id: String, time: CivilTime, location: String, disclosure: AccessLog.Disclosure,
        to buffer: inout [UInt8]
    ) {
        let visit = line.visit ?? AccessLog.Visit()
        let result = CloudFrontResult(line)
        // What TLS was agreed on is not told yet: `-`.
        let scheme = visit.isSecure ? "https" : "http"
        let values =
            [time.date, time.time, encoded(Array(location.utf8))]
            + requestValues(line, visit, result, disclosure: disclosure)
            + [
                result.type.rawValue, id, encoded(visit.request?.fields.first("host")?.bytes),
                scheme, "\(visit.requestBytes)", seconds(line.durationMicroseconds),
                encoded(visit.request?.fields.combined("x-forwarded-for")?.bytes), "-", "-",
                result.type.rawValue, version(visit.request), "-", "-",
                visit.clientPort.map(String.init) ?? "-",
                visit.firstByteMicroseconds.map(seconds) ?? "-", result.detail,
            ]
            + responseValues(visit)
        buffer.append(contentsOf: values.joined(separator: "\t").utf8)
        buffer.append(UInt8(ascii: "\n"))
    }

    /// From `sc-bytes` to `cs(Cookie)`.
    private static func requestValues(
        _ line: AccessLog.Line, _ visit: AccessLog.Visit, _ result: CloudFrontResult, disclosure: AccessLog.Disclosure
    ) -> [String] {
        let request = visit.request
        let target = request?.target
        let mark = target?.firstIndex(of: UInt8(ascii: "?"))
        let query = mark.flatMap { mark in target.map { Array($0[(mark + 1)...]) } }
        return [
            "\(visit.headBytes + line.bytes)", visit.clientAddress ?? "-",
            encoded(request.map { Array($0.method.rawValue.utf8) }), encoded(request?.effectiveAuthority),
            encoded(target.map { Array($0.prefix { $0 != UInt8(ascii: "?") }) }), result.status,
            encoded(request?.fields.first("referer").map { disclosure.shown($0.bytes) }),
            encoded(request?.fields.first("user-agent")?.bytes), encoded(disclosure.queries ? query : nil),
            encoded(disclosure.cookies ? request?.fields.combined("cookie")?.bytes : nil),
        ]
    }

    /// From `sc-content-type` to the end.
    private static func responseValues(_ visit: AccessLog.Visit) -> [String] {
        var start = "-"
        var end = "-"
        if let text = visit.response.first("content-range")?.text, case .part(let range, _)? = ContentRange(text) {
            start = "\(range.lowerBound)"
            end = "\(range.upperBound - 1)"
        }
        return [
            encoded(visit.response.first("content-type")?.bytes),
            encoded(visit.response.first("content-length")?.bytes),
            start, end,
        ]
    }

    private static func version(_ request: RequestHead?) -> String {
        request.map { "HTTP/\($0.version.major).\($0.version.minor)" } ?? "-"
    }

    private static func seconds(_ microseconds: Int) -> String {
        let milliseconds = (microseconds + 500) / 1000
        return "\(milliseconds / 1000).\(String(1000 + milliseconds % 1000).dropFirst())"
    }

    /// Percent-encodes what CloudFront does: controls, the space, all from 127 on, and a list of marks. So no value holds
    /// a tab or a line's end.
    private static func encoded(_ bytes: [UInt8]?) -> String {
        guard let bytes, !bytes.isEmpty else { return "-" }
        var text = ""
        for byte in bytes {
            if byte <= 0x20 || byte >= 0x7F || marks.contains(byte) {
                text += "%" + String(0x100 + Int(byte), radix: 16, uppercase: true).dropFirst()
            } else {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return text
    }

    private static let marks = Set("<>\"#%{}|\\^~[]`'".utf8)
}
