import Compression
import SiteModel

extension Build {
    /// The compressed forms of the site's texts, ready beside their places.
    ///
    /// Without `compresses` those are kept whose text is what it was, and none is made: an author who only wants to see the
    /// page doesn't wait for them, and no reader gets an old one.
    mutating func variants(of products: [Product], into destination: DestinationFolder, _ known: BuildState?) throws
        -> [Product]
    {
        let previous = destination.previous.files
        guard configuration.compresses else { return Self.kept(previous, products, in: destination.root) }
        let taken = Variant.taken(by: products.lazy.map(\.path.file))
        let texts = products.indices
            .filter { Variant.isWorthwhile(products[$0].path.file, bytes: products[$0].file.bytes) }
            // The longest first, so that no core is left alone with one at the end.
            .sorted { (products[$1].file.bytes, $0) < (products[$0].file.bytes, $1) }
        let press = Press(
            root: destination.root, staging: destination.staging, previous: previous,
            isKnown: known?.compression == VariantShelf.recipe, taken: taken,
            takenBefore: Variant.taken(by: previous.lazy.filter { $0.value.variant == nil }.map(\.key)),
            shelf: VariantShelf(cache: configuration.folders.cache, isClean: configuration.isClean))
        let held = texts.map { press.held(products[$0]) }
        let missing = zip(texts, held).filter { $1 == nil }.map(\.0)
        if !missing.isEmpty {
            // What waits already stays on the list.
            let waiting = products.filter { $0.staged != nil }.map(\.path.file)
            try destination.staging.begin(
                waiting
                    + missing.flatMap { index in
                        ContentCoding.allCases.map { Variant.path(of: products[index].path.file, $0) }
                    })
        }
        let observer = observer
        let made = try crew.map(missing, progress: { observer.progress(.compress, $0, missing.count) }) { index in
            try press.variants(of: products[index], number: products.count + index * ContentCoding.allCases.count)
        }
        report.compressedAnew = made.count(where: \.isNew)
        return held.compactMap { $0 }.flatMap { $0 } + made.flatMap(\.products)
    }

    /// Forgets compressed bytes that nothing in the site names.
    func pruneVariants(_ products: [Product]) {
        guard configuration.compresses else { return }
        VariantShelf(cache: configuration.folders.cache, isClean: false).prune(
            keeping: Set(products.map(\.file.sha256)))
    }

    private static func kept(_ previous: [String: Manifest.File], _ products: [Product], in root: String) -> [Product] {
        let variants = previous.filter { $0.value.variant != nil && !$0.value.sha256.isEmpty }
        if variants.isEmpty { return [] }
        let taken = Variant.taken(by: products.lazy.map(\.path.file))
        let files = Dictionary(products.map { ($0.path.file, $0.file) }) { first, _ in first }
        return variants.compactMap { path, file in
            guard let source = files[Variant.source(of: path)], source.sha256 == file.variant?.of,
                !taken.contains(path), Press.isThere(root, path, file), let place = try? SitePath(path)
            else { return nil }
            var file = file
            file.kind = source.kind
            return Product(path: place, file: file, staged: nil)
        }
    }
}

/// What compressing threads may ask of the destination: all of it reads, and what they write is not seen.
private struct Press: Sendable {
    let root: String
    let staging: Staging
    let previous: [String: Manifest.File]
    /// Whether the last build compressed, by this very recipe: then a variant that isn't there was not worth it.
    let isKnown: Bool
    let taken: Set<String>
    let takenBefore: Set<String>
    let shelf: VariantShelf

    /// What lies there of a text that the last build compressed; `nil` when something has to be looked up or made.
    func held(_ product: Build.Product) -> [Build.Product]? {
        let path = product.path.file
        guard isKnown, previous[path]?.sha256 == product.file.sha256 else { return nil }
        var held: [Build.Product] = []
        for coding in ContentCoding.allCases {
            let place = Variant.path(of: path, coding)
            if taken.contains(place) { continue }
            if takenBefore.contains(place) { return nil }
            guard var file = previous[place] else { continue }
            guard file.variant?.of == product.file.sha256, !file.sha256.isEmpty, Self.isThere(root, place, file),
                let place = try? SitePath(place)
            else { return nil }
            file.kind = product.file.kind
            held.append(Build.Product(path: place, file: file, staged: nil))
        }
        return held
    }

    /// - Parameter number: From here on, one for each coding is nobody else's.
    func variants(of product: Build.Product, number: Int) throws -> (products: [Build.Product], isNew: Bool) {
        let digest = product.file.sha256
        let shelved = shelf.variants(of: digest)
        var entries = shelved ?? []
        if shelved == nil {
            let text = try Disk.read(product.staged ?? root + "/" + product.path.file)
            // Somebody wrote into the site: what isn't the build's own bytes gets no variants.
            guard Digest.sha256(text) == digest else { return ([], false) }
            entries = try shelf.makeVariants(of: text, digest: digest)
        }
        var products: [Build.Product] = []
        for (index, entry) in entries.enumerated() {
            let place = Variant.path(of: product.path.file, entry.coding)
            guard !taken.contains(place), let path = try? SitePath(place), path.file == place else { continue }
            let file = Manifest.File(
                sha256: Digest.sha256(entry.bytes), bytes: entry.bytes.count, kind: product.file.kind,
                variant: Variant(coding: entry.coding.rawValue, of: digest))
            let isHeld =
                previous[place].map { $0.sha256 == file.sha256 && $0.variant != nil } == true
                && Self.isThere(root, place, file)
            products.append(
                Build.Product(
                    path: path, file: file,
                    staged: isHeld ? nil : try staging.stage(place, number: number + index, entry.bytes)))
        }
        return (products, shelved == nil)
    }

    static func isThere(_ root: String, _ path: String, _ file: Manifest.File) -> Bool {
        let item = Disk.item(root + "/" + path)
        return item?.kind == .file && item?.bytes == file.bytes
    }
}
