package import Foundation
package import Jobs

/// A message's name, `<ULID@domain>` without its brackets: given once, before the first attempt, and kept for all.
package struct MessageID: Hashable, Sendable, CustomStringConvertible {
    package let id: ULID
    package let domain: String

    /// - Parameter sender: Its domain is ours, so nobody else gives the same name.
    package init(_ id: ULID, sender: EmailAddress) {
        self.id = id
        domain = sender.domain
    }

    package init?(_ text: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let id = ULID(String(parts[0])), EmailAddress.isHostName(parts[1].utf8.map { $0 }[...])
        else { return nil }
        self.id = id
        domain = String(parts[1])
    }

    package var description: String { "\(id)@\(domain)" }
}

/// What makes a message list mail: who the list is, and the way out of it.
package struct MailingList: Hashable, Sendable {
    let name: String
    let identifier: String
    let unsubscribe: String

    /// - Parameters:
    ///   - identifier: A host name, RFC 2919 §2.
    ///   - unsubscribe: An absolute http(s) URL that takes the POST of RFC 8058.
    /// - Returns: `nil` when a part could not stand in a header field.
    package init?(name: String, identifier: String, unsubscribe: String) {
        let isURL = unsubscribe.hasPrefix("https://") || unsubscribe.hasPrefix("http://")
        let isClean = unsubscribe.utf8.allSatisfy {
            (0x21...0x7E).contains($0) && $0 != 0x3C && $0 != 0x3E && $0 != 0x2C
        }
        guard isURL, isClean, unsubscribe.utf8.count <= 900,
            EmailAddress.isHostName(identifier.utf8.map { $0 }[...])
        else { return nil }
        self.name = name
        self.identifier = identifier
        self.unsubscribe = unsubscribe
    }
}

/// A mail in both its forms, to one person.
///
/// The bytes are plain MIME that the oldest relay passes unchanged: 7-bit, CRLF, lines of at most 78 columns where the
/// value has spaces and never over 998. Every value is cleaned and encoded on the way in, so none can add a field or
/// end a body.
package struct Message: Sendable {
    package var id: MessageID
    package var date: Date
    package var from: Mailbox
    package var to: EmailAddress
    package var subject: String
    package var text: String
    package var html: String
    /// Absent on the confirmation, which nobody has subscribed to yet.
    package var list: MailingList?

    package init(
        id: MessageID, date: Date, from: Mailbox, to: EmailAddress, subject: String, text: String, html: String,
        list: MailingList?
    ) {
        self.id = id
        self.date = date
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.list = list
    }

    package func bytes() -> [UInt8] {
        // `=_` can't occur in quoted-printable text, RFC 2045 §6.7.
        let boundary = "=_\(id.id)"
        var result = Array((fields(boundary: boundary) + ["", ""]).joined(separator: "\r\n").utf8)
        for (subtype, content) in [("plain", text), ("html", html)] {
            let head = [
                "--\(boundary)", "Content-Type: text/\(subtype); charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable", "", "",
            ]
            result += head.joined(separator: "\r\n").utf8
            // A delimiter takes the line break before it (RFC 2046 §5.1.1), so the text needs one of its own.
            result += quotedPrintable(content)
            result += "\r\n".utf8
        }
        result += "--\(boundary)--\r\n".utf8
        return result
    }

    private func fields(boundary: String) -> [String] {
        let sender = from.name.map { "\(HeaderText.phrase($0)) <\(from.address.wire)>" } ?? from.address.wire
        var fields = [
            "Date: \(mailDate(date))",
            "From: \(sender)",
            "To: \(to.wire)",
            "Message-ID: <\(id)>",
            "Subject: \(HeaderText.unstructured(subject, after: "Subject"))",
            // RFC 3834 §5: nobody's holiday notice should answer.
            "Auto-Submitted: auto-generated",
        ]
        if let list {
            fields += [
                "List-Id: \(HeaderText.phrase(list.name)) <\(list.identifier)>",
                "List-Unsubscribe: <\(list.unsubscribe)>",
                "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            ]
        }
        return fields + [
            "MIME-Version: 1.0", "Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"",
        ]
    }
}
