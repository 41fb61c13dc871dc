package import HTTPSemantics

// Messages as bytes. Every line written could be read back by the scanners here; what couldn't is refused, for a CR LF
// in a value is somebody else's next field, and two of them are their next message. On refusal nothing is appended.
// Whether the fields suit each other, such as one Host in a request, is for whoever made them.

extension [UInt8] {
    /// Appends a request line, the fields as they are, and the empty line.
    package mutating func append(_ head: RequestHead) throws(WireError) {
        let start = count
        do throws(WireError) {
            let method = head.method.rawValue.utf8
            guard head.version.isSpoken else { throw .unsupportedVersion }
            guard isToken(method), method.count <= WireLimits.methodBytes else { throw .malformedMethod }
            _ = try RequestTarget(of: head)
            append(contentsOf: method)
            append(UInt8(ascii: " "))
            append(contentsOf: head.target)
            append(UInt8(ascii: " "))
            append(contentsOf: head.version.description.utf8)
            appendLineEnd()
            try append(head.fields)
            appendLineEnd()
        } catch {
            removeSubrange(start...)
            throw error
        }
    }

    /// Appends a status line, the fields as they are, and the empty line.
    package mutating func append(_ head: ResponseHead) throws(WireError) {
        let start = count
        do throws(WireError) {
            try appendStatusLine(head.status, reason: head.reason, version: head.version)
            try append(head.fields)
            appendLineEnd()
        } catch {
            removeSubrange(start...)
            throw error
        }
    }

    /// Appends a status line.
    package mutating func appendStatusLine(
        _ status: Int, reason: [UInt8], version: HTTPVersion = .http11
    ) throws(WireError) {
        guard version.isSpoken else { throw .unsupportedVersion }
        guard (100...599).contains(status), reason.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") })
        else { throw .malformedStatusLine }
        append(contentsOf: version.description.utf8)
        append(UInt8(ascii: " "))
        append(contentsOf: String(status).utf8)
        append(UInt8(ascii: " "))
        append(contentsOf: reason)
        appendLineEnd()
    }

    /// Appends the lines of all fields, not the empty line after them.
    package mutating func append(_ fields: Fields) throws(WireError) {
        let start = count
        for field in fields {
            guard field.value.isWritable else {
                removeSubrange(start...)
                throw .fieldValueInvalid
            }
            append(contentsOf: field.name.original.utf8)
            append(UInt8(ascii: ":"))
            append(UInt8(ascii: " "))
            append(contentsOf: field.value.bytes)
            appendLineEnd()
        }
    }

    /// Appends the line before the data of a chunk. After the data goes a line end.
    package mutating func appendChunkSize(_ size: Int) {
        precondition(size > 0, "a chunk of size zero is the last one")
        append(contentsOf: String(size, radix: 16).utf8)
        appendLineEnd()
    }

    /// Appends one whole chunk; nothing for no data, since an empty chunk would be the last.
    package mutating func appendChunk(_ data: some Collection<UInt8>) {
        guard !data.isEmpty else { return }
        appendChunkSize(data.count)
        append(contentsOf: data)
        appendLineEnd()
    }

    /// Appends the end of a chunked body.
    package mutating func appendLastChunk(trailers: Fields = [:]) throws(WireError) {
        let start = count
        append(UInt8(ascii: "0"))
        appendLineEnd()
        do throws(WireError) {
            try append(trailers)
        } catch {
            removeSubrange(start...)
            throw error
        }
        appendLineEnd()
    }

    package mutating func appendLineEnd() {
        append(UInt8(ascii: "\r"))
        append(UInt8(ascii: "\n"))
    }
}
