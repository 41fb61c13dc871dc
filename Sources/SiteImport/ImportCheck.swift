package import SiteModel

/// Whether a built site answers where the old one did.
package struct ImportCheck {
    /// Files of the destination, from there.
    private let files: Set<String>
    /// Addresses that a rule leads elsewhere, normalized, with where.
    private let rules: [String: String]
    /// Folders, everything below which a rule leads elsewhere.
    private let patterns: [(folder: String, to: String)]

    package init(files: Set<String>, redirects: [Redirect]) {
        self.files = files
        rules = Dictionary(redirects.filter { !$0.isPattern }.map { (OldAddress.normalized($0.from), $0.to) }) {
            first, _ in first
        }
        patterns = redirects.filter(\.isPattern).map { (String($0.from.dropLast()), $0.to) }
    }

    /// What nothing answers, each with the reason.
    package func unanswered(_ addresses: [OldAddress]) -> [(address: OldAddress, reason: String)] {
        addresses.compactMap { address in problem(with: address.path, hops: 0).map { (address, $0) } }
    }

    private func problem(with path: String, hops: Int) -> String? {
        let path = OldAddress.normalized(path)
        guard !hasFile(path) else { return nil }
        guard let target = rules[path] ?? target(ofPattern: path) else {
            return hops == 0 ? "nothing answers" : "its redirect leads to \(path), where nothing answers"
        }
        if target.contains("://") { return nil }
        return hops < 5
            ? problem(with: String(target.prefix { $0 != "#" && $0 != "?" }), hops: hops + 1)
            : "its redirects go round in a circle"
    }

    private func target(ofPattern path: String) -> String? {
        patterns.first { path.hasPrefix($0.folder) }.map { rule in
            rule.to.replacing(":splat", with: String(path.dropFirst(rule.folder.count)))
        }
    }

    private func hasFile(_ path: String) -> Bool {
        guard let place = try? SitePath(path) else { return false }
        return files.contains(place.file)
    }
}
