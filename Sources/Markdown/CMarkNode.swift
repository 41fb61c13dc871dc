import CCMarkGFM

/// One node of a `CMarkTree`, by what its reader asks.
@safe struct CMarkNode {
    private let pointer: OpaquePointer

    init?(pointer: OpaquePointer?) {
        guard let pointer = unsafe pointer else { return nil }
        unsafe self.pointer = pointer
    }

    enum Kind {
        case paragraph, heading, blockQuote, item, htmlBlock, codeBlock, footnoteDefinition, otherBlock
        case customInline, text, code, softBreak, lineBreak, htmlInline, link, image, footnoteReference, otherInline
    }

    var kind: Kind {
        let type = unsafe cmark_node_get_type(pointer)
        switch type {
        case CMARK_NODE_PARAGRAPH: return .paragraph
        case CMARK_NODE_HEADING: return .heading
        case CMARK_NODE_BLOCK_QUOTE: return .blockQuote
        case CMARK_NODE_ITEM: return .item
        case CMARK_NODE_CUSTOM_INLINE: return .customInline
        case CMARK_NODE_HTML_BLOCK: return .htmlBlock
        case CMARK_NODE_CODE_BLOCK: return .codeBlock
        case CMARK_NODE_FOOTNOTE_DEFINITION: return .footnoteDefinition
        case CMARK_NODE_TEXT: return .text
        case CMARK_NODE_CODE: return .code
        case CMARK_NODE_SOFTBREAK: return .softBreak
        case CMARK_NODE_LINEBREAK: return .lineBreak
        case CMARK_NODE_HTML_INLINE: return .htmlInline
        case CMARK_NODE_LINK: return .link
        case CMARK_NODE_IMAGE: return .image
        case CMARK_NODE_FOOTNOTE_REFERENCE: return .footnoteReference
        default: return type.rawValue & 0xC000 == 0x8000 ? .otherBlock : .otherInline
        }
    }

    var literal: String { unsafe string(cmark_node_get_literal(pointer)) }
    var url: String { unsafe string(cmark_node_get_url(pointer)) }
    var title: String { unsafe string(cmark_node_get_title(pointer)) }
    var fenceInfo: String { unsafe string(cmark_node_get_fence_info(pointer)) }
    var headingLevel: Int { unsafe Int(cmark_node_get_heading_level(pointer)) }
    var line: Int { unsafe Int(cmark_node_get_start_line(pointer)) }
    var column: Int { unsafe Int(cmark_node_get_start_column(pointer)) }
    var parent: CMarkNode? { unsafe CMarkNode(pointer: cmark_node_parent(pointer)) }
    var firstChild: CMarkNode? { unsafe CMarkNode(pointer: cmark_node_first_child(pointer)) }
    var next: CMarkNode? { unsafe CMarkNode(pointer: cmark_node_next(pointer)) }
    var previous: CMarkNode? { unsafe CMarkNode(pointer: cmark_node_previous(pointer)) }

    /// Puts fixed HTML before the first and after the last child.
    func surroundChildren(with opening: [UInt8], and closing: [UInt8]) {
        if let first = unsafe customNode(CMARK_NODE_CUSTOM_INLINE, opening: opening, closing: []) {
            unsafe keep(first, if: cmark_node_prepend_child(pointer, first))
        }
        if let last = unsafe customNode(CMARK_NODE_CUSTOM_INLINE, opening: closing, closing: []) {
            unsafe keep(last, if: cmark_node_append_child(pointer, last))
        }
    }

    /// Puts fixed HTML in the place of this node, around its children when they are kept; frees the node.
    ///
    /// A table's cell holds nothing but Markdown: there, what is put in for an inline has to be marks.
    func replace(asBlock: Bool, opening: [UInt8], closing: [UInt8] = [], keepingChildren: Bool = false) {
        let type = asBlock ? CMARK_NODE_CUSTOM_BLOCK : CMARK_NODE_CUSTOM_INLINE
        guard let node = unsafe customNode(type, opening: opening, closing: closing) else { return }
        if unsafe cmark_node_insert_before(pointer, node) == 1 {
            if keepingChildren { unsafe moveChildren { unsafe cmark_node_append_child(node, $0) } }
        } else {
            unsafe cmark_node_free(node)
            insertBytes(opening)
            if keepingChildren { unsafe moveChildren { unsafe cmark_node_insert_before(pointer, $0) } }
            if !closing.isEmpty { insertBytes(closing) }
        }
        unsafe cmark_node_free(pointer)
    }

    /// Lets the children of a paragraph stand in its place, without its tags.
    ///
    /// Their text is a part of the paragraph's memory, which therefore stays as long as the tree.
    func dissolve(in tree: borrowing CMarkTree) {
        guard let node = unsafe customNode(CMARK_NODE_CUSTOM_BLOCK, opening: [], closing: []) else { return }
        guard unsafe cmark_node_replace(pointer, node) == 1 else { return unsafe cmark_node_free(node) }
        unsafe moveChildren { unsafe cmark_node_append_child(node, $0) }
        tree.retire(self)
    }

    private func moveChildren(_ move: (OpaquePointer) -> Int32) {
        while let child = unsafe cmark_node_first_child(pointer), unsafe move(child) == 1 {}
    }

    /// Takes the node out of the tree and frees it.
    func remove() {
        unsafe cmark_node_free(pointer)
    }

    /// The same node, whichever way it was come by; good as a key while the tree lives.
    var identity: Int { unsafe Int(bitPattern: pointer) }

    func setLiteral(_ text: String) { _ = unsafe cmark_node_set_literal(pointer, text) }

    /// The same with marks in it, which are no text.
    func setLiteral(_ bytes: [UInt8]) {
        _ = unsafe cmark_node_set_literal(pointer, bytes.map { CChar(bitPattern: $0) } + [0])
    }

    /// Puts back what was set aside in a destination, a title or the words after a fence.
    func mapStrings(_ transform: (String) -> String?) {
        if let url = transform(url) { _ = unsafe cmark_node_set_url(pointer, url) }
        if let title = transform(title) { _ = unsafe cmark_node_set_title(pointer, title) }
        if let info = transform(fenceInfo) { _ = unsafe cmark_node_set_fence_info(pointer, info) }
    }

    /// Puts fixed HTML before the node; before an inline in a table's cell, marks only.
    func insertBefore(asBlock: Bool, _ html: [UInt8]) {
        let type = asBlock ? CMARK_NODE_CUSTOM_BLOCK : CMARK_NODE_CUSTOM_INLINE
        guard let node = unsafe customNode(type, opening: html, closing: []),
            unsafe cmark_node_insert_before(pointer, node) != 1
        else { return }
        unsafe cmark_node_free(node)
        if !asBlock { insertBytes(html) }
    }

    /// Puts a text node before this one.
    func insertText(_ text: String) { insertBytes(Array(text.utf8)) }

    private func insertBytes(_ bytes: [UInt8]) {
        guard let node = unsafe cmark_node_new(CMARK_NODE_TEXT) else { return }
        _ = unsafe cmark_node_set_literal(node, bytes.map { CChar(bitPattern: $0) } + [0])
        unsafe keep(node, if: cmark_node_insert_before(pointer, node))
    }

    private func customNode(_ type: cmark_node_type, opening: [UInt8], closing: [UInt8]) -> OpaquePointer? {
        guard let node = unsafe cmark_node_new(type) else { return nil }
        let onEnter = opening.map { CChar(bitPattern: $0) } + [0]
        let onExit = closing.map { CChar(bitPattern: $0) } + [0]
        _ = unsafe cmark_node_set_on_enter(node, onEnter)
        _ = unsafe cmark_node_set_on_exit(node, onExit)
        return unsafe node
    }

    private func keep(_ node: OpaquePointer, if added: Int32) {
        if added != 1 { unsafe cmark_node_free(node) }
    }

    private func string(_ characters: UnsafePointer<CChar>?) -> String {
        guard let characters = unsafe characters else { return "" }
        return unsafe String(cString: characters)
    }
}
