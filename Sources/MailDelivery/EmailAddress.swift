import Foundation

/// An address that mail can be sent to, as it was typed, and the keys it is known by.
///
/// Stricter than RFC 5321 §4.1.2 on purpose: a dot-atom, an `@` and a dotted host name. Quoted local parts, comments
/// and address literals are legal and, in a subscription form, always a mistake or an attack. A domain in any script is
/// kept in its ASCII form; letters outside ASCII before the `@` need a server with SMTPUTF8 (RFC 6531).
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// Why a text is not an address; the description can be shown to whoever typed it.
    package enum Problem: Error, Hashable, CustomStringConvertible {
        case empty, controlCharacters, noAt, tooLong, localTooLong, local, domain

        package var description: String {
            switch self {
            case .empty: "an e-mail address is needed"
            case .controlCharacters: "an address holds no control characters, spaces or angle brackets"
            case .noAt: "an address looks like name@example.com"
            case .tooLong: "an address has at most 254 characters"
            case .localTooLong: "the part before the @ has at most 64 characters"
            case .local: "the part before the @ is not one we can write to"
            case .domain: "the part after the @ is not a domain, such as example.com"
            }
        }
    }

    /// As typed, without white space around it.
    package let description: String
    package let local: String
    /// In lower case and in ASCII.
    package let domain: String

    package init(_ text: some StringProtocol) throws(Problem) {
        let bytes = Array(text.utf8)
        let trimmed = bytes.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed() as [UInt8]
        if trimmed.isEmpty { throw .empty }
        if trimmed.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == 0x3C || $0 == 0x3E }) {
            throw .controlCharacters
        }
        guard let at = trimmed.lastIndex(of: 0x40) else { throw .noAt }
        let local = trimmed[..<at]
        let domain = trimmed[(at + 1)...]
        if trimmed.count > 254 { throw .tooLong }
        if local.count > 64 { throw .localTooLong }
        // One spelling for each way to type the same letters.
        let name = String(decoding: local, as: UTF8.self).precomposedStringWithCanonicalMapping
        guard Self.isDotAtom(Array(name.utf8)[...]), name.unicodeScalars.allSatisfy(Self.isVisible) else {
            throw .local
        }
        guard let host = asciiDomain(String(decoding: domain, as: UTF8.self)), Self.isHostName(Array(host.utf8)[...])
        else { throw .domain }
        if name.utf8.count + 1 + host.utf8.count > 254 { throw .tooLong }
        description = String(decoding: trimmed, as: UTF8.self)
        self.local = name
        self.domain = host.lowercased()
    }

    /// Who this is: two spellings with the same key are one subscriber.
    ///
    /// Letter case is dropped. Dots and `+tag` stay: for most providers they make another mailbox.
    package var identityKey: String { "\(local.lowercased())@\(domain)" }

    /// Whom to count when limiting: without dots and `+tag`, the cheap ways to look like many.
    package var rateKey: String {
        let untagged = local.lowercased().prefix { $0 != "+" }.filter { $0 != "." }
        return "\(untagged)@\(domain)"
    }

    /// Whether any mail server takes it; others need SMTPUTF8 (RFC 6531 §3.3).
    package var isASCII: Bool { local.utf8.allSatisfy { $0 < 0x80 } }

    /// As in SMTP commands and header fields: the domain always in ASCII.
    package var wire: String { "\(local)@\(domain)" }

    /// RFC 5322 §3.2.3: atoms of `atext`, joined by single dots.
    private static func isDotAtom(_ bytes: ArraySlice<UInt8>) -> Bool {
        let atoms = bytes.split(separator: 0x2E, omittingEmptySubsequences: false)
        return atoms.allSatisfy { !$0.isEmpty && $0.allSatisfy { isAtomText($0) || $0 >= 0x80 } }
    }

    /// RFC 6531 §3.3 lets nearly everything in; what can't be seen or read is a trick.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return true }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .decimalNumber:
            return true
        case _: return false
        }
    }

    static func isAtomText(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2F, 0x3D, 0x3F, 0x5E...0x60, 0x7B...0x7E: true
        default: false
        }
    }

    /// RFC 5321 §2.3.5 and RFC 1035 §2.3.1: at least two labels of letters, digits and inner hyphens, 63 octets each;
    /// a last label of digits alone would be an IPv4 address.
    static func isHostName(_ bytes: ArraySlice<UInt8>) -> Bool {
        let labels = bytes.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard labels.count >= 2, bytes.count <= 253, let last = labels.last else { return false }
        let wellFormed = labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != 0x2D && label.last != 0x2D
                && label.allSatisfy { isLetterOrDigit($0) || $0 == 0x2D }
        }
        return wellFormed && !last.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}

/// `j***@example.com`: enough for an operator to recognise an address, too little to write to it. For logs and lists.
package func masked(_ address: String) -> String {
    guard let at = address.lastIndex(of: "@"), let first = address.first, first != "@" else { return "***" }
    return "\(first)***\(address[at...])"
}

extension EmailAddress {
    package var masked: String { MailDelivery.masked("\(local)@\(domain)") }
}
