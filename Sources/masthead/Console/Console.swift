import Foundation

/// Results go to standard output, talk goes to standard error.
enum Console {
    /// A result. Ends the program quietly when nobody reads any more.
    static func print(_ line: String) {
        write(line + "\n", to: STDOUT_FILENO)
    }

    /// A piece of a result, as it is.
    static func write(_ text: String) {
        write(text, to: STDOUT_FILENO)
    }

    /// Talk.
    static func note(_ line: String, terminator: String = "\n") {
        write(line + terminator, to: STDERR_FILENO)
    }

    static func complain(_ message: String) {
        for line in message.split(separator: "\n", omittingEmptySubsequences: false) { note(String(line)) }
    }

    /// One JSON value on one line, keys sorted, dates in ISO 8601.
    static func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        Self.print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            // The pointer is used within the call alone.
            let written = unsafe rest.withUnsafeBytes { unsafe Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                if errno == EPIPE, descriptor == STDOUT_FILENO { exit(0) }
                return
            }
            rest = rest.dropFirst(written)
        }
    }
}
