import CLibXML2

/// Writes one XML document through libxml2's text writer, which escapes and balances.
///
/// Whatever the input, the result is well-formed: characters that XML 1.0 §2.2 has no room for are left out. The C objects
/// live as long as the value and are freed with it.
@safe struct XMLDocument: ~Copyable {
    private let buffer: xmlBufferPtr
    private let writer: xmlTextWriterPtr

    /// libxml2 fills its table of encodings when it is first used, without a lock: two threads that begin at once find it
    /// half filled. So it is filled once, before anybody writes.
    private static let library: Void = xmlInitParser()

    /// - Returns: `nil` when there is no memory for it.
    init?() {
        _ = Self.library
        guard let buffer = unsafe xmlBufferCreate() else { return nil }
        guard let writer = unsafe xmlNewTextWriterMemory(buffer, 0) else {
            unsafe xmlBufferFree(buffer)
            return nil
        }
        unsafe self.buffer = buffer
        unsafe self.writer = writer
        _ = unsafe xmlTextWriterSetIndent(writer, 1)
        _ = unsafe xmlTextWriterStartDocument(writer, "1.0", "UTF-8", nil)
    }

    deinit {
        unsafe xmlFreeTextWriter(writer)
        unsafe xmlBufferFree(buffer)
    }

    /// Names the style sheet a browser shows the document with (xml-stylesheet 1.0); to be written before the root.
    func styleSheet(_ href: String) {
        let data = "type=\"text/css\" href=\"\(href)\""
        _ = unsafe xmlTextWriterWritePI(writer, characters("xml-stylesheet"), characters(data))
    }

    /// An element with attributes, in the given order, around what the body writes.
    func element(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ body: () -> Void = {}) {
        _ = unsafe xmlTextWriterStartElement(writer, characters(name))
        for (name, value) in attributes {
            _ = unsafe xmlTextWriterWriteAttribute(writer, characters(name), characters(value))
        }
        body()
        _ = unsafe xmlTextWriterEndElement(writer)
    }

    /// An element that holds text.
    func element(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String) {
        element(name, attributes) { _ = unsafe xmlTextWriterWriteString(writer, characters(text)) }
    }

    /// Ends the document.
    consuming func bytes() -> [UInt8] {
        _ = unsafe xmlTextWriterEndDocument(writer)
        _ = unsafe xmlTextWriterFlush(writer)
        guard let start = unsafe xmlBufferContent(buffer) else { return [] }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(xmlBufferLength(buffer))))
    }

    /// UTF-8 for C, without what XML 1.0 does not allow (the final zero among it).
    private func characters(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 1)
        if text.unicodeScalars.allSatisfy(Self.isAllowed) {
            bytes += text.utf8
        } else {
            for scalar in text.unicodeScalars where Self.isAllowed(scalar) {
                bytes += UTF8.encode(scalar).map(Array.init) ?? []
            }
        }
        bytes.append(0)
        return bytes
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
