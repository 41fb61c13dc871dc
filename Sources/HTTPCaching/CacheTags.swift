package import HTTPSemantics

/// The tags of a response: names that an operator may purge by, many responses at a time.
///
/// Two fields, told apart by their separators only: `Cache-Tag` (commas, by CloudFront's rules: what is not visible ASCII or
/// longer than 256 characters counts for nothing, and of what is left the first 50) and `Surrogate-Key` (blanks, Fastly's:
/// up to 1,024 characters each). Upper and lower case are the same, so tags here are in lower case.
///
/// - Returns: Each tag once, in order.
package func cacheTags(of fields: Fields) -> [String] {
    var tags: [String] = []
    var seen: Set<String> = []
    let listed = fields.values("cache-tag").flatMap { $0.bytes.split(separator: UInt8(ascii: ",")) }
    for member in listed.lazy.compactMap({ cacheTag($0, mostBytes: 256) }).prefix(50) where seen.insert(member).inserted
    {
        tags.append(member)
    }
    for line in fields.values("surrogate-key") {
        for member in line.bytes.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 }) {
            if let tag = cacheTag(member, mostBytes: 1024), seen.insert(tag).inserted { tags.append(tag) }
        }
    }
    return tags
}

/// A tag as responses are found by it; `nil` for what no response can have.
package func cacheTag(_ text: String) -> String? { cacheTag(Array(text.utf8)[...], mostBytes: 1024) }

private func cacheTag(_ bytes: ArraySlice<UInt8>, mostBytes: Int) -> String? {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    let trimmed = bytes.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
    guard (1...mostBytes).contains(trimmed.count), trimmed.allSatisfy({ (33...126).contains($0) }) else { return nil }
    return String(decoding: trimmed.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
}
