import CCMarkGFM
import Glibc
import Synchronization

/// The tree that cmark-gfm makes of a text, and its memory.
///
/// The only place that touches C pointers. A tree owns its parser and all its nodes and frees them when it goes; a `CMarkNode`
/// is good only while its tree lives, which the one caller (`MarkdownReader`) sees to by never letting a node out.
@safe struct CMarkTree: ~Copyable {
    private let parser: OpaquePointer
    private let root: OpaquePointer
    private let options: Int32
    private let retired = Retired()

    /// - Returns: `nil` when there is no memory for it.
    init?(parsing text: [UInt8], options: MarkdownOptions) {
        let flags = Self.flags(options)
        Self.registerExtensions()
        guard let parser = unsafe cmark_parser_new(flags) else { return nil }
        for name in ["table", "strikethrough", "autolink", "tasklist"] {
            if let found = unsafe cmark_find_syntax_extension(name) {
                unsafe cmark_parser_attach_syntax_extension(parser, found)
            }
        }
        unsafe text.withUnsafeBufferPointer { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                unsafe cmark_parser_feed(parser, characters.baseAddress, characters.count)
            }
        }
        // The tables of special characters are globals that every parser switches on and off while it parses inlines.
        let root = unsafe finishing.withLock { _ in unsafe SendablePointer(cmark_parser_finish(parser)) }.pointer
        guard let root = unsafe root else {
            unsafe cmark_parser_free(parser)
            return nil
        }
        unsafe self.parser = parser
        unsafe self.root = root
        self.options = flags
    }

    deinit {
        unsafe cmark_node_free(root)
        unsafe cmark_parser_free(parser)
    }

    /// Keeps the memory of a node that has left the tree.
    func retire(_ node: CMarkNode) { retired.nodes.append(node) }

    /// Calls the body for every node on the way in, and for those that hold others on the way out. The tree must not change
    /// meanwhile.
    func walk(_ body: (_ node: CMarkNode, _ isEntering: Bool) -> Void) {
        guard let iterator = unsafe cmark_iter_new(root) else { return }
        defer { unsafe cmark_iter_free(iterator) }
        while true {
            let event = unsafe cmark_iter_next(iterator)
            if event == CMARK_EVENT_DONE { return }
            guard let node = unsafe CMarkNode(pointer: cmark_iter_get_node(iterator)) else { return }
            body(node, event == CMARK_EVENT_ENTER)
        }
    }

    /// The tree as HTML, as cmark-gfm writes it.
    func html() -> [UInt8] {
        guard let text = unsafe cmark_render_html(root, options, cmark_parser_get_syntax_extensions(parser)) else {
            return []
        }
        defer { unsafe cmark_get_default_mem_allocator().pointee.free(text) }
        return unsafe Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }

    private static func flags(_ options: MarkdownOptions) -> Int32 {
        CMARK_OPT_FOOTNOTES | (options.smartPunctuation ? CMARK_OPT_SMART : 0)
            | (options.rawHTML ? CMARK_OPT_UNSAFE : 0)
    }

    /// cmark keeps its extensions in a global list; once is enough, and Swift initialises a global once.
    private static func registerExtensions() { _ = registered }
    private static let registered: Void = cmark_gfm_core_extensions_ensure_registered()
}

private let finishing = Mutex(())

/// Nodes without a tree.
private final class Retired {
    var nodes: [CMarkNode] = []

    deinit {
        for node in nodes { node.remove() }
    }
}

/// A pointer on its way out of a lock.
@safe private struct SendablePointer: @unchecked Sendable {
    // Sound because the one receiver is the thread that held the lock.
    let pointer: OpaquePointer?

    init(_ pointer: OpaquePointer?) { unsafe self.pointer = pointer }
}
