import SiteModel

extension Build {
    /// What the data folder holds: `data/links.yaml` is `links`, `data/shop/prices.csv` is `shop.prices`.
    mutating func readData() throws -> [Param] {
        let folder = configuration.folders.data
        guard !folder.isEmpty, Disk.item(folder)?.kind == .folder else { return [] }
        var fields: [Param] = []
        for file in try Disk.files(below: folder) {
            guard let ending = DataFile.endings.first(where: file.hasSuffix) else { continue }
            let shown = "data/" + file
            guard let text = FileText.decoded(try Disk.read(folder + "/" + file)) else {
                diagnostics.append(Diagnostic(.error, path: shown, "the file is not UTF-8"))
                continue
            }
            do {
                let names = file.dropLast(ending.count).split(separator: "/").map(String.init)
                let value = try DataFile.read(shown, text: text)
                if !Self.put(value, at: names[...], into: &fields) {
                    diagnostics.append(
                        Diagnostic(
                            .error, path: shown, "another file or folder is called `\(names.joined(separator: "."))`"))
                }
            } catch {
                diagnostics.append(error)
            }
        }
        return fields
    }

    /// - Returns: Whether the place was free.
    private static func put(_ value: ParamValue, at names: ArraySlice<String>, into fields: inout [Param]) -> Bool {
        guard let name = names.first else { return false }
        let place = fields.firstIndex { $0.key == name }
        if names.count == 1 {
            guard place == nil else { return false }
            fields.append(Param(key: name, value: value))
            return true
        }
        var inner: [Param] = []
        if let place {
            guard case .table(let known) = fields[place].value else { return false }
            inner = known
            fields.remove(at: place)
        }
        let isFree = put(value, at: names.dropFirst(), into: &inner)
        fields.append(Param(key: name, value: .table(inner)))
        return isFree
    }

    /// Authors as `data/authors` has them: a table of tables (or of names), by what front matter calls them.
    static func authors(_ data: ParamValue?) -> [String: Author] {
        guard case .table(let fields) = data else { return [:] }
        let authors = fields.map { field in
            (
                Term.slug(field.key),
                Author(
                    name: field.value.text ?? field.value["name"]?.text ?? field.key, url: field.value["url"]?.text,
                    bio: field.value["bio"]?.text, picture: field.value["picture"]?.text)
            )
        }
        return Dictionary(authors) { first, _ in first }
    }
}
