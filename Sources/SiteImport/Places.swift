import Foundation
import SiteModel

/// Where the source's files, posts and pages are in the new site: what links are looked up in.
struct Places {
    /// New content paths of copied files.
    private let files: Set<String>
    /// New content path of what the old site had at an address.
    private let fileAtAddress: [String: String]
    private let entries: Set<String>
    private let draft: (origin: String, basePath: String)

    init(_ draft: SiteDraft) {
        files = Set(draft.files.values)
        entries = Set(draft.entries.map(\.target))
        self.draft = (draft.origin, draft.basePath)
        var addresses: [String: String] = [:]
        for file in draft.files.values { addresses["/" + file] = file }
        // A bundle's files were published beside its page.
        for entry in draft.entries where entry.target.hasSuffix("/index.md") {
            let base = OldAddress.normalized(entry.oldPath)
            guard base.hasSuffix("/") else { continue }
            for file in draft.files.values where file.hasPrefix(entry.folder) {
                addresses[base + file.dropFirst(entry.folder.count)] = file
            }
        }
        fileAtAddress = addresses
    }

    /// The entry's text with every link and picture leading to where its target is now.
    func rewritten(_ entry: inout EntryDraft) -> TracedText {
        var remarks = entry.remarks
        let current = entry
        let text = DestinationPass.rewrite(entry.body) { destination, kind, line in
            guard let changed = changed(destination, kind, in: current, line, &remarks), changed != destination else {
                return nil
            }
            remarks.rewrittenLinks += 1
            return changed
        }
        entry.remarks = remarks
        return text
    }

    private func changed(
        _ destination: String, _ kind: DestinationPass.Kind, in entry: EntryDraft, _ line: Int, _ remarks: inout Remarks
    ) -> String? {
        guard isLocal(destination) else { return nil }
        // Markup of the author's own gets no base path from the build.
        if kind == .html { return nil }
        let rooted = withoutBase(destination)
        let isPicture = kind == .picture || (kind == .definition && Self.looksLikePicture(rooted))
        if isPicture {
            if let picture = picture(rooted, of: entry) { return picture }
            guard kind == .picture || OldAddress.namesFile(rooted) else { return rooted }
            remarks.note(
                .leftOut, line: line,
                "the picture `\(destination)` is not in the source; it leads to where the old site had it")
            return address(of: rooted, in: entry)
        }
        // Places of the new content folder, which earlier steps wrote.
        let path = rooted.prefix { $0 != "#" && $0 != "?" }
        if path.hasPrefix("/"), files.contains(String(path.dropFirst())) { return rooted }
        if let file = fileBehind(rooted, of: entry), !isBeside(file, entry) {
            return "/" + Self.encoded(file) + rooted.drop { $0 != "#" && $0 != "?" }
        }
        return rooted
    }

    /// How the entry names a picture file; `nil` when the source hasn't got it.
    func picture(_ destination: String, of entry: EntryDraft) -> String? {
        guard let file = fileBehind(destination, of: entry) else { return nil }
        if isBeside(file, entry), !destination.hasPrefix("/") { return destination }
        return "/" + Self.encoded(file)
    }

    /// The content file that a destination means: by the old site's addresses, else beside the text.
    private func fileBehind(_ destination: String, of entry: EntryDraft) -> String? {
        let path = String(destination.prefix { $0 != "#" && $0 != "?" })
        let decoded = path.removingPercentEncoding ?? path
        if decoded.hasPrefix("/"), files.contains(String(decoded.dropFirst())) { return String(decoded.dropFirst()) }
        if let address = address(decoded, in: entry), let file = fileAtAddress[address] { return file }
        guard !decoded.hasPrefix("/"), let beside = Paths.joined(entry.folder, decoded) else { return nil }
        return files.contains(beside) ? beside : nil
    }

    private func isBeside(_ file: String, _ entry: EntryDraft) -> Bool {
        !entry.folder.isEmpty && file.hasPrefix(entry.folder)
    }

    /// The old address of a destination, from the site's root.
    private func address(_ decoded: String, in entry: EntryDraft) -> String? {
        let base = decoded.hasPrefix("/") ? "" : Paths.folder(OldAddress.normalized(entry.oldPath))
        return Paths.joined(base, decoded).map { "/" + $0 }
    }

    private func address(of destination: String, in entry: EntryDraft) -> String {
        let base = destination.hasPrefix("/") ? "" : Paths.folder(OldAddress.normalized(entry.oldPath))
        let path = Paths.joined(base, destination) ?? destination
        return draft.origin + draft.basePath + "/" + path
    }

    private func withoutBase(_ destination: String) -> String {
        guard !draft.basePath.isEmpty, destination == draft.basePath || destination.hasPrefix(draft.basePath + "/")
        else {
            return destination
        }
        let rest = destination.dropFirst(draft.basePath.count)
        return rest.isEmpty ? "/" : String(rest)
    }

    private func isLocal(_ destination: String) -> Bool {
        guard let first = destination.first, first != "#", !destination.hasPrefix("//"), !destination.hasPrefix("{{")
        else { return false }
        let scheme = destination.prefix { $0.isLetter || $0.isNumber || "+-.".contains($0) }
        return !destination[scheme.endIndex...].hasPrefix(":")
    }

    private static func looksLikePicture(_ destination: String) -> Bool {
        [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"].contains { destination.lowercased().hasSuffix($0) }
    }

    static func encoded(_ path: String) -> String {
        path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed.subtracting(CharacterSet(charactersIn: "()")))
            ?? path
    }
}
