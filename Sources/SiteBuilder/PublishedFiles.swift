/// What a destination holds, by the last build's own account, whoever built.
///
/// Two of them tell what was published between: what a cache in front must let go of.
package struct PublishedFiles: Sendable {
    private let bytes: [UInt8]
    private let digests: [String: String]

    /// - Parameter known: What was read before. Where nothing has changed since, it is not read twice.
    package init(in destination: String, known: PublishedFiles? = nil) {
        let bytes = (try? Disk.read(destination + "/.masthead/manifest.json")) ?? []
        if let known, known.bytes == bytes {
            self = known
            return
        }
        self.bytes = bytes
        let files = Manifest(bytes)?.files ?? [:]
        var digests = files.filter { $0.value.variant == nil }.mapValues(\.sha256)
        // A file that gains or loses a compressed form is answered otherwise than before.
        for (path, file) in files.filter({ $0.value.variant != nil }).sorted(by: { $0.key < $1.key }) {
            digests[Variant.source(of: path)]? += " " + file.sha256
        }
        self.digests = digests
    }

    /// Files by their names from the destination (`about/index.html`).
    package struct Changes: Hashable, Sendable {
        package var added: [String] = []
        package var changed: [String] = []
        package var removed: [String] = []

        package var isEmpty: Bool { added.isEmpty && changed.isEmpty && removed.isEmpty }
    }

    package func changes(since earlier: PublishedFiles) -> Changes {
        var changes = Changes()
        guard bytes != earlier.bytes else { return changes }
        for (file, digest) in digests {
            switch earlier.digests[file] {
            case nil: changes.added.append(file)
            case digest?: break
            case .some: changes.changed.append(file)
            }
        }
        changes.removed = earlier.digests.keys.filter { digests[$0] == nil }
        return changes
    }
}
