/// A mail address with the name it goes by: `Field Notes <hello@blog.example>`.
package struct Mailbox: Hashable, Sendable, CustomStringConvertible {
    /// Empty when there is only an address.
    package let name: String
    package let address: String

    package init(name: String, address: String) {
        self.name = name
        self.address = address
    }

    /// Reads `Name <address>`, `"Name" <address>` or a bare address.
    ///
    /// The address is a local part of at most 64 and a host (RFC 5321 §4.5.3.1), without quoting or comments, which no mail
    /// program shows well. A name has no control characters, so that it can't end its header line.
    package init(_ text: String) throws(Complaint) {
        let text = text.trimmingSpaces
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw Complaint("a sender holds no control characters or line breaks")
        }
        guard let open = text.lastIndex(of: "<"), text.hasSuffix(">") else {
            self.init(name: "", address: try Self.checked(text))
            return
        }
        let address = text[text.index(after: open)...].dropLast()
        var name = String(text[..<open]).trimmingSpaces
        if name.hasPrefix("\""), name.hasSuffix("\""), name.count >= 2 { name = String(name.dropFirst().dropLast()) }
        guard !name.contains("<"), !name.contains(">"), !name.contains("\""), name.count <= 200 else {
            throw Complaint("the sender's name `\(name)` holds a quote or a bracket, or is longer than 200 characters")
        }
        self.init(name: name, address: try Self.checked(String(address)))
    }

    private static func checked(_ text: String) throws(Complaint) -> String {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, isLocalPart(parts[0]), isHostName(parts[1]) else {
            throw Complaint("`\(text)` is not a mail address such as hello@blog.example")
        }
        return text
    }

    package var description: String { name.isEmpty ? address : "\(name) <\(address)>" }
}

/// RFC 5322 §3.2.3 dot-atom, at most 64 octets.
private func isLocalPart(_ text: Substring) -> Bool {
    (1...64).contains(text.utf8.count) && !text.hasPrefix(".") && !text.hasSuffix(".") && !text.contains("..")
        && text.utf8.allSatisfy { isASCIILetterOrDigit($0) || "!#$%&'*+-/=?^_`{|}~.".utf8.contains($0) }
}

extension String {
    /// The text without spaces and tabs around it.
    var trimmingSpaces: String {
        let start = drop { $0 == " " || $0 == "\t" }
        guard let end = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(start[...end])
    }
}
