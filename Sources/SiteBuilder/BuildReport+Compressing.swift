/// What `--compress` made of the site's texts.
package struct CompressedTexts: Hashable, Sendable {
    package struct Share: Hashable, Sendable {
        /// `gzip`, `br` or `zstd`.
        package let coding: String
        package var files = 0
        package var bytes = 0
        /// What those files take without the coding.
        package var originalBytes = 0
    }

    /// Texts that have at least one compressed form.
    package private(set) var files = 0
    package private(set) var bytes = 0
    /// In the order of codings' names.
    package private(set) var shares: [Share] = []
    /// Texts that were compressed by this very build; the others were known.
    package let anew: Int

    init(_ files: [String: Manifest.File], anew: Int) {
        self.anew = anew
        var shares: [String: Share] = [:]
        var sources: Set<String> = []
        for (path, file) in files {
            guard let variant = file.variant, let source = files[Variant.source(of: path)] else { continue }
            var share = shares[variant.coding] ?? Share(coding: variant.coding)
            share.files += 1
            share.bytes += file.bytes
            share.originalBytes += source.bytes
            shares[variant.coding] = share
            if sources.insert(Variant.source(of: path)).inserted {
                self.files += 1
                bytes += source.bytes
            }
        }
        self.shares = shares.values.sorted { $0.coding < $1.coding }
    }
}
