import NIOCore
import Synchronization

/// A mail server whose every reply a test decides.
///
/// What the script leaves open is answered as any server would: 220, 250 with the extensions given, 354, 250.
package final class ScriptedMailServer: Sendable {
    /// A command, or `CONNECT` for the greeting and `.` for the end of the content. `nil` leaves the reply to the server;
    /// `hangUp` ends the connection without one, `silence` never answers.
    package typealias Script = @Sendable (_ command: String, _ connection: Int) -> String?

    package static let hangUp = "HANG UP"
    package static let silence = "SILENCE"

    package struct Message: Sendable {
        /// The commands of its transaction.
        package let commands: [String]
        /// As it came over the wire, dots still doubled, without the final one.
        package let content: String
    }

    private struct State {
        var listener: (any Channel)?
        var commands: [String] = []
        var messages: [Message] = []
        var connections = 0
    }

    private let state = Mutex(State())
    private let script: Script
    private let extensions: [String]

    private init(extensions: [String], script: @escaping Script) {
        self.extensions = extensions
        self.script = script
    }

    package static func start(
        extensions: [String] = ["PIPELINING", "8BITMIME", "SIZE 10000000"], _ script: @escaping Script = { _, _ in nil }
    ) async throws -> ScriptedMailServer {
        let server = ScriptedMailServer(extensions: extensions, script: script)
        let listener = try await LiveConnection.listen { connection in
            let number = server.state.withLock { state in
                state.connections += 1
                return state.connections
            }
            Task { try? await server.serve(connection, number) }
        }
        server.state.withLock { $0.listener = listener }
        return server
    }

    package var port: Int { state.withLock { $0.listener?.localAddress?.port ?? 0 } }
    package var commands: [String] { state.withLock { $0.commands } }
    package var messages: [Message] { state.withLock { $0.messages } }
    package var connections: Int { state.withLock { $0.connections } }

    package func stop() async {
        let listener = state.withLock { $0.listener }
        try? await listener?.close().get()
    }

    private func serve(_ connection: LiveConnection, _ number: Int) async throws {
        guard try await reply("CONNECT", "220 scripted ESMTP", connection, number) else { return }
        var transaction: [String] = []
        while true {
            let line = try await line(from: connection)
            state.withLock { $0.commands.append(line) }
            let verb = line.prefix { $0 != " " }.uppercased()
            if verb == "RSET" || verb == "MAIL" { transaction = [] }
            transaction.append(line)
            let words =
                verb == "EHLO" ? hello : verb == "DATA" ? "354 go ahead" : verb == "QUIT" ? "221 bye" : "250 2.0.0 ok"
            let said = script(line, number) ?? words
            guard try await reply(line, words, connection, number) else { return }
            if verb == "QUIT" { return await connection.close() }
            guard verb == "DATA", said.hasPrefix("354") else { continue }
            var content = ""
            while true {
                let next = try await self.line(from: connection)
                if next == "." { break }
                content += next + "\r\n"
            }
            let message = Message(commands: transaction, content: content)
            if (script(".", number) ?? "250").hasPrefix("2") { state.withLock { $0.messages.append(message) } }
            guard try await reply(".", "250 2.0.0 queued as \(number)", connection, number) else { return }
        }
    }

    private var hello: String {
        let all = ["scripted.example"] + extensions
        return all.enumerated().map { "250\($0 == all.count - 1 ? " " : "-")\($1)" }.joined(separator: "\r\n")
    }

    /// - Returns: Whether the conversation goes on.
    private func reply(
        _ command: String, _ usual: String, _ connection: LiveConnection, _ number: Int
    ) async throws -> Bool {
        let words = script(command, number) ?? usual
        if words == Self.hangUp {
            await connection.close()
            return false
        }
        if words != Self.silence { try await connection.send(words + "\r\n") }
        guard words.hasPrefix("421") else { return true }
        await connection.close()
        return false
    }

    private func line(from connection: LiveConnection) async throws -> String {
        try await connection.wait { bytes, hasEnded in hasEnded || bytes.contains(10) }
        let end = connection.received.firstIndex(of: 10) ?? 0
        return String(decoding: try await connection.take(end + 1).dropLast(2), as: UTF8.self)
    }
}
