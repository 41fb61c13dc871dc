/// An address with the name to show beside it: `Field Notes <hello@blog.example>`.
package struct Mailbox: Hashable, Sendable, CustomStringConvertible {
    package var name: String?
    package var address: EmailAddress

    package init(name: String? = nil, address: EmailAddress) {
        self.name = name
        self.address = address
    }

    /// Reads `hello@blog.example`, `Field Notes <hello@blog.example>` or `"Notes, Field" <hello@blog.example>`.
    package init(parsing text: String) throws(EmailAddress.Problem) {
        guard let open = text.lastIndex(of: "<") else {
            self.init(address: try EmailAddress(text))
            return
        }
        let rest = text[text.index(after: open)...]
        guard let close = rest.lastIndex(of: ">"), rest[rest.index(after: close)...].allSatisfy({ $0 == " " }) else {
            throw .controlCharacters
        }
        let name = Self.unquoted(HeaderText.clean(String(text[..<open]), limit: 120))
        // One mailbox, not a list of them.
        if name.contains(where: { $0 == "<" || $0 == ">" }) { throw .controlCharacters }
        self.init(name: name.isEmpty ? nil : name, address: try EmailAddress(rest[..<close]))
    }

    package var description: String {
        guard let name else { return address.description }
        return "\(name) <\(address)>"
    }

    private static func unquoted(_ text: String) -> String {
        guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
        var result = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                result.append(character)
                isEscaped = false
            }
        }
        return result
    }
}
