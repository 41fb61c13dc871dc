/// An HTTP client that sends exactly the bytes it is told, and reads answers without help from the code under test.
package struct RawClient: Sendable {
    package let connection: LiveConnection

    package init(
        port: Int, receiveBufferBytes: Int? = nil, preparing: @escaping LiveConnection.Preparation = { _ in }
    ) async throws {
        connection = try await LiveConnection.connect(
            port: port, receiveBufferBytes: receiveBufferBytes, preparing: preparing)
    }

    package init(socketPath: String) async throws {
        connection = try await LiveConnection.connect(socketPath: socketPath)
    }

    package func send(_ text: String) async throws { try await connection.send(text) }
    package func send(_ bytes: [UInt8]) async throws { try await connection.send(bytes) }
    package func close() async { await connection.close() }

    /// The next answer, whole.
    ///
    /// - Parameter method: What was asked with: answers to HEAD have no body.
    package func response(to method: String = "GET") async throws -> RawResponse {
        var response = try await head()
        response.body = try await body(of: response, to: method)
        return response
    }

    /// The next answer's head; its body can be taken with `body` or from the connection.
    package func head() async throws -> RawResponse {
        RawResponse(head: try await connection.takeHead())
    }

    package func body(of response: RawResponse, to method: String = "GET") async throws -> [UInt8] {
        if method == "HEAD" || response.status < 200 || response.status == 204 || response.status == 304 { return [] }
        if response["transfer-encoding"] == "chunked" { return try await chunkedBody() }
        guard let length = response["content-length"].flatMap({ Int($0) }) else {
            return try await connection.takeRest()
        }
        return try await connection.take(length)
    }

    /// Sends a request and reads its answer.
    package func exchange(_ text: String, method: String = "GET") async throws -> RawResponse {
        try await send(text)
        return try await response(to: method)
    }

    private func chunkedBody() async throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let line = try await takeLine()
            guard let size = Int(line, radix: 16) else { throw ConnectionSurprise.ended(Array(line.utf8)) }
            body += try await connection.take(size)
            _ = try await connection.take(2)
            if size == 0 { return body }
        }
    }

    private func takeLine() async throws -> String {
        try await connection.wait { bytes, _ in bytes.contains(10) }
        let end = connection.received.firstIndex(of: 10) ?? 0
        return String(decoding: try await connection.take(end + 1).dropLast(2), as: UTF8.self)
    }
}

/// An answer as it came.
package struct RawResponse: Sendable {
    package let status: Int
    package let reason: String
    /// Names in lower case; values with one scalar per byte.
    package let fields: [(name: String, value: String)]
    package var body: [UInt8] = []

    package init(head: [UInt8]) {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: head.map { Unicode.Scalar($0) })
        let lines = String(text).split(separator: "\r\n", omittingEmptySubsequences: true)
        let start = lines.first?.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false) ?? []
        status = start.count > 1 ? Int(start[1]) ?? 0 : 0
        reason = start.count > 2 ? String(start[2]) : ""
        fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (parts[0].lowercased(), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
        }
    }

    package func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// All lines of a name, joined.
    package subscript(name: String) -> String? {
        let values = values(name)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The word of our member of `Cache-Status`: `hit`, or why the origin was asked.
    package var cacheStatus: String { values("cache-status").last ?? "" }
}
