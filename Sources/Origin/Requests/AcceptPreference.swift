package import HTTPSemantics

/// Which of a few media types a client likes best (RFC 9110 §12.5.1).
///
/// The most specific range that fits a type gives its weight; a type that nothing fits weighs nothing. Among equals the first
/// offered wins, so whoever accepts anything gets what the server would rather send.
package func preferredType(in fields: Fields, offering types: [String]) -> String? {
    let ranges = fields.list("Accept").compactMap(AcceptRange.init)
    if ranges.isEmpty { return types.first }
    let weighed = types.map { type in
        (type, ranges.filter { $0.fits(type) }.max { $0.specificity < $1.specificity }?.weight ?? 0)
    }
    let best = weighed.map(\.1).max() ?? 0
    return best > 0 ? weighed.first { $0.1 == best }?.0 : nil
}

private struct AcceptRange {
    let essence: String
    /// In thousandths.
    let weight: Int

    init?(_ text: String) {
        guard let type = MediaType(text) else { return nil }
        essence = type.essence
        guard let quality = type[parameter: "q"] else {
            weight = 1_000
            return
        }
        guard let value = Double(quality), (0...1).contains(value) else { return nil }
        weight = Int(value * 1_000)
    }

    var specificity: Int { essence == "*/*" ? 0 : essence.hasSuffix("/*") ? 1 : 2 }

    func fits(_ type: String) -> Bool {
        essence == type || essence == "*/*" || essence.hasSuffix("/*") && type.hasPrefix(essence.dropLast())
    }
}
