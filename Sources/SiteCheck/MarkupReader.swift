import CLibXML2

/// An element of a document, without its place in the tree.
struct MarkupElement {
    let name: String
    let attributes: [String: String]
    /// The text it begins with.
    let text: String
    /// From 1. libxml2 counts no further than 65,535.
    let line: Int
}

/// Elements in the order of a document, through libxml2. Nothing is ever fetched, and no entity of a document's own is
/// put in the place of its name.
enum MarkupReader {
    /// See `XMLDocument`: the library has to be ready before two threads ask at once.
    private static let library: Void = xmlInitParser()

    /// HTML as it is found: mistakes are mended as libxml2 sees fit.
    static func html(_ bytes: [UInt8]) -> [MarkupElement] {
        _ = library
        let options =
            HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
            | HTML_PARSE_NONET.rawValue
        return elements(
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe Document(
                    htmlReadMemory(
                        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil, "UTF-8",
                        Int32(bitPattern: options)))
            })
    }

    /// - Returns: `nil` when the text is not well-formed XML.
    static func xml(_ bytes: [UInt8]) -> [MarkupElement]? {
        _ = library
        let options = XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue | XML_PARSE_NONET.rawValue
        let document = unsafe bytes.withUnsafeBytes { bytes in
            unsafe Document(
                xmlReadMemory(
                    bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil, nil,
                    Int32(bitPattern: options)))
        }
        return document == nil ? nil : elements(document)
    }

    @safe private final class Document {
        let pointer: xmlDocPtr

        init?(_ pointer: xmlDocPtr?) {
            guard let pointer = unsafe pointer else { return nil }
            unsafe self.pointer = pointer
        }

        deinit { unsafe xmlFreeDoc(pointer) }
    }

    private static func elements(_ document: Document?) -> [MarkupElement] {
        guard let document else { return [] }
        var elements: [MarkupElement] = []
        var next = unsafe xmlDocGetRootElement(document.pointer)
        while let node = unsafe next {
            if unsafe node.pointee.type == XML_ELEMENT_NODE { unsafe elements.append(element(node)) }
            unsafe next = following(node)
        }
        return elements
    }

    private static func following(_ node: xmlNodePtr) -> xmlNodePtr? {
        if let child = unsafe node.pointee.children { return unsafe child }
        var current: xmlNodePtr? = unsafe node
        while let node = unsafe current {
            if let next = unsafe node.pointee.next { return unsafe next }
            unsafe current = node.pointee.parent
        }
        return nil
    }

    private static func element(_ node: xmlNodePtr) -> MarkupElement {
        var attributes: [String: String] = [:]
        var next = unsafe node.pointee.properties
        while let attribute = unsafe next {
            let value = unsafe attribute.pointee.children.map { unsafe string($0.pointee.content) }
            unsafe attributes[string(attribute.pointee.name)] = value ?? ""
            unsafe next = attribute.pointee.next
        }
        let text = unsafe node.pointee.children.flatMap { child in
            unsafe child.pointee.type == XML_TEXT_NODE ? string(child.pointee.content) : nil
        }
        return unsafe MarkupElement(
            name: string(node.pointee.name), attributes: attributes, text: text ?? "", line: Int(xmlGetLineNo(node)))
    }

    private static func string(_ characters: UnsafePointer<xmlChar>?) -> String {
        guard let characters = unsafe characters else { return "" }
        return unsafe String(cString: characters)
    }
}
