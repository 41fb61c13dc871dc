import HTTPSemantics
import HTTPWire

/// The Common Log Format, and the Combined one, as Apache httpd writes them.
///
/// `host ident authuser [date] "request line" status bytes`, then `"Referer" "User-Agent"`. Between the quotes, what is
/// no printable ASCII is written `\xhh`, and `"` and `\` get a `\` in front: no byte of a request can end a field or
/// begin a line. A client that left before it was answered has 499, as nginx writes it.
enum CommonLog {
    static func append(
        _ line: AccessLog.Line, time: CivilTime, isCombined: Bool, disclosure: AccessLog.Disclosure,
        to buffer: inout [UInt8]
    ) {
        let request = line.visit?.request
        buffer.append(contentsOf: "\(line.visit?.clientAddress ?? "-") - - [\(time.common)] \"".utf8)
        if let request {
            appendEscaped(request.method.rawValue.utf8, to: &buffer)
            buffer.append(UInt8(ascii: " "))
            appendEscaped(disclosure.shown(request.target), to: &buffer)
            buffer.append(contentsOf: " HTTP/\(request.version.major).\(request.version.minor)".utf8)
        } else {
            buffer.append(UInt8(ascii: "-"))
        }
        let bytes = line.bytes > 0 ? String(line.bytes) : "-"
        buffer.append(contentsOf: "\" \(line.status == 0 ? 499 : line.status) \(bytes)".utf8)
        if isCombined {
            let referer = request?.fields.first("referer").map { disclosure.shown($0.bytes) }
            for value in [referer, request?.fields.first("user-agent")?.bytes] {
                buffer.append(contentsOf: " \"".utf8)
                appendEscaped(value ?? Array("-".utf8), to: &buffer)
                buffer.append(UInt8(ascii: "\""))
            }
        }
        buffer.append(UInt8(ascii: "\n"))
    }

    private static func appendEscaped(_ bytes: some Sequence<UInt8>, to buffer: inout [UInt8]) {
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): buffer += [UInt8(ascii: "\\"), byte]
            case 0x20..<0x7F: buffer.append(byte)
            case _: buffer += [UInt8(ascii: "\\"), UInt8(ascii: "x"), hex(byte >> 4), hex(byte & 15)]
            }
        }
    }

    private static func hex(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
}

extension AccessLog.Disclosure {
    /// An address as far as it may be shown: without its query, unless that may be.
    func shown(_ address: [UInt8]) -> [UInt8] {
        queries ? address : Array(address.prefix { $0 != UInt8(ascii: "?") })
    }
}
