import Foundation
import HTTPSemantics

/// Something that can be fetched: bytes with a type, validators and a lifetime.
struct Representation: Sendable {
    enum Content: Sendable {
        case bytes([UInt8])
        case file(OpenFile)

        var lengthBytes: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .file(let file): file.stamp.sizeBytes
            }
        }
    }

    var content: Content
    /// The field value.
    var mediaType: String
    var entityTag: EntityTag?
    var lastModified: HTTPDate?
    /// The content coding that the content is in; `nil` for none.
    var contentCoding: String?
    /// The field value of `Cache-Control`.
    var cacheControl: String
    /// Further fields that every answer with this representation carries.
    var fields: Fields = [:]
}

/// How much of a representation answers a request.
enum Delivery: Hashable, Sendable {
    case notModified
    case preconditionFailed
    case whole
    case part(Range<Int>)
    case parts([Range<Int>])
    case unsatisfiable

    /// Conditions first, then `If-Range`, then the range (RFC 9110 §13.2.2). A range is for GET alone (§14.2).
    static func decide(
        method: HTTPSemantics.Method, fields: Fields, validators: Validators, lengthBytes: Int, now: HTTPDate
    ) -> Delivery {
        let conditions = Conditions(fields, now: now)
        switch conditions.evaluate(method: method, current: validators) {
        case .notModified: return .notModified
        case .preconditionFailed: return .preconditionFailed
        case .proceed: break
        }
        guard method == .get, let range = RangeRequest(fields), conditions.allowsRange(of: validators) else {
            return .whole
        }
        switch range.resolve(lengthBytes: lengthBytes) {
        case .whole: return .whole
        case .unsatisfiable: return .unsatisfiable
        case .parts(let ranges): return ranges.count == 1 ? .part(ranges[0]) : .parts(ranges)
        }
    }
}

extension Representation {
    /// The answer to a request for this representation.
    ///
    /// - Parameter boundary: Separates the parts of a `multipart/byteranges`; must not occur in the content.
    func answer(
        _ method: HTTPSemantics.Method, _ request: Fields, now: HTTPDate, boundary: String = randomBoundary()
    ) -> Answer {
        // A file touched within this second may be touched again, so its date is no strong validator yet.
        let validators = Validators(entityTag: entityTag, lastModified: lastModified, observed: now)
        let length = content.lengthBytes
        let delivery = Delivery.decide(
            method: method, fields: request, validators: validators, lengthBytes: length, now: now)
        switch delivery {
        case .notModified: return Answer(304, validatorFields)
        case .preconditionFailed: return Answer(412, ["Cache-Control": "no-store"])
        case .whole: return Answer(200, fullFields, body: AnswerBody([piece(0..<length)]))
        case .unsatisfiable:
            return Answer(
                416,
                [
                    "Content-Range": FieldValue("\(ContentRange.unsatisfied(lengthBytes: length))"),
                    "Cache-Control": "no-store",
                ])
        case .part(let range):
            var fields = fullFields
            fields.set("Content-Range", to: FieldValue("\(ContentRange.part(range, lengthBytes: length))"))
            return Answer(206, fields, body: AnswerBody([piece(range)]))
        case .parts where contentCoding != nil:
            // `Content-Encoding` beside `multipart/byteranges` would be read as the coding of the parts' frame.
            return Answer(200, fullFields, body: AnswerBody([piece(0..<length)]))
        case .parts(let ranges):
            var fields = fullFields
            fields.set("Content-Type", to: FieldValue("multipart/byteranges; boundary=\(boundary)"))
            return Answer(206, fields, body: multipart(ranges, boundary: boundary))
        }
    }

    /// What a 304 repeats (RFC 9110 §15.4.5).
    private var validatorFields: Fields {
        var result: Fields = ["Cache-Control": FieldValue(cacheControl)]
        if cacheControl == CachePolicy.page {
            // `s-maxage` alone forbids stale answers (RFC 9111 §5.2.2.10). The edge is told otherwise in its own field
            // (RFC 9213), so that the site stays up while its origin is down.
            result.append("CDN-Cache-Control", FieldValue(CachePolicy.pageAtTheEdge))
        }
        if let entityTag { result.append("ETag", FieldValue(entityTag.description)) }
        if let lastModified { result.append("Last-Modified", FieldValue(lastModified.description)) }
        for field in fields { result.append(field) }
        return result
    }

    private var fullFields: Fields {
        var fields = validatorFields
        fields.set("Content-Type", to: FieldValue(mediaType))
        if let contentCoding { fields.set("Content-Encoding", to: FieldValue(contentCoding)) }
        fields.set("Accept-Ranges", to: "bytes")
        return fields
    }

    private func piece(_ range: Range<Int>) -> AnswerBody.Piece {
        switch content {
        case .bytes(let bytes): .bytes(Array(bytes[range]))
        case .file(let file): .file(file, range)
        }
    }

    /// RFC 9110 §14.6.
    private func multipart(_ ranges: [Range<Int>], boundary: String) -> AnswerBody {
        var pieces: [AnswerBody.Piece] = []
        for range in ranges {
            let head = """
                \r\n--\(boundary)\r\nContent-Type: \(mediaType)\r
                Content-Range: \(ContentRange.part(range, lengthBytes: content.lengthBytes))\r\n\r\n
                """
            pieces += [.bytes(Array(head.utf8)), piece(range)]
        }
        pieces.append(.bytes(Array("\r\n--\(boundary)--\r\n".utf8)))
        return AnswerBody(pieces)
    }
}

/// 128 random bits, which no content holds by accident.
func randomBoundary() -> String {
    String(UInt64.random(in: .min ... .max), radix: 36) + String(UInt64.random(in: .min ... .max), radix: 36)
}

extension HTTPDate {
    init(_ date: Date) { self.init(secondsSinceEpoch: Int(date.timeIntervalSince1970.rounded(.down))) }
}
