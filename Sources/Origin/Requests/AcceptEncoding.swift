package import HTTPSemantics

/// Which content codings a client takes, and how gladly (RFC 9110 §12.5.3).
package struct AcceptEncoding: Hashable, Sendable {
    /// In thousandths, by coding in lower case; `nil` when the client said nothing.
    private let weights: [String: Int]?

    package init(_ fields: Fields) {
        guard fields.contains("Accept-Encoding") else {
            weights = nil
            return
        }
        let members = fields.list("Accept-Encoding").compactMap(Self.member)
        weights = Dictionary(members) { max($0, $1) }
    }

    /// The acceptable ones of some forms of one thing, best first, each by its place; `nil` stands for the thing as it is.
    ///
    /// The client's weight decides, then size. What it doesn't name comes last if it is the plain form, and not at all if it
    /// is a coding. Whoever says nothing gets the plain form: it may be a program that would save the bytes as they come.
    package func ranked(_ forms: [(coding: String, bytes: Int)]) -> [Int?] {
        guard let weights else { return [nil] }
        let star = weights["*"]
        var ranked: [(place: Int?, weight: Int, bytes: Int)] = []
        for (place, form) in forms.enumerated() {
            let weight = weights[form.coding] ?? star ?? 0
            if weight > 0 { ranked.append((place, weight, form.bytes)) }
        }
        let plain = weights["identity"] ?? (star == 0 ? 0 : nil)
        if plain != 0 { ranked.append((nil, plain ?? -1, .max)) }
        return ranked.sorted { ($1.weight, $0.bytes) < ($0.weight, $1.bytes) }.map(\.place)
    }

    /// A coding and its weight; `nil` for what is malformed.
    private static func member(_ text: String) -> (String, Int)? {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map { part in
            part.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed()
        }.map { String($0).lowercased() }
        guard let name = parts.first, !name.isEmpty else { return nil }
        let coding = name == "x-gzip" ? "gzip" : name
        guard parts.count > 1 else { return (coding, 1_000) }
        guard parts.count == 2, parts[1].hasPrefix("q="), let weight = weight(parts[1].dropFirst(2)) else { return nil }
        return (coding, weight)
    }

    /// RFC 9110 §12.4.2: up to three digits after the point, and nothing above one.
    private static func weight(_ text: Substring) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, whole == "0" || whole == "1" else { return nil }
        let digits = parts.count == 2 ? parts[1] : ""
        guard digits.utf8.count <= 3, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let thousandths = Int(digits + String(repeating: "0", count: 3 - digits.utf8.count)) ?? 0
        let weight = (whole == "1" ? 1_000 : 0) + thousandths
        return weight <= 1_000 ? weight : nil
    }
}
