package import HTTPSemantics

/// Whether `Vary` has `*` anywhere in it (RFC 9110 §12.5.5): such a response answers no other request.
///
/// A member that is no field name counts as one: nobody knows what it selects by.
package func variesOnAnything(_ fields: Fields) -> Bool {
    fields.contains("vary") && fields.list("vary").contains { $0 == "*" || FieldName($0) == nil }
}

/// The request fields a stored response was selected by, and what they held (RFC 9111 §4.1).
package struct Variance: Hashable, Sendable {
    /// One selecting field: `nil` where the request did not have it.
    package struct Selector: Hashable, Sendable {
        package let name: FieldName
        package let value: [UInt8]?
    }

    package let selectors: [Selector]
    /// What an operator's key policy adds, and what it found in the request.
    package let policy: KeyPolicy
    private let keyed: [UInt8]

    /// - Parameters:
    ///   - fields: The response's; its `Vary` names the selectors.
    ///   - request: The fields of the request it answered.
    package init(of fields: Fields, for request: Fields, keyedBy policy: KeyPolicy = KeyPolicy()) {
        self.policy = policy
        keyed = policy.value(in: request)
        guard fields.contains("vary") else {
            selectors = []
            return
        }
        let names = Set(fields.list("vary").compactMap { FieldName($0.lowercased()) })
        selectors = names.sorted { $0.canonical < $1.canonical }
            .map { Selector(name: $0, value: Self.normalized($0, in: request)) }
    }

    package var isEmpty: Bool { selectors.isEmpty && policy.isEmpty }

    /// Whether a request with these fields is answered by the same variant.
    package func matches(_ request: Fields) -> Bool {
        keyed == policy.value(in: request)
            && selectors.allSatisfy { $0.value == Self.normalized($0.name, in: request) }
    }

    /// The first of some variants that answers a request with these fields.
    ///
    /// Each selecting field is normalised once, however many variants there are: its value is the client's choice.
    ///
    /// - Parameter variance: What a variant was selected by.
    package static func first<Variant>(
        in variants: [Variant], matching request: Fields, variance: (Variant) -> Variance
    ) -> Variant? {
        var values: [FieldName: [UInt8]?] = [:]
        var keyed: [KeyPolicy: [UInt8]] = [:]
        return variants.first { variant in
            let variance = variance(variant)
            if !variance.policy.isEmpty {
                let value = keyed[variance.policy] ?? variance.policy.value(in: request)
                keyed[variance.policy] = value
                guard value == variance.keyed else { return false }
            }
            return variance.selectors.allSatisfy { selector in
                if let known = values[selector.name] { return known == selector.value }
                let value = normalized(selector.name, in: request)
                values.updateValue(value, forKey: selector.name)
                return value == selector.value
            }
        }
    }

    /// How many bytes the selecting values take.
    package var costBytes: Int {
        selectors.reduce(keyed.count) { $0 + $1.name.original.utf8.count + ($1.value?.count ?? 0) + 64 }
    }

    /// A field's lines joined, white space around members taken away and, for fields whose members have no
    /// meaning in their letters' case or their order, lower case and sorted: what RFC 9111 §4.1 allows. Fields that
    /// are no lists stay verbatim.
    private static func normalized(_ name: FieldName, in request: Fields) -> [UInt8]? {
        guard let combined = request.combined(name) else { return nil }
        guard !single.contains(name.canonical) else { return combined.bytes }
        let members = request.list(name)
        guard let isCaseless = preferences[name.canonical] else { return Array(members.joined(separator: ",").utf8) }
        // Preferences are ranked by their weights alone, whatever order they are named in (RFC 9110 §12.4.2, §12.5).
        return Array(members.map { preference($0, isCaseless: isCaseless) }.sorted().joined(separator: ",").utf8)
    }

    /// `en ; q=1.0` as `en`: one is the weight of what names none (RFC 9110 §12.4.2).
    private static func preference(_ member: String, isCaseless: Bool) -> String {
        guard isCaseless else { return member }
        let text = member.lowercased().filter { $0 != " " && $0 != "\t" }
        guard let mark = text.firstRange(of: ";q=1") else { return text }
        let rest = text[mark.upperBound...]
        let isOne =
            rest.isEmpty
            || rest.first == "." && rest.dropFirst().count <= 3 && rest.dropFirst().allSatisfy { $0 == "0" }
        return isOne ? String(text[..<mark.lowerBound]) : text
    }

    private static let single: Set<String> = [
        "authorization", "cookie", "from", "host", "origin", "referer", "user-agent",
    ]
    /// Fields that rank what a client would rather have, and whether their members have no meaning in letters' case.
    private static let preferences = [
        "accept": false, "accept-charset": true, "accept-encoding": true, "accept-language": true,
    ]
}
