import Foundation

/// A site in a folder of its own, served by `masthead up`, and the mail queue followed by `masthead mail tail -f`.
final class RunningSite: Sendable {
    let folder: String
    let port: Int
    let originPort: Int
    private let up: Program
    private let tail: Program

    private init(folder: String, port: Int, originPort: Int, up: Program, tail: Program) {
        self.folder = folder
        self.port = port
        self.originPort = originPort
        self.up = up
        self.tail = tail
    }

    var address: String { "http://127.0.0.1:\(port)" }

    /// Makes, builds and starts a site.
    ///
    /// - Parameter access: Whom the origin answers.
    static func start(title: String = "A test of the whole road", access: String = "open") async throws -> RunningSite {
        let folder = FileManager.default.temporaryDirectory.path + "/masthead-road-\(UUID().uuidString.prefix(8))"
        let themes = ["MASTHEAD_THEMES": Place.repository + "/themes"]
        let made = try await Program.run(
            Place.masthead, ["new", "site", folder, "--title", title], environment: themes)
        guard made.code == 0 else { throw ProgramFailure("new site: \(made.output)") }
        let port = try await Web.freePort()
        let originPort = try await Web.freePort()
        try configuration(title: title, port: port, originPort: originPort, access: access)
            .write(toFile: folder + "/masthead.yaml", atomically: true, encoding: .utf8)
        let up = try Program(Place.masthead, ["up", "--site", folder, "--log", folder + "/log"], environment: themes)
        _ = try await up.line { $0.contains("Ctrl-C stops everything") }
        let tail = try Program(Place.masthead, ["mail", "tail", "-f", "--json", "--site", folder])
        return RunningSite(folder: folder, port: port, originPort: originPort, up: up, tail: tail)
    }

    private static func configuration(title: String, port: Int, originPort: Int, access: String) -> String {
        """
        site: { title: "\(title)", url: "http://127.0.0.1:\(port)", theme: broadsheet }
        edge:
          listen: 127.0.0.1:\(port)
          origins: { site: { url: "http://127.0.0.1:\(originPort)" } }
          behaviors:
            - { path: "/api/*", origin: site, key: { query: [limit, cursor, tag] }, ttl: { default: 0s, max: 300s } }
            - { path: "*", origin: site }
        origin: { listen: "127.0.0.1:\(originPort)", access: \(access) }
        mail: { from: "Test <test@blog.example>", mailer: maildir }
        """
    }

    /// Waits until the queue reports a mail of this kind as delivered.
    func mailDelivered(kind: String) async throws {
        _ = try await tail.line { $0.contains("\"kind\":\"\(kind)\"") && $0.contains("\"to\":\"done\"") }
    }

    /// The messages in the outbox, in the order of their subjects, as text with quoted-printable undone.
    func outbox() throws -> [String] {
        let new = folder + "/.masthead/outbox/new"
        guard FileManager.default.fileExists(atPath: new) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: new).sorted()
            .map { try String(contentsOfFile: "\(new)/\($0)", encoding: .utf8) }
    }

    func run(_ arguments: [String]) async throws -> (code: Int32, output: String) {
        try await Program.run(Place.masthead, arguments + ["--site", folder])
    }

    /// Stops as Ctrl-C does and clears up.
    ///
    /// - Returns: The exit code of `masthead up`.
    func stop() -> Int32 {
        _ = tail.stop()
        let code = up.stop()
        try? FileManager.default.removeItem(atPath: folder)
        return code
    }
}

/// A message's lines with quoted-printable undone (RFC 2045 §6.7).
func decodedQuotedPrintable(_ text: String) -> String {
    let joined = text.replacing("=\r\n", with: "").replacing("=\n", with: "")
    var bytes: [UInt8] = []
    var rest = Array(joined.utf8)[...]
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "="), rest.count >= 2,
            let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
        {
            bytes.append(value)
            rest = rest.dropFirst(2)
        } else {
            bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
