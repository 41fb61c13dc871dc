extension [UInt8] {
    /// Appends text that is HTML already.
    package mutating func append(text: String) {
        append(contentsOf: text.utf8)
    }

    /// Appends text so that HTML shows it as it is, in an element or in a quoted attribute.
    package mutating func appendEscaped(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): append(text: "&amp;")
            case UInt8(ascii: "<"): append(text: "&lt;")
            case UInt8(ascii: ">"): append(text: "&gt;")
            case UInt8(ascii: "\""): append(text: "&quot;")
            case UInt8(ascii: "'"): append(text: "&#39;")
            default: append(byte)
            }
        }
    }

    /// Appends a URL for a quoted attribute: what no URL may hold is percent-encoded (RFC 3986 §2.1), what HTML would read
    /// otherwise is escaped, and a percent sign stays, because the author may have encoded already.
    package mutating func appendURL(_ url: String) {
        for byte in url.utf8 {
            switch byte {
            case UInt8(ascii: "&"): append(text: "&amp;")
            case UInt8(ascii: "'"): append(text: "&#39;")
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                append(byte)
            case _ where urlPunctuation.contains(byte): append(byte)
            default:
                append(UInt8(ascii: "%"))
                append(hexDigits[Int(byte >> 4)])
                append(hexDigits[Int(byte & 15)])
            }
        }
    }
}

private let urlPunctuation = Set("-._~:/?#[]@!$()*+,;=%".utf8)
private let hexDigits = [UInt8]("0123456789ABCDEF".utf8)
