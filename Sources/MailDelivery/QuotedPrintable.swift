/// Text as quoted-printable, RFC 2045 §6.7: 7-bit, CRLF only, no line over 76 columns.
///
/// Line ends of any kind come out as CRLF; other control characters but the tab are dropped. A dot or `From ` at the
/// start of a line is encoded, so that neither SMTP nor an mbox file has anything to escape. `=` never comes out but as
/// part of an escape or at a line's end, which is why a boundary that starts with `=_` can't occur inside.
func quotedPrintable(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    for line in lines(of: text) {
        var column = 0
        for index in line.indices {
            let rest = line[index...]
            var token = quotedPrintableToken(rest, atLineStart: column == 0)
            // The last token may reach column 76; before that, one column is kept for the soft break's `=`.
            if column + token.count > (rest.count == 1 ? 76 : 75) {
                result += [0x3D, 0x0D, 0x0A]
                column = 0
                token = quotedPrintableToken(rest, atLineStart: true)
            }
            result += token
            column += token.count
        }
        result += [0x0D, 0x0A]
    }
    return result
}

/// The first byte of `rest`, as it is or escaped.
private func quotedPrintableToken(_ rest: ArraySlice<UInt8>, atLineStart: Bool) -> [UInt8] {
    guard let byte = rest.first else { return [] }
    let needsEscape =
        switch byte {
        case 0x3D, 0x00...0x08, 0x0A...0x1F, 0x7F...0xFF: true
        case 0x09, 0x20: rest.count == 1
        case 0x2E: atLineStart
        case 0x46: atLineStart && rest.starts(with: "From ".utf8)
        default: false
        }
    guard needsEscape else { return [byte] }
    let digits = Array("0123456789ABCDEF".utf8)
    return [0x3D, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
}

private func lines(of text: String) -> [ArraySlice<UInt8>] {
    var normal: [UInt8] = []
    var previous: UInt8 = 0
    for byte in text.utf8 {
        switch byte {
        case 0x0D: normal.append(0x0A)
        case 0x0A: if previous != 0x0D { normal.append(0x0A) }
        case 0x09, 0x20...0x7E, 0x80...0xFF: normal.append(byte)
        default: break
        }
        previous = byte
    }
    while normal.last == 0x0A { normal.removeLast() }
    return normal.split(separator: 0x0A, omittingEmptySubsequences: false)
}
