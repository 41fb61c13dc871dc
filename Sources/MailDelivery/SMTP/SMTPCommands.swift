/// What a server offers after EHLO (RFC 5321 §4.1.1.1).
package struct SMTPExtensions: Hashable, Sendable {
    package private(set) var startTLS = false
    package private(set) var pipelining = false
    package private(set) var eightBitMIME = false
    package private(set) var smtpUTF8 = false
    /// The most bytes a message may have; `nil` when nothing is said.
    package private(set) var sizeLimitBytes: Int?
    package private(set) var authentication: Set<String> = []

    package init() {}

    package init(_ reply: SMTPReply) {
        for line in reply.lines.dropFirst() {
            let words = line.uppercased().split(whereSeparator: { $0 == " " || $0 == "=" }).map(String.init)
            switch words.first {
            case "STARTTLS": startTLS = true
            case "PIPELINING": pipelining = true
            case "8BITMIME": eightBitMIME = true
            case "SMTPUTF8": smtpUTF8 = true
            case "SIZE": sizeLimitBytes = words.dropFirst().first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
            case "AUTH": authentication.formUnion(words.dropFirst())
            case _: break
            }
        }
    }

    /// For the operator, in the words of the protocol.
    package var names: [String] {
        [
            startTLS ? "STARTTLS" : nil, pipelining ? "PIPELINING" : nil, eightBitMIME ? "8BITMIME" : nil,
            smtpUTF8 ? "SMTPUTF8" : nil, sizeLimitBytes.map { "SIZE \($0)" },
            authentication.isEmpty ? nil : "AUTH " + authentication.sorted().joined(separator: " "),
        ].compactMap(\.self)
    }
}

/// Who we are for the carrier.
package struct SMTPCredentials: Hashable, Sendable {
    package enum Secret: Hashable, Sendable {
        case password(String)
        /// An OAuth 2 bearer token, for XOAUTH2.
        case token(String)
    }

    package let user: String
    package let secret: Secret

    package init(user: String, secret: Secret) {
        self.user = user
        self.secret = secret
    }
}

/// The ways to say who we are. Each answers the server's challenges in turn (RFC 4954 §4).
struct SMTPAuthentication: Hashable, Sendable {
    let mechanism: String
    private var answers: [String]

    /// The strongest that both sides can; `nil` when there is none. Only to be used inside TLS, or where the site allows
    /// a secret in the clear.
    init?(_ credentials: SMTPCredentials, offered: Set<String>) {
        let user = Array(credentials.user.utf8)
        switch credentials.secret {
        case .token(let token):
            guard offered.contains("XOAUTH2") else { return nil }
            mechanism = "XOAUTH2"
            // An error comes as one more challenge, to be answered with nothing.
            answers = [Self.coded("user=\(credentials.user)\u{1}auth=Bearer \(token)\u{1}\u{1}"), ""]
        case .password(let password) where offered.contains("PLAIN"):
            mechanism = "PLAIN"
            answers = [HeaderText.base64([0] + user + [0] + Array(password.utf8))]
        case .password(let password) where offered.contains("LOGIN"):
            mechanism = "LOGIN"
            answers = ["", HeaderText.base64(user), Self.coded(password)]
        case .password: return nil
        }
    }

    /// `AUTH`, with the first answer where the mechanism begins with ours.
    mutating func opening() -> String {
        let first = answers.removeFirst()
        return first.isEmpty ? "AUTH \(mechanism)" : "AUTH \(mechanism) \(first)"
    }

    /// What to say to a challenge; `nil` when there is nothing left to say.
    mutating func answer() -> String? { answers.isEmpty ? nil : answers.removeFirst() }

    private static func coded(_ text: String) -> String { HeaderText.base64(Array(text.utf8)) }
}

/// A message as it goes over the wire, but for the final dot: lines end in CRLF alone, a dot at the start of a line is
/// doubled (RFC 5321 §4.5.2), NUL is left out.
///
/// Bare carriage returns and line feeds are made whole: a receiver that takes one for a line end would see another
/// message than the one we sent.
func smtpContent(_ message: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(message.count + 64)
    var isLineStart = true
    var index = 0
    while index < message.count {
        let byte = message[index]
        index += 1
        switch byte {
        case 0x0D, 0x0A:
            if byte == 0x0D, index < message.count, message[index] == 0x0A { index += 1 }
            result.append(0x0D)
            result.append(0x0A)
            isLineStart = true
        case 0x00: break
        case _:
            if isLineStart, byte == 0x2E { result.append(0x2E) }
            result.append(byte)
            isLineStart = false
        }
    }
    if !isLineStart { result += [0x0D, 0x0A] }
    return result
}
