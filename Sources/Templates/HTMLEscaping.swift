extension [UInt8] {
    /// Appends text so that HTML reads it as text, between tags and inside quoted attributes alike.
    ///
    /// `&`, `<`, `>`, `"` and `'` become character references; everything else is copied, most texts in one piece.
    mutating func appendEscapingHTML(_ text: String) {
        let bytes = text.utf8
        guard needsEscapingInHTML(text) else {
            append(contentsOf: bytes)
            return
        }
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "&"): append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\""): append(contentsOf: "&quot;".utf8)
            case UInt8(ascii: "'"): append(contentsOf: "&#39;".utf8)
            default: append(byte)
            }
        }
    }
}

private func needsEscapingInHTML(_ text: String) -> Bool {
    let bytes = text.utf8.span
    for index in bytes.indices {
        switch bytes[index] {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): return true
        default: continue
        }
    }
    return false
}
