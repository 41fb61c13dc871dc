package import HTTPSemantics

extension CacheControl {
    /// What the first usable targeted field among `names` says; `nil` where none is there.
    ///
    /// RFC 9213 §2.2: a targeted field that is well-formed and not empty takes the place of `Cache-Control` and
    /// `Expires` altogether; one that is malformed is ignored.
    package init?(targetedBy names: [FieldName], in fields: Fields) {
        for name in names {
            guard let value = fields.combined(name), let dictionary = StructuredDictionary(value.text),
                !dictionary.members.isEmpty
            else { continue }
            self.init()
            for (key, member) in dictionary.members { take(key, member) }
            return
        }
        return nil
    }

    private mutating func take(_ key: String, _ value: StructuredDictionary.Value) {
        switch value {
        case .boolean(true): take(key, argument: nil)
        case .boolean(false): isPresent = true
        case .integer(let number): take(key, argument: String(number))
        case .string(let text), .token(let text): take(key, argument: Self.isNumeric(key) ? "" : text)
        case .strings, .other: take(key, argument: "")
        }
    }

    /// Whether a directive's argument has to be an integer: a number in quotes is not one here (RFC 9213 §2.1).
    private static func isNumeric(_ key: String) -> Bool {
        switch key {
        case "max-age", "s-maxage", "stale-while-revalidate", "stale-if-error": true
        case _: false
        }
    }
}
