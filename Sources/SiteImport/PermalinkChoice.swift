import SiteModel

/// The pattern under which most posts keep their address.
enum PermalinkChoice {
    static func pattern(for entries: [EntryDraft]) -> String {
        var counts: [String: Int] = [:]
        for entry in entries where entry.isPost && !entry.front.isDraft {
            if let pattern = pattern(of: entry) { counts[pattern, default: 0] += 1 }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "/:year/:month/:slug/"
    }

    /// An address with its date's parts and its last part made variables; `nil` when it ends in a file's name.
    private static func pattern(of entry: EntryDraft) -> String? {
        let path = OldAddress.normalized(entry.oldPath)
        guard path.hasSuffix("/"), path != "/" else { return nil }
        var names: [(String, String)] = []
        if let date = entry.date {
            func padded(_ number: Int, _ width: Int) -> String {
                String(repeating: "0", count: max(0, width - "\(number)".count)) + "\(number)"
            }
            names = [(":year", padded(date.year, 4)), (":month", padded(date.month, 2)), (":day", padded(date.day, 2))]
        }
        var segments = path.split(separator: "/").map(String.init)
        segments[segments.count - 1] = ":slug"
        for index in segments.indices.dropLast() {
            if let found = names.firstIndex(where: { $0.1 == segments[index] }) {
                segments[index] = names[found].0
                // Days don't come before months.
                names.removeFirst(found + 1)
            } else if !segments[index].utf8.allSatisfy(isPlain) || segments[index].hasPrefix(".") {
                return nil
            }
        }
        return "/" + segments.joined(separator: "/") + "/"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
