import HTTPSemantics

/// What goes back, before it is known how it gets onto the wire.
struct Answer: Sendable {
    var status: Int
    var fields: Fields
    var body: AnswerBody

    init(_ status: Int, _ fields: Fields = [:], body: AnswerBody = .none) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// A body of one kind that nothing is negotiated about.
    init(_ status: Int, type: String, _ bytes: [UInt8], _ fields: Fields = [:]) {
        self.init(status, fields, body: AnswerBody([.bytes(bytes)]))
        self.fields.set("Content-Type", to: FieldValue(type))
    }
}

/// A body as pieces from memory and from files, sent one after the other.
struct AnswerBody: Sendable {
    enum Piece: Sendable {
        case bytes([UInt8])
        case file(OpenFile, Range<Int>)

        var lengthBytes: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .file(_, let range): range.count
            }
        }
    }

    let pieces: [Piece]

    init(_ pieces: [Piece]) { self.pieces = pieces }

    static let none = AnswerBody([])

    var lengthBytes: Int { pieces.reduce(0) { $0 + $1.lengthBytes } }
}
