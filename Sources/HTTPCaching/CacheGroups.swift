package import HTTPSemantics

/// The groups a response belongs to (`Cache-Groups`, RFC 9875 §2).
///
/// A list of strings, compared with their case. Whatever else the field holds makes it count for nothing, as structured
/// fields have it. Neither number nor length is limited here; the limit on a head's size is enough.
package func cacheGroups(of fields: Fields) -> [String] { strings(fields, "cache-groups") }

/// The groups that the answer to a request makes untrue (`Cache-Group-Invalidation`, RFC 9875 §3).
///
/// None for a safe method. An origin that names groups knows what it has changed, so the status does not matter; what else
/// those responses belong to is left alone.
package func invalidatedGroups(_ method: Method, _ fields: Fields) -> [String] {
    method.isSafe ? [] : strings(fields, "cache-group-invalidation")
}

private func strings(_ fields: Fields, _ name: FieldName) -> [String] {
    guard let value = fields.combined(name), let members = StructuredDictionary.strings(inList: value.text) else {
        return []
    }
    var seen: Set<String> = []
    return members.filter { seen.insert($0).inserted }
}
